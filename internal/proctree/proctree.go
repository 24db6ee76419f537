// Package proctree tells which processes run below another. Tests and benchmarks look at children with it; it is of use on
// Linux only.
package proctree
