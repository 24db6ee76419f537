package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/pipeline/walk"
)

// inputFlags say where lint finds what it checks.
type inputFlags struct {
	nul          bool
	stdinName    string
	changedSince string
}

func (f *inputFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.nul, "null", "0", false, "paths on standard input are separated by NUL")
	cmd.Flags().StringVar(&f.stdinName, "stdin-name", "", "check the bytes of standard input as a file of this `name`")
	cmd.Flags().StringVar(&f.changedSince, "changed-since", "", "only files that git says changed since this `revision`")
}

func (f *inputFlags) args(cmd *cobra.Command, args []string) error {
	if f.stdinName == "" {
		return atLeastOnePath(cmd, args)
	}
	if len(args) > 0 {
		return usage(errors.New("--stdin-name checks standard input alone; leave the paths out"))
	}
	return nil
}

// input is a file to check, or the bytes that stand for it.
type input struct {
	walk.File
	body io.ReaderAt
	size int64
}

// inputs yields what is to be checked; done releases what it took.
func (a *app) inputs(ctx context.Context, f *inputFlags, paths []string) (files iter.Seq[input], done func() error, err error) {
	done = func() error { return nil }
	if f.stdinName != "" {
		return a.standardInput(f.stdinName)
	}
	if slices.Contains(paths, "-") {
		if len(paths) > 1 {
			return nil, nil, usage(errors.New("- takes all paths from standard input; leave the others out"))
		}
		return walked(walk.Each(a.listed(f.nul), a.walkOptions(""))), done, nil
	}
	if err := a.checkPaths(paths); err != nil {
		return nil, nil, err
	}
	found := walk.Files(paths, a.walkOptions(""))
	if f.changedSince != "" {
		if found, err = changed(ctx, found, f.changedSince); err != nil {
			return nil, nil, noWork(err)
		}
	}
	return walked(found), done, nil
}

// standardInput keeps the bytes in a file, as parsers jump about in them.
func (a *app) standardInput(name string) (iter.Seq[input], func() error, error) {
	spool, err := os.CreateTemp("", ".wamedia-*.tmp")
	if err != nil {
		return nil, nil, noWork(fmt.Errorf("keep standard input: %w", err))
	}
	unnamed := os.Remove(spool.Name()) == nil // so that it ends with this process, but Windows removes no open file
	done := func() error {
		if unnamed {
			return spool.Close()
		}
		return errors.Join(spool.Close(), os.Remove(spool.Name()))
	}
	size, err := io.Copy(spool, a.in)
	if err != nil {
		return nil, nil, noWork(errors.Join(fmt.Errorf("keep standard input: %w", err), done()))
	}
	one := input{File: walk.File{Path: name, Rel: filepath.Base(name)}, body: spool, size: size}
	return slices.Values([]input{one}), done, nil
}

// listed yields the paths on standard input.
func (a *app) listed(nul bool) iter.Seq[string] {
	end := byte('\n')
	if nul {
		end = 0
	}
	return func(yield func(string) bool) {
		lines := bufio.NewReader(a.in)
		for {
			line, err := lines.ReadString(end)
			path := strings.TrimSuffix(line, string(end))
			if !nul {
				path = strings.TrimSuffix(path, "\r")
			}
			if path != "" && !yield(path) || err != nil {
				return
			}
		}
	}
}

// changed keeps the files that git says were added or changed since a revision, those it does not know included.
func changed(ctx context.Context, files iter.Seq[walk.File], revision string) (iter.Seq[walk.File], error) {
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	root := strings.TrimSuffix(top, "\n")
	differ, err := git(ctx, "-C", root, "diff", "--name-only", "-z", "--diff-filter=d", "--end-of-options", revision, "--")
	if err != nil {
		return nil, err
	}
	fresh, err := git(ctx, "-C", root, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(differ+fresh, "\x00") {
		wanted[filepath.Join(root, filepath.FromSlash(name))] = true
	}
	return func(yield func(walk.File) bool) {
		for f := range files {
			if wanted[resolved(f.Path)] && !yield(f) {
				return
			}
		}
	}, nil
}

// resolved is the path as git writes it: absolute, and without links on the way.
func resolved(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return abs
	}
	return filepath.Join(dir, filepath.Base(abs))
}

// git runs git and returns what it wrote.
func git(ctx context.Context, args ...string) (string, error) {
	path, err := process.Find("git", "WAMEDIA_GIT")
	if err != nil {
		return "", fmt.Errorf("--changed-since asks git: %w", err)
	}
	var out bytes.Buffer
	if err := process.Run(ctx, process.Command{Path: path, Args: args, Stdout: &out}); err != nil {
		return "", fmt.Errorf("--changed-since asks git: %w", err)
	}
	return out.String(), nil
}
