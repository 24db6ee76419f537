// Gen writes the samples that no tool on a fresh machine makes: pictures to start from, AMR, Office and PDF files,
// and files that are broken in one known way. It is built and called by ../make-samples.sh.
//
//	gen COMMAND ARGUMENT... OUT
package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
)

// command makes the bytes of one sample from its arguments.
type command struct {
	usage string
	args  int
	make  func(args []string) []byte
}

func commands() map[string]command {
	return map[string]command{
		"scene":     {"NAME WIDTH HEIGHT 8|16", 4, drawScene},
		"nod":       {"PHASE SIDE", 2, drawNod},
		"amr":       {"nb|wb SECONDS", 2, func(a []string) []byte { return amr(a[0], number(a[1])) }},
		"ole":       {"doc|xls|ppt|encrypted", 1, func(a []string) []byte { return ole(a[0]) }},
		"zip":       {"docx|docm|xlsx|pptx|odt|plain", 1, func(a []string) []byte { return pack(zipParts(a[0])) }},
		"pdf":       {"TITLE", 1, func(a []string) []byte { return pdf(a[0]) }},
		"text":      {"NAME", 1, func(a []string) []byte { return []byte(texts()[a[0]]) }},
		"cut":       {"PERCENT IN", 2, func(a []string) []byte { return cut(number(a[0]), read(a[1])) }},
		"before":    {"BOX IN", 2, func(a []string) []byte { return beforeBox(a[0], read(a[1])) }},
		"exif":      {"ORIENTATION IN", 2, func(a []string) []byte { return withOrientation(number(a[0]), read(a[1])) }},
		"spoil":     {"jpeg-scan|png-crc|ogg-page IN", 2, func(a []string) []byte { return spoil(a[0], read(a[1])) }},
		"one-frame": {"IN", 1, func(a []string) []byte { return oneFrame(read(a[0])) }},
		"he-aac":    {"IN", 1, func(a []string) []byte { return declareSBR(read(a[0])) }},
		"pad-jpeg":  {"BYTES IN", 2, func(a []string) []byte { return padJPEG(number(a[0]), read(a[1])) }},
		"pad-mp4":   {"BYTES IN", 2, func(a []string) []byte { return padMP4(number(a[0]), read(a[1])) }},
		"bomb":      {"SIDE", 1, func(a []string) []byte { return blackPNG(number(a[0])) }},
		"lines":     {"BYTES", 1, func(a []string) []byte { return lines(number(a[0])) }},
		"readme":    {"EXPECT.TSV HEAD.md", 2, func(a []string) []byte { return readme(read(a[0]), read(a[1])) }},
	}
}

func main() {
	if len(os.Args) > 1 {
		if c, ok := commands()[os.Args[1]]; ok && len(os.Args) == c.args+3 {
			check(os.WriteFile(os.Args[c.args+2], c.make(os.Args[2:c.args+2]), 0o644))
			return
		}
	}
	fmt.Fprintln(os.Stderr, "gen COMMAND ARGUMENT... OUT")
	for _, name := range names(commands()) {
		fmt.Fprintf(os.Stderr, "  %-9s %s\n", name, commands()[name].usage)
	}
	os.Exit(2)
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// check ends the program: a generator has no one to hand an error to.
func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(name)
	check(err)
	return data
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	check(err)
	return n
}
