//go:build race

package probetest

// slack is how much more time the race detector is given: it makes parsers some 20 times slower.
const slack = 100
