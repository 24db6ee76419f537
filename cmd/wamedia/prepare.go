package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/ordered"
	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/pipeline/naming"
	"github.com/wamedia/wamedia/pipeline/walk"
)

func (a *app) prepare() *cobra.Command {
	var fix fixFlags
	var dir string
	var dry bool
	cmd := &cobra.Command{
		Use:     "prepare PATH… -o DIR",
		Short:   "Write a copy of every file that WhatsApp takes",
		Long:    "prepare writes a copy of every file that WhatsApp takes. Sources are never changed. " + inFolders,
		Example: "  wamedia prepare campaign/ -o ready/\n  wamedia prepare --as sticker cats/ -o stickers/\n  wamedia prepare --dry-run films/",
		Args:    atLeastOnePath,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if dry {
				return a.runDry(cmd, &fix, paths)
			}
			return a.runPrepare(cmd, &fix, dir, paths)
		},
	}
	a.addShared(cmd)
	fix.add(cmd)
	cmd.Flags().StringVarP(&dir, "out", "o", "", "`folder` that the copies are written to")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "tell what would be made of every file, and how large, and write nothing")
	return cmd
}

// runDry plans and makes nothing. Where moments of a film are encoded to tell its size, they go nowhere.
func (a *app) runDry(cmd *cobra.Command, fix *fixFlags, paths []string) error {
	if err := errors.Join(a.checkShared(cmd), fix.check(), a.checkPaths(paths)); err != nil {
		return err
	}
	ctx := cmd.Context()
	line, err := local.New(ctx, local.Config{Policy: a.fixPolicy(fix), Options: fix.options, Memory: fix.memory, Jobs: a.flags.jobs, Log: a.log})
	if err != nil {
		return noWork(err)
	}
	files := slices.Collect(walk.Files(paths, a.walkOptions("")))
	nowhere := func(int) func(string) string { return nil }
	return errors.Join(a.write(a.processed(ctx, line.Width(), line.Plan, files, nowhere)), line.Close())
}

func (a *app) runPrepare(cmd *cobra.Command, fix *fixFlags, dir string, paths []string) error {
	if dir == "" {
		return usage(errors.New("prepare needs -o and a folder for the copies; sources are never changed"))
	}
	if err := errors.Join(a.checkShared(cmd), fix.check(), a.checkPaths(paths)); err != nil {
		return err
	}
	files := slices.Collect(walk.Files(paths, a.walkOptions(dir)))
	journal, err := openJournal(dir)
	if err != nil {
		return err
	}
	journal.skips = &a.skips
	ctx := cmd.Context()
	line, err := local.New(ctx, local.Config{
		Policy: a.fixPolicy(fix), Options: fix.options, Memory: fix.memory, Jobs: a.flags.jobs, Log: a.log, Work: dir, Own: journal.own, Placing: journal.place,
	})
	if err != nil {
		return noWork(errors.Join(err, journal.close()))
	}
	a.warnUnready(ctx, line, files)
	names := namesOf(files)
	target := func(i int) func(mime string) string {
		return func(mime string) string {
			return filepath.Join(dir, filepath.FromSlash(names.Output(i, files[i].Rel, mime)))
		}
	}
	err = a.write(journal.record(a.processed(ctx, line.Width(), line.Process, files, target)))
	return errors.Join(err, line.Close(), journal.close())
}

func namesOf(files []walk.File) *naming.Names {
	var rels []string
	for _, f := range files {
		rels = append(rels, f.Rel)
	}
	return naming.Plan(rels)
}

// processed sends files down the line, so many at a time, and yields what became of them, in the order of the files.
// Once ctx has ended the files that were not begun are left out.
func (a *app) processed(ctx context.Context, width int, send func(context.Context, pipeline.Item) pipeline.Result, files []walk.File, target func(int) func(string) string) iter.Seq[*report.Entry] {
	p := a.startProgress(len(files))
	process := func(i int) *report.Entry {
		f := files[i]
		if f.Err != nil {
			return &report.Entry{Planned: true, Result: pipeline.Result{Path: f.Path, Err: fmt.Errorf("read: %w", f.Err)}}
		}
		item := pipeline.Item{Index: i, Path: f.Path, Open: f.Open, Output: target(i), Events: p.events(i)}
		result := send(ctx, item)
		p.finished(i)
		panics.Log(a.log, f.Path, result.Err)
		return &report.Entry{Planned: true, Result: result}
	}
	entries := ordered.Map(width, window, until(ctx, indexes(len(files))), process)
	return func(yield func(*report.Entry) bool) {
		defer p.stop()
		for e := range entries {
			if !errors.Is(e.Err, context.Canceled) && !yield(e) {
				return
			}
		}
	}
}

func indexes(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}
