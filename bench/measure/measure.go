//go:build unix

// Package measure is what the programs that compare wamedia with others have in common: what a run costs, how like two
// pictures are by tools that chose neither, and a table. It starts processes by itself, as what they take is measured
// from the side and must not depend on the code that is measured.
package measure
