// Command wamedia checks media files against what the WhatsApp Cloud API takes, makes what does not fit fit, and
// uploads it.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Exit)) }
