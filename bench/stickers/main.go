//go:build unix

// Command stickers measures `wamedia prepare --as sticker` against the tools of libwebp and ffmpeg, each with a search
// for the best quality under the limit, on the same files, two at a time. What comes out is taken apart by webpmux and
// dwebp and scored by ffmpeg and butteraugli_main, on black and on white, against what the source shows at the same
// moments.
//
// `make bench-stickers` runs it; -only still or -only animated runs half of it, -v prints every file. The pictures are
// made once, below bin, from numbers alone; `make clean` has them made anew. All are as wide as a sticker already, so that
// no one's way of scaling counts.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

// side of a sticker in pixels, both ways.
const side = 512

// options of a run, all with defaults.
type options struct {
	rounds          int
	only            string
	wamedia, inputs string
	verbose         bool
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 3, "rounds, of which the medians are shown")
	flag.StringVar(&o.only, "only", "", "still or animated (default: both)")
	flag.StringVar(&o.wamedia, "wamedia", "bin/bench/wamedia", "the program to measure, with wamedia-vips beside it")
	flag.StringVar(&o.inputs, "inputs", "bin/bench-stickers", "where the pictures are made, and found again")
	flag.BoolVar(&o.verbose, "v", false, "also print the score of every file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := o.measure(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-stickers:", err)
		os.Exit(1) //nolint:forbidigo // main is where a program ends
	}
}

// class is a kind of sticker, with what is compared on it.
type class struct {
	name   string
	limit  int64
	inputs func(ctx context.Context, dir string) ([]input, error)
	// rivals are the scripts that ours is compared with.
	rivals []rival
	score  func(ctx context.Context, in input, path, work string) (score, error)
	second string // what the second score is
	goals  func([]result) []measure.Goal
}

type rival struct{ name, script string }

// classes are all there are.
func classes() []class {
	return []class{
		{
			name: "still", limit: 100_000, inputs: stills, score: scoreStill, second: "Butteraugli", goals: stillGoals,
			rivals: []rival{{"cwebp -size", "cwebp-size.sh"}, {"cwebp, bisection", "cwebp-q.sh"}},
		},
		{
			name: "animated", limit: 500_000, inputs: films, score: scoreFilm, second: "PSNR dB", goals: filmGoals,
			rivals: []rival{{"gif2webp, search", "gif2webp.sh"}, {"img2webp, search", "img2webp.sh"}, {"ffmpeg, search", "ffmpeg.sh"}},
		},
	}
}

// measure runs the classes that were asked for and prints what came out.
func (o options) measure(ctx context.Context, w io.Writer) error {
	work, err := os.MkdirTemp("", "bench-stickers-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	for _, c := range classes() {
		if o.only != "" && o.only != c.name {
			continue
		}
		if err := o.class(ctx, w, c, work); err != nil {
			return err
		}
	}
	return nil
}

// class runs one class.
func (o options) class(ctx context.Context, w io.Writer, c class, work string) error {
	dir := filepath.Join(o.inputs, c.name)
	inputs, err := c.inputs(ctx, dir)
	if err != nil {
		return err
	}
	contestants := o.contestants(c, dir, filepath.Join(work, c.name))
	costs, err := measure.Race(ctx, contestants, o.rounds)
	if err != nil {
		return err
	}
	results, err := scores(ctx, c, inputs, contestants, work)
	if err != nil {
		return err
	}
	for i := range results {
		results[i].cost = costs[i]
	}
	table(w, fmt.Sprintf("%s stickers: %d files, two at a time, medians of %d rounds", c.name, len(inputs), o.rounds), c.second, results)
	if o.verbose {
		each(w, c, inputs, results)
	}
	for _, goal := range c.goals(results) {
		_, _ = fmt.Fprintln(w, goal)
	}
	return nil
}

// contestants are ours and its rivals. Each writes to a folder of its own below out.
func (o options) contestants(c class, in, out string) []measure.Contestant {
	ours := filepath.Join(out, "wamedia")
	all := []measure.Contestant{{
		Name: "wamedia prepare", Out: ours,
		Argv: []string{o.wamedia, "prepare", "--as", "sticker", in, "-o", ours, "--jobs", "2", "--quiet"},
	}}
	for _, r := range c.rivals {
		dir := filepath.Join(out, r.script)
		all = append(all, measure.Contestant{Name: r.name, Out: dir, Argv: []string{"bench/each.sh", "bench/stickers/" + r.script, in, dir}})
	}
	return all
}
