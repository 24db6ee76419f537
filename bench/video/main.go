//go:build unix

// Command video measures `wamedia prepare` on films against what people do by hand: the one line that everybody types,
// a careful script, and HandBrake. All get the same clips, which this program makes; HandBrake only those that have to be
// encoded, as it can do nothing else. Outputs are judged by `wamedia lint` and ffprobe, and scored by ffmpeg's SSIM
// against their source, at the source's size up to 1080p and at 30 frames per second at most: what a phone shows.
//
// `make bench-video` runs it, about half an hour on two cores that are idle. The columns of processor time hold on a
// busy machine too, those of wall time do not. -quick takes the short clips alone, -clips those that are named.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/wamedia/wamedia/bench/measure"
)

// limit is what a video may weigh, in bytes.
const limit = 16_000_000

// options of a run, all with defaults.
type options struct {
	wamedia, scripts, keep string
	clips, who             string
	quick                  bool
	rounds                 int
}

func main() {
	var o options
	flag.StringVar(&o.wamedia, "wamedia", "bin/bench/wamedia", "the program to measure")
	flag.StringVar(&o.scripts, "scripts", "bench/video", "folder of the scripts it is measured against")
	flag.StringVar(&o.keep, "keep", "bin/bench/clips", "folder where the clips stay from run to run")
	flag.StringVar(&o.clips, "clips", ".", "which clips, by a regular expression over their names")
	flag.StringVar(&o.who, "who", ".", "which contestants, by a regular expression over their names")
	flag.BoolVar(&o.quick, "quick", false, "only the clips that take seconds")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of what encodes nothing; its medians are shown")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.measure(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench-video:", err)
		os.Exit(1) //nolint:forbidigo,gocritic // main is where a program ends, and nothing is left to be undone
	}
}

// measure makes the clips, runs everybody on each and prints what came out.
func (o options) measure(ctx context.Context, w io.Writer) error {
	chosen, fitting, err := o.chosen()
	if err != nil {
		return err
	}
	who, err := o.contestants()
	if err != nil {
		return err
	}
	var all []result
	for _, c := range chosen {
		source, err := c.make(ctx, o.keep)
		if err != nil {
			return fmt.Errorf("make %s: %w", c.name, err)
		}
		results, err := o.race(ctx, c, source, who)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		printClip(w, c, results)
		all = append(all, results...)
	}
	if len(all) > 0 {
		printTotals(w, all)
	}
	for _, g := range goals(all) {
		_, _ = fmt.Fprintln(w, "goal", g)
	}
	return o.measureFittings(ctx, w, fitting)
}

// chosen are the clips that were asked for.
func (o options) chosen() ([]clip, []fitting, error) {
	pattern, err := regexp.Compile(o.clips)
	if err != nil {
		return nil, nil, err
	}
	var out []clip
	for _, c := range clips() {
		if pattern.MatchString(c.name) && (c.quick || !o.quick) {
			out = append(out, c)
		}
	}
	fit := slices.DeleteFunc(fittings(), func(f fitting) bool { return !pattern.MatchString(f.name) })
	if len(out)+len(fit) == 0 {
		return nil, nil, fmt.Errorf("no clip is named %q", o.clips)
	}
	return out, fit, nil
}

// race lets everybody work on a clip in turn, in a folder that is removed in the end.
func (o options) race(ctx context.Context, c clip, source string, who []contestant) ([]result, error) {
	dir, err := os.MkdirTemp("", "bench-video-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var out []result
	for _, p := range who {
		if p.only != nil && !p.only(c) {
			continue
		}
		into := filepath.Join(dir, p.name)
		costs, err := measure.Race(ctx, []measure.Contestant{{Name: p.name, Out: into, Argv: p.argv(source, into)}}, o.roundsOf(c, p))
		if err != nil {
			return nil, err
		}
		r := result{clip: c, who: p.name, cost: costs[0]}
		if err := o.judge(ctx, &r, source, into); err != nil {
			return nil, fmt.Errorf("what %s made: %w", p.name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// roundsOf is one where pictures are encoded, which takes long enough to be measured at once.
func (o options) roundsOf(c clip, p contestant) int {
	if c.kind == encoded || p.name == oneliner {
		return 1
	}
	return max(1, o.rounds)
}
