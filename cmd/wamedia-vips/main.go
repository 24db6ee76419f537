// Command wamedia-vips makes pictures and stickers for wamedia, one job at a time. It takes jobs on its standard
// input and answers on its standard output; wamedia starts it, kills it when it takes too long, and starts another.
//
//	wamedia-vips            jobs, one after another, until the input ends
//	wamedia-vips animate    one job, followed by the raw frames of its animation
//
// It writes to the outputs that jobs name and, for large pictures, to TMPDIR. Nothing else is read or written.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.LookupEnv))
}
