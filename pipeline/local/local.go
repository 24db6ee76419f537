// Package local assembles the whole line for one machine: the image worker, ffmpeg, the ledger and the platform's
// client. A service creates one Local, feeds it files or readers, and gets results as they finish.
package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"runtime"
	"sync/atomic"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger/memory"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

// Config says what a Local does. The zero value prepares files with the defaults and uploads nothing.
type Config struct {
	// Policy that sources and outputs are checked by.
	Policy validate.Policy
	// Options of conversions.
	Options transcode.Options
	// Jobs is how many files are converted at a time; default one for each processor.
	Jobs int
	// Work is the folder for unfinished files; give the output folder, so that finishing is a rename. Default: the
	// system's temporary folder.
	Work string
	// Sink keeps finished files; nil keeps those whose Item.Output names a place, in the file system.
	Sink pipeline.Sink
	// Own reports whether an existing file at an output's path may be replaced; nil replaces nothing. Not with a Sink.
	Own func(path string) bool
	// Placing is told of every output before it takes its name, from any goroutine; nil is told nothing. Not with a Sink.
	Placing func(path string, size int64) error
	// Memory in bytes is what this program and its children may hold together; default DefaultMemory. Below 512 MB many
	// files cannot be converted.
	Memory int64
	// Programs to use; empty paths are looked for beside this program and in PATH.
	Programs Programs
	// Log is told of every file at its end, for debugging; nil tells nobody.
	Log *slog.Logger
	// Send uploads what was prepared; nil uploads nothing.
	Send *Send
}

// Programs are the paths of programs.
type Programs struct{ FFmpeg, Vips string }

// Send says where prepared files are uploaded to.
type Send struct {
	// Client uploads.
	Client *whatsapp.Client
	// Uploader uploads in place of Client. API is the address that its ids hold at, and Phone the id of its number: part
	// of the ledger's key, which a Client tells by itself.
	Uploader   pipeline.Uploader
	API, Phone string
	// Ledger remembers uploads: sqlite.Open gives one that outlives the program. It is not closed with the Local. Nil
	// remembers as long as the Local lives.
	Ledger pipeline.Ledger
	// HoldDoubts keeps files back of which an earlier upload may have been accepted without its id being known. Without it
	// they are uploaded again.
	HoldDoubts bool
	// Jobs is how many uploads run at a time; default 8.
	Jobs int
}

// Validate returns an error for every value that cannot be meant. New calls it.
func (c *Config) Validate() error {
	err := errors.Join(c.Policy.Validate(), c.Options.Validate())
	if c.Jobs < 0 || c.Memory < 0 {
		err = errors.Join(err, fmt.Errorf("field Jobs is %d and Memory %d: want 0 for the default, or more", c.Jobs, c.Memory))
	}
	if s := c.Send; s != nil {
		if s.Jobs < 0 {
			err = errors.Join(err, fmt.Errorf("field Send.Jobs is %d: want 0 for the default, or more", s.Jobs))
		}
		if (s.Client == nil) == (s.Uploader == nil) {
			err = errors.Join(err, errors.New("field Send wants a Client, or an Uploader with API and Phone"))
		}
	}
	return err
}

// Local is a line of work on this machine. It is safe for concurrent use; Close must be called.
type Local struct {
	line   pipeline.Line
	worker *worker
	log    *slog.Logger
	closed atomic.Bool
}

// New assembles a Local. Programs are looked for when first needed: their absence fails the files that need them and
// no others.
func New(_ context.Context, c Config) (*Local, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	jobs := cmp.Or(c.Jobs, runtime.GOMAXPROCS(0))
	work, err := workdir.New(cmp.Or(c.Work, os.TempDir()))
	if err != nil {
		return nil, err
	}
	share := sharesOf(cmp.Or(c.Memory, DefaultMemory), jobs)
	l := &Local{worker: newWorker(work.Path(), jobs), log: c.Log}
	l.worker.memory, l.worker.named = share.child, c.Programs.Vips
	l.line = pipeline.Line{
		Policy: c.Policy, Options: c.Options, Work: work, Sink: c.Sink, Own: c.Own, Placing: c.Placing,
		Engines: engines(l.worker, work, c.Programs.FFmpeg),
	}
	films := l.line.Engines[transcode.FFmpegEngine].(film)
	l.line.Listener, l.line.Counter = films, films
	uploads := 0
	if c.Send != nil {
		uploads = cmp.Or(c.Send.Jobs, 8)
		l.connect(c.Send)
	}
	l.line.Slots = pipeline.NewSlots(jobs, uploads, share.all)
	return l, nil
}

func (l *Local) connect(s *Send) {
	line := &l.line
	line.Uploader, line.API, line.Phone = s.Uploader, s.API, s.Phone
	if s.Client != nil {
		line.Uploader = &uploader{client: s.Client}
		line.API, line.Phone = s.Client.Account()
	}
	if line.Ledger = s.Ledger; line.Ledger == nil {
		line.Ledger = new(memory.Ledger)
	}
	line.HoldDoubts = s.HoldDoubts
}

// Process takes one item down the line and returns what became of it.
func (l *Local) Process(ctx context.Context, it pipeline.Item) pipeline.Result {
	return l.done(ctx, it, l.line.Process)
}

// Plan tells what Process would make of an item, and makes nothing.
func (l *Local) Plan(ctx context.Context, it pipeline.Item) pipeline.Result {
	return l.done(ctx, it, l.line.Plan)
}

// done does the work on one item, unless the Local is closed, and logs it.
func (l *Local) done(ctx context.Context, it pipeline.Item, work func(context.Context, pipeline.Item) pipeline.Result) pipeline.Result {
	if l.closed.Load() {
		return pipeline.Result{Index: it.Index, Path: cmp.Or(it.Path, it.Name), Err: pipeline.ErrClosed}
	}
	r := work(ctx, it)
	if l.log != nil {
		l.log.Debug("processed", "path", r.Path, "action", r.Plan.Action, "engine", r.Plan.Engine, "elapsed", r.Elapsed, "error", r.Err)
	}
	return r
}

// Ready is a pipeline.ErrMissing where this machine cannot encode films and sound. It is cheap and worth asking before a long
// run; what needs no encoder is done without.
func (l *Local) Ready(ctx context.Context) error {
	engine, err := l.line.Engines[transcode.FFmpegEngine].(film).ffmpeg()
	if err != nil {
		return err
	}
	return lacking(engine.Ready(ctx))
}

// Run processes items side by side and yields results as they finish.
func (l *Local) Run(ctx context.Context, items iter.Seq[pipeline.Item]) iter.Seq[pipeline.Result] {
	return pipeline.Run(ctx, l.Width(), items, l.Process)
}

// Width is how many items may usefully be under way at once.
func (l *Local) Width() int { return l.line.Width() }

// Close ends the workers and removes unfinished files. Call it when the last file has come to its end: whatever is
// asked for afterwards is a pipeline.ErrClosed.
func (l *Local) Close() error {
	if l.closed.Swap(true) {
		return nil
	}
	l.worker.close()
	return l.line.Work.Close()
}
