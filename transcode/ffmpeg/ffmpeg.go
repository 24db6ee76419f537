// Package ffmpeg carries out the part of a plan that ffmpeg does: video, audio and voice, frames for animated
// stickers, and stills of formats that the image worker cannot read.
//
// A plan becomes a recipe (what to keep, what to encode, how large and at what rate), a recipe becomes an argument
// list, both without touching the world; then ffmpeg runs in a process of its own, under limits, with its progress
// read from a pipe. What is too large afterwards is cooked again with a smaller recipe.
//
// Sources are not trusted. The demuxer is the one that the file's own bytes ask for, so that a playlist under the
// name of a film opens no other file; only files and pipes may be opened at all; names never look like options or
// protocols; pictures, memory, time and output have limits; and where the system can, a run is confined to its files.
package ffmpeg

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
)

// Engine runs one ffmpeg program. It is safe for concurrent use.
type Engine struct {
	path  string
	stall time.Duration
	parts parts
	data  int64 // that a run may allocate in bytes; 0 for no limit
}

// LimitMemory sets how many bytes one run may allocate. Call it before the first run.
func (e *Engine) LimitMemory(bytes int64) { e.data = bytes }

// Open finds ffmpeg: at the path, or where that is empty the program that WAMEDIA_FFMPEG names, else one beside this
// program, else one in PATH. The error is a *MissingError.
func Open(path string) (*Engine, error) {
	path, err := process.FindOr(path, "ffmpeg", "WAMEDIA_FFMPEG")
	if err != nil {
		return nil, &MissingError{Sort: "program", Name: "ffmpeg", For: "video, audio, voice and animated stickers", Cause: err}
	}
	return &Engine{path: path, stall: stallTime}, nil
}

// Path of the program.
func (e *Engine) Path() string { return e.path }

const (
	// maxMemory in bytes of address space: decoding 8K pictures on all cores takes about half of it.
	maxMemory = 6 << 30
	// maxFiles is what ffmpeg opens at once, libraries included, many times over.
	maxFiles = 256
	// maxPixels of one picture of a source: 8K is 33 million.
	maxPixels = 100_000_000
	// askTime is how long a run may take that answers a question or decodes a moment.
	askTime = time.Minute
	// readTime is how long reading a whole file may take without decoding it.
	readTime = 10 * time.Minute
	// asideSize in bytes is the most that a run may write into files beside those it was told to make.
	asideSize = 1 << 20
)

// run runs ffmpeg with what it writes to stdout going to out. Every run has limits of memory, time, open files and the
// size of what it writes, whether the caller sets them or not.
func (e *Engine) run(ctx context.Context, args []string, out io.Writer, limits process.Limits) error {
	return e.runOn(ctx, args, streams{out: out}, limits)
}

// streams are what a run reads on stdin and writes to stdout, and what takes those lines of stderr that are no errors;
// each may be nil.
type streams struct {
	in     io.Reader
	out    io.Writer
	report func(line string) bool
}

// runOn is run with other streams than stdout.
func (e *Engine) runOn(ctx context.Context, args []string, s streams, limits process.Limits) error {
	limits.Files, limits.Data = maxFiles, e.data
	limits.Memory, limits.Wall = cmp.Or(limits.Memory, maxMemory), cmp.Or(limits.Wall, askTime)
	limits.CPU = cmp.Or(limits.CPU, 2*limits.Wall)
	if limits.FileSize == 0 {
		limits.FileSize = asideSize
	}
	err := process.Run(ctx, process.Command{
		Path: e.path, Args: args, Env: environment(limits), Stdin: s.in, Stdout: s.out, Line: s.report, Limits: limits,
		Confine: confinement(args),
	})
	if err != nil {
		return fmt.Errorf("run ffmpeg: %w", err)
	}
	return nil
}

// wallTime is how long a job on so many seconds of media may take. A slow machine encodes large pictures at a tenth
// of the speed they play at.
func wallTime(seconds float64) time.Duration {
	return 5*time.Minute + time.Duration(saturate.Int(min(max(0, seconds), 24*3600)*20*float64(time.Second)))
}
