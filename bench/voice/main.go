//go:build unix

// Command voice measures `wamedia prepare` on speech and music against the line that everybody types and a careful
// script. All get the same files, which this program makes with espeak-ng and ffmpeg. `make bench-voice` runs it, in a
// minute or two.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// small is the size up to which a voice note shows its icon for playing, in bytes.
const small = 512_000

// options of a run, all with defaults.
type options struct {
	wamedia, scripts string
	rounds           int
}

func main() {
	var o options
	flag.StringVar(&o.wamedia, "wamedia", "bin/bench/wamedia", "the program to measure")
	flag.StringVar(&o.scripts, "scripts", "bench/voice", "folder of the scripts it is measured against")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds, of which the medians are shown")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.measure(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench-voice:", err)
		os.Exit(1) //nolint:forbidigo,gocritic // main is where a program ends, and nothing is left to be undone
	}
}

// result is what one contestant came to on one input.
type result struct {
	as, who string
	cost    measure.Cost
	size    int64 // bytes; 0 where nothing was made
	broken  []string
}

// measure makes the inputs, gives each to everybody as a voice note and as audio, and prints what came out.
func (o options) measure(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp("", "bench-voice-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	inputs, err := inputs(ctx, dir)
	if err != nil {
		return err
	}
	var all []result
	for _, as := range []string{"voice", "audio"} {
		for _, in := range inputs {
			results, err := o.race(ctx, as, in, filepath.Join(dir, "out"))
			if err != nil {
				return fmt.Errorf("%s as %s: %w", filepath.Base(in), as, err)
			}
			show(w, filepath.Base(in)+" as "+as, results)
			all = append(all, results...)
		}
	}
	_, _ = fmt.Fprintln(w)
	for _, g := range goalsOf(all) {
		_, _ = fmt.Fprintln(w, "goal", g)
	}
	return nil
}

// The contestants, by name.
const (
	ours     = "wamedia"
	oneliner = "one-liner"
	careful  = "careful"
)

// race lets everybody make one thing of an input, and judges it.
func (o options) race(ctx context.Context, as, source, dir string) ([]result, error) {
	script := func(name string) measure.Contestant {
		into := filepath.Join(dir, name)
		return measure.Contestant{Name: name, Out: into, Argv: []string{filepath.Join(o.scripts, as+"-"+name+".sh"), source, into}}
	}
	contestants := []measure.Contestant{
		{Name: ours, Out: filepath.Join(dir, ours), Argv: []string{o.wamedia, "prepare", "--quiet", "--as", as, "-o", filepath.Join(dir, ours), source}},
		script(oneliner), script(careful),
	}
	costs, err := measure.Race(ctx, contestants, o.rounds)
	if err != nil {
		return nil, err
	}
	var out []result
	for i, c := range contestants {
		r := result{as: as, who: c.Name, cost: costs[i]}
		if err := o.judge(ctx, as, c.Out, &r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// judge looks at the file that stands in a folder, beside a report perhaps.
func (o options) judge(ctx context.Context, as, dir string, r *result) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(path string) bool { return strings.HasSuffix(path, ".json") })
	if len(files) != 1 {
		return nil
	}
	info, err := os.Stat(files[0])
	if err != nil {
		return err
	}
	r.size = info.Size()
	r.broken, err = measure.Broken(ctx, o.wamedia, files[0], "--as", as)
	return err
}
