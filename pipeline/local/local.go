// Package local assembles the whole line for one machine: the image worker, ffmpeg, the ledger and the platform's
// client. A service creates one Local, feeds it files or readers, and gets results as they finish.
package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

// ErrMissing says that a program which the work needs is not on this machine. The error around it names the program
// and how to get it.
var ErrMissing = errors.New("a program is missing")

// ErrRefused says that the platform refused the token, the account or the phone number: no upload of the run can succeed.
var ErrRefused = errors.New("the platform refused us")

// Config says what a Local does. The zero value prepares files with the defaults and uploads nothing.
type Config struct {
	// Policy that sources and outputs are judged by.
	Policy validate.Policy
	// Options of cures.
	Options transcode.Options
	// Jobs is how many files are cured at a time; default one for each processor.
	Jobs int
	// Work is the folder for unfinished files; give the output folder, so that finishing is a rename. Default: the
	// system's temporary folder.
	Work string
	// Own tells whether an existing file at an output's path may be replaced; nil replaces nothing.
	Own func(path string) bool
	// Placing is told of every output before it takes its name, from any goroutine; nil is told nothing.
	Placing func(path string, size int64) error
	// Memory in bytes is what this program and its children may hold together; default DefaultMemory. Below 512 MB many
	// files cannot be converted.
	Memory int64
	// Send uploads what was prepared; nil uploads nothing.
	Send *Send
}

// Send says where prepared files are uploaded to.
type Send struct {
	Client *whatsapp.Client
	// API is the address of the platform, part of the ledger's key; Phone is the phone number id.
	API, Phone string
	// Ledger is the path of the file that remembers uploads.
	Ledger string
	// HoldDoubts keeps files back of which an earlier upload may have been accepted without its id being known. Without it
	// they are uploaded again.
	HoldDoubts bool
	// Jobs is how many uploads run at a time; default 8.
	Jobs int
}

// Local is a line of work on this machine. It is safe for concurrent use; Close must be called.
type Local struct {
	line   pipeline.Line
	worker *worker
	ledger *sqlledger.Ledger
}

// New assembles a Local. Programs are looked for when first needed: their absence fails the files that need them and
// no others.
func New(ctx context.Context, c Config) (*Local, error) {
	if c.Jobs == 0 {
		c.Jobs = runtime.GOMAXPROCS(0)
	}
	if c.Work == "" {
		c.Work = os.TempDir()
	}
	work, err := workdir.New(c.Work)
	if err != nil {
		return nil, err
	}
	share := sharesOf(cmp.Or(c.Memory, DefaultMemory), c.Jobs)
	l := &Local{worker: newWorker(work.Path(), c.Jobs)}
	l.worker.memory = share.child
	l.line = pipeline.Line{
		Policy: c.Policy, Options: c.Options, Work: work, Own: c.Own, Placing: c.Placing, Engines: engines(l.worker, work),
	}
	films := l.line.Engines[transcode.FFmpegEngine].(film)
	l.line.Listener, l.line.Counter = films, films
	uploads := 0
	if c.Send != nil {
		uploads = c.Send.jobs()
		if err := l.connect(ctx, c.Send); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	l.line.Slots = pipeline.NewSlots(c.Jobs, uploads, share.all)
	return l, nil
}

func (s *Send) jobs() int {
	if s.Jobs == 0 {
		return 8
	}
	return s.Jobs
}

func (l *Local) connect(ctx context.Context, s *Send) error {
	book, err := sqlite.Open(ctx, s.Ledger, nil)
	if err != nil {
		return fmt.Errorf("open the ledger of uploads: %w", err)
	}
	l.ledger = book
	l.line.Ledger, l.line.API, l.line.Phone = book, s.API, s.Phone
	l.line.HoldDoubts = s.HoldDoubts
	l.line.Uploader = &uploader{client: s.Client}
	return nil
}

// Process takes one item down the line and returns what became of it.
func (l *Local) Process(ctx context.Context, it pipeline.Item) pipeline.Result {
	return l.line.Process(ctx, it)
}

// Plan tells what Process would make of an item, and makes nothing.
func (l *Local) Plan(ctx context.Context, it pipeline.Item) pipeline.Result {
	return l.line.Plan(ctx, it)
}

// Ready is an ErrMissing where this machine cannot encode films and sound. It is cheap and worth asking before a long
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
	return l.line.Run(ctx, items)
}

// Width is how many items may usefully be under way at once.
func (l *Local) Width() int { return l.line.Width() }

// Close ends the workers, removes unfinished files, and closes the ledger.
func (l *Local) Close() error {
	l.worker.close()
	err := l.line.Work.Close()
	if l.ledger != nil {
		err = errors.Join(err, l.ledger.Close())
	}
	return err
}
