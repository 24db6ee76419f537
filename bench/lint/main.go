//go:build unix

// Command lint measures `wamedia lint` against what it could cost at best and what it costs by hand: a program that
// only opens, stats and reads the files, and a shell script that calls file and ffprobe. `make bench-lint` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

// options of a run, all with defaults.
type options struct {
	files, scripted, many, rounds int
	lint, floor, script           string
}

func main() {
	var o options
	flag.IntVar(&o.files, "files", 5000, "files in the set")
	flag.IntVar(&o.scripted, "script-files", 130, "files that the script is given, of the same kinds")
	flag.IntVar(&o.many, "many", 100_000, "files of the run that shows the memory")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds, of which the medians are shown")
	flag.StringVar(&o.lint, "wamedia", "bin/bench/wamedia", "the program to measure")
	flag.StringVar(&o.floor, "floor", "bin/bench/floor", "the program that only reads")
	flag.StringVar(&o.script, "script", "bench/lint/script.sh", "the script that calls file and ffprobe")
	flag.Parse()
	if err := o.measure(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench-lint:", err)
		os.Exit(1) //nolint:forbidigo // main is where a program ends
	}
}

// measure makes the files, runs everything and prints what came out.
func (o options) measure(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp("", "bench-lint-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	samples, err := list("testdata/samples", "testdata/campaign")
	if err != nil {
		return err
	}
	all, few, many := filepath.Join(dir, "all"), filepath.Join(dir, "few"), filepath.Join(dir, "many")
	if err := fill(all, samples, o.files); err != nil {
		return err
	}
	if err := fill(few, samples, o.scripted); err != nil {
		return err
	}
	if err := o.speed(ctx, w, all, few); err != nil {
		return err
	}
	sources, err := list(all)
	if err != nil {
		return err
	}
	if err := link(many, sources[:min(len(sources), len(samples))], o.many); err != nil {
		return err
	}
	return o.memory(ctx, w, many)
}

// contestants are what is compared; the first is what the others are measured by.
func (o options) contestants(all, few string) []contestant {
	lint := []string{o.lint, "lint", "--jobs", "2", "--format"}
	return []contestant{
		{"open, stat, read 64 KiB", []string{o.floor, all}, o.files},
		{"wamedia lint", append(lint[:len(lint):len(lint)], "text", all), o.files},
		{"wamedia lint, JSON", append(lint[:len(lint):len(lint)], "json", all), o.files},
		{"file and ffprobe", []string{o.script, few}, o.scripted},
	}
}

func (o options) speed(ctx context.Context, w io.Writer, all, few string) error {
	contestants := o.contestants(all, few)
	_, _ = fmt.Fprintf(w, "%d files of every kind, the script %d of them, scaled; medians of %d rounds\n", o.files, o.scripted, o.rounds)
	warm, err := race(ctx, contestants, o.rounds, func() error { return nil })
	if err != nil {
		return err
	}
	table(w, "warm", contestants, warm)
	if err := forget(); err != nil {
		_, _ = fmt.Fprintf(w, "\ncold: not measured: %v\n", err)
		return nil
	}
	cold, err := race(ctx, contestants, o.rounds, forget)
	if err != nil {
		return err
	}
	table(w, "cold", contestants, cold)
	return nil
}

func (o options) memory(ctx context.Context, w io.Writer, dir string) error {
	for _, format := range []string{"text", "json"} {
		c, err := measure.Run(ctx, o.lint, "lint", "--jobs", "2", "--format", format, dir)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w, "\n%d files, %s: %.0f MB at most, %.2f s, %.2f s of processor\n",
			o.many, format, float64(c.Peak)/1e6, c.Wall.Seconds(), c.CPU.Seconds())
	}
	return nil
}
