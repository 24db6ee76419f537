//go:build !race

package probetest

const slack = 1
