//go:build unix

// Command images measures `wamedia prepare` on still pictures against what people write by hand: a script that calls
// vipsthumbnail and searches for the quality, and one that calls ImageMagick. All get the same files, work on two at a
// time and must stay under the limit. What comes out is scored by programs that chose none of it: ffmpeg's ssim, and
// butteraugli_main on the middle of the picture.
//
// `make bench-images` runs it; -groups heavy -rounds 1 looks at one kind of picture, -in DIR at files of your own. The
// pictures are made once, below bin, from numbers alone; after `make clean` they are made again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// limit is what an image may weigh in bytes (5 MB in its stricter reading), maxSide what it is scaled down to.
const (
	limit   = 5_000_000
	maxSide = 4096
)

// options of a run, all with defaults.
type options struct {
	rounds          int
	groups, in      string
	wamedia, inputs string
	verbose         bool
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 3, "rounds, of which the medians are shown")
	flag.StringVar(&o.groups, "groups", strings.Join(groups(), ","), "kinds of picture")
	flag.StringVar(&o.in, "in", "", "a folder of real files to measure as well")
	flag.StringVar(&o.wamedia, "wamedia", "bin/bench/wamedia", "the program to measure, with wamedia-vips beside it")
	flag.StringVar(&o.inputs, "inputs", "bin/bench-images", "where the pictures are made, and found again")
	flag.BoolVar(&o.verbose, "v", false, "also print the score of every file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := o.measure(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-images:", err)
		os.Exit(1) //nolint:forbidigo // main is where a program ends
	}
}

// measure makes the pictures, runs everything over each group and prints what came out.
func (o options) measure(ctx context.Context, w io.Writer) error {
	work, err := os.MkdirTemp("", "bench-images-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	sets, err := o.sets(ctx, work)
	if err != nil {
		return err
	}
	all := make([]result, len(o.contestants("", "")))
	for _, s := range sets {
		results, err := o.compete(ctx, s, work)
		if err != nil {
			return err
		}
		table(w, fmt.Sprintf("%s: %d files, two at a time, medians of %d rounds", s.name, len(s.inputs), o.rounds), results)
		if o.verbose {
			each(w, s, results)
		}
		for i, r := range results {
			all[i] = all[i].add(r)
		}
	}
	table(w, "all of them", all)
	for _, goal := range goals(all) {
		_, _ = fmt.Fprintln(w, goal)
	}
	return nil
}

// sets gives the groups that were asked for, with their pictures.
func (o options) sets(ctx context.Context, work string) ([]set, error) {
	var out []set
	for _, group := range strings.Split(o.groups, ",") {
		s, err := made(ctx, o.inputs, group)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if o.in == "" {
		return out, nil
	}
	s, err := found(ctx, o.in, filepath.Join(work, "real"))
	return append(out, s), err
}

// contestants are the programs that are compared, ours first. Each writes to a folder of its own below out.
func (o options) contestants(in, out string) []measure.Contestant {
	ours, vips, magick, free := filepath.Join(out, "wamedia"), filepath.Join(out, "vips"), filepath.Join(out, "magick"), filepath.Join(out, "free")
	prepare := func(out string) []string {
		return []string{o.wamedia, "prepare", "--as", "image", in, "-o", out, "--jobs", "2", "--quiet"}
	}
	return []measure.Contestant{
		{Name: "wamedia prepare", Out: ours, Argv: prepare(ours)},
		{Name: "vipsthumbnail, bisection", Out: vips, Argv: []string{"bench/each.sh", "bench/images/vips.sh", in, vips}},
		{Name: "ImageMagick, jpeg:extent", Out: magick, Argv: []string{"bench/each.sh", "bench/images/magick.sh", in, magick}},
		{Name: "wamedia, not confined", Out: free, Argv: append([]string{"env", "WAMEDIA_CONFINE=off"}, prepare(free)...)},
	}
}

// compete runs every contestant over a set and scores what each leaves.
func (o options) compete(ctx context.Context, s set, work string) ([]result, error) {
	contestants := o.contestants(s.in(), filepath.Join(work, s.name))
	costs, err := measure.Race(ctx, contestants, o.rounds)
	if err != nil {
		return nil, err
	}
	results := make([]result, len(contestants))
	for i, c := range contestants {
		r, err := score(ctx, s, c.Out)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		r.name, r.cost, r.inputs = c.Name, costs[i], len(s.inputs)
		results[i] = r
	}
	return results, nil
}
