package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/baseline"
	"github.com/wamedia/wamedia/internal/ordered"
	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/validate"
)

// window is how many results may wait for an earlier one.
const window = 1024

// lintFlags are those of lint alone.
type lintFlags struct {
	inputs                  inputFlags
	baseline, writeBaseline string
}

func (a *app) lint() *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint PATH…|-",
		Short: "Judge files and folders by what WhatsApp takes",
		Long: "lint checks files and folders and writes nothing but the report. " + inFolders + "\n\n" +
			"A path of - reads a list of paths from standard input, one a line, or separated by NUL with -0.",
		Example: "  wamedia lint campaign/\n" +
			"  wamedia lint --as voice --format json greeting.ogg\n" +
			"  wamedia lint --changed-since origin/main .\n" +
			"  curl -s https://example.com/a.mp4 | wamedia lint --stdin-name a.mp4",
		Args: f.inputs.args,
		RunE: func(cmd *cobra.Command, paths []string) error { return a.runLint(cmd, &f, paths) },
	}
	a.addShared(cmd)
	f.inputs.add(cmd)
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "do not report the findings that this `file` knows")
	cmd.Flags().StringVar(&f.writeBaseline, "write-baseline", "", "write all findings to this `file`, for --baseline")
	return cmd
}

func atLeastOnePath(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage(fmt.Errorf("%s needs at least one file or folder; see wamedia %s --help", cmd.Name(), cmd.Name()))
	}
	return nil
}

func (a *app) runLint(cmd *cobra.Command, f *lintFlags, paths []string) error {
	if err := a.checkShared(cmd); err != nil {
		return err
	}
	a.paced = true
	a.never = append(a.never, f.baseline, f.writeBaseline)
	defer fewerCollections()()
	ctx := cmd.Context()
	files, done, err := a.inputs(ctx, &f.inputs, paths)
	if err != nil {
		return err
	}
	policy := a.policy()
	entries := ordered.Map(a.flags.jobs, window, until(ctx, files), func(in input) *report.Entry { return a.check(ctx, policy, in) })
	entries, finish, err := f.known(together(policy, entries))
	if err != nil {
		return errors.Join(err, done())
	}
	return errors.Join(a.write(entries), finish(), done())
}

// heapGrowth is how much, in percent, the heap of lint may grow between two collections. Judging makes some 20 KB of
// garbage a file and keeps next to nothing, so that Go's own 100 collects every few hundred files. More gains little, and passes 90 MB where the collector gets no processor.
const heapGrowth = 200

// fewerCollections trades memory for time until the answer is called, unless GOGC says what is wanted.
func fewerCollections() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(heapGrowth)
	return func() { debug.SetGCPercent(before) }
}

func (a *app) check(ctx context.Context, policy validate.Policy, in input) *report.Entry {
	e := &report.Entry{Result: pipeline.Result{Path: in.Path, Err: in.Err}}
	switch {
	case in.Err != nil:
	case in.body != nil:
		e.Result.Result, e.Err = policy.Reader(ctx, in.body, in.size, in.Path)
	default:
		e.Result.Result, e.Err = checkFile(ctx, policy, in.File)
	}
	panics.Log(a.log, in.Path, e.Err)
	return e
}

func checkFile(ctx context.Context, policy validate.Policy, found walk.File) (validate.Result, error) {
	f, err := found.Open()
	if err != nil {
		return validate.Result{}, fmt.Errorf("read: %w", err)
	}
	defer func() { _ = f.Close() }()
	return policy.OpenFile(ctx, f, found.Path)
}

// together adds what only shows when files are compared.
func together(policy validate.Policy, entries iter.Seq[*report.Entry]) iter.Seq[*report.Entry] {
	var set validate.Set
	return each(entries, func(e *report.Entry) {
		if !e.Failed() {
			set.Add(policy, &e.Result.Result)
		}
	})
}

// each does something with every entry on its way.
func each(entries iter.Seq[*report.Entry], do func(*report.Entry)) iter.Seq[*report.Entry] {
	return func(yield func(*report.Entry) bool) {
		for e := range entries {
			do(e)
			if !yield(e) {
				return
			}
		}
	}
}

// known leaves out what a baseline knows, or learns a new baseline, written by finish.
func (f *lintFlags) known(entries iter.Seq[*report.Entry]) (out iter.Seq[*report.Entry], finish func() error, err error) {
	finish = func() error { return nil }
	switch {
	case f.baseline != "" && f.writeBaseline != "":
		return nil, nil, usage(errors.New("--baseline and --write-baseline do not go together"))
	case f.baseline != "":
		set, err := baseline.Read(f.baseline)
		if err != nil {
			return nil, nil, usage(err)
		}
		return each(entries, func(e *report.Entry) { e.Forgive(func(g validate.Finding) bool { return set.Has(e.Path, g) }) }), finish, nil
	case f.writeBaseline != "":
		return f.learn(entries)
	}
	return entries, finish, nil
}

// learn makes every finding known, so that the run is clean and the next one with the baseline is too.
func (f *lintFlags) learn(entries iter.Seq[*report.Entry]) (iter.Seq[*report.Entry], func() error, error) {
	set, err := baseline.New(f.writeBaseline)
	if err != nil {
		return nil, nil, noWork(err)
	}
	learning := each(entries, func(e *report.Entry) {
		for _, g := range e.Findings {
			set.Add(e.Path, g)
		}
		e.Forgive(func(validate.Finding) bool { return true })
	})
	finish := func() error {
		if err := set.Write(f.writeBaseline); err != nil {
			return noWork(err)
		}
		return nil
	}
	return learning, finish, nil
}

// until ends a sequence when ctx does.
func until[T any](ctx context.Context, in iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range in {
			if ctx.Err() != nil || !yield(v) {
				return
			}
		}
	}
}

// walked turns files found into inputs.
func walked(files iter.Seq[walk.File]) iter.Seq[input] {
	return func(yield func(input) bool) {
		for f := range files {
			if !yield(input{File: f}) {
				return
			}
		}
	}
}

// write reports entries as they come and turns what they say into the exit code.
func (a *app) write(entries iter.Seq[*report.Entry]) error {
	w, done, err := a.openReport()
	if err != nil {
		return err
	}
	summary := report.NewSummary()
	var worst outcome
	for e := range entries {
		summary.Add(e)
		worst.add(e)
		if err = w.Entry(e); err != nil {
			break
		}
	}
	a.skips.Into(summary)
	if err = errors.Join(err, w.Close(summary), done()); err != nil {
		return noWork(fmt.Errorf("write the report: %w", err))
	}
	return worst.exit(a.flags.failOn)
}
