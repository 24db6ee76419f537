// Package pipeline takes a file through its steps: inspect, check, plan, convert, check again, place, send, record.
// Line.Process is the one unit of work, and it carries the whole protocol that keeps a file from being uploaded
// twice. Everything outside stands behind the small interfaces that this package declares; pipeline/local plugs
// in those of one machine.
package pipeline

import (
	"cmp"
	"context"
	"io"
	"os"
	"time"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// Engine carries a plan out.
type Engine interface {
	// Apply reads Task.Source and writes Task.Output, nothing else. It honours the end of ctx and leaves what it
	// wrote to be removed by the caller.
	Apply(ctx context.Context, t Task) (Outcome, error)
	// Memory is how many bytes the task will hold at its peak, all processes together, by estimate.
	Memory(t Task) int64
}

// Task is one plan to carry out.
type Task struct {
	// Source and Output are paths; Output does not exist yet and has no extension that means anything.
	Source, Output string
	Facts          *media.Facts
	Plan           transcode.Plan
	// Progress is told the share done, 0 to 1, of a pass: an engine that has to begin again counts its passes from 1.
	// It is never nil.
	Progress func(pass int, share float64)
}

// Outcome tells what an engine made.
type Outcome struct {
	// MIME of the output where the plan left it open.
	MIME string
	// SSIM against the source, 0 to 1, where it was measured.
	SSIM *float64
	// Note says what the user should know, such as "pixels untouched".
	Note string
	// Source and Made are what the sound of the source and of the output hold, where it was encoded and measured.
	Source, Made *Sound
	// Voice is what players show of a voice note, where the engine knows it; nil else.
	Voice *Voice
	// Motion counts the frames that an animated sticker was made of; nil where the engine does not count them.
	Motion *job.Motion
	// Seen says what of the source stands where in the output; nil where the whole fills the whole.
	Seen *job.Seen
	// Opaque is true where a still's source may have transparency, and no pixel of it is transparent in 8 bits.
	Opaque bool
	// Width and Height of moving pictures that were encoded, in pixels; 0 for all else.
	Width, Height int
}

// Sound is what decoded sound holds.
type Sound struct {
	// Seconds that its samples play, one after another: gaps of the source's clock are left out.
	Seconds float64
	// Level is the RMS of the loudest channel over the whole, in dBFS; -Inf is silence.
	Level float64
}

// Count is what the packets of one stream tell.
type Count struct {
	// Packets there are.
	Packets int
	// Seconds from the start of the first to the end of the last.
	Seconds float64
	// Played is how long they play one after another, in seconds; 0 where they do not say.
	Played float64
}

// Counter counts what streams hold. An Engine that makes films and sound is one.
type Counter interface {
	// Count reads all packets of a stream of the file at path, which facts describe: of pictures, or of sound.
	Count(ctx context.Context, path string, facts *media.Facts, pictures bool, index int) (Count, error)
}

// Forecast tells what an engine would make of a task.
type Forecast struct {
	// Size expected of the output in bytes; 0 where only its limit is known.
	Size int64
	// Width, Height and FPS of pictures that would be encoded; 0 where they are kept or not known.
	Width, Height int
	FPS           float64
	// VideoRate and AudioRate of streams that would be encoded, in bits per second; 0 else.
	VideoRate, AudioRate int
}

// Forecaster is an Engine that can tell what it would make.
type Forecaster interface {
	// Foresee writes nothing.
	Foresee(ctx context.Context, t Task) (Forecast, error)
}

// Voice is what players show of a voice note before it is played.
type Voice struct {
	// Seconds it plays.
	Seconds float64 `json:"seconds"`
	// Waveform is how loud it is from start to end: 64 numbers of 0 to 100.
	Waveform []int `json:"waveform"`
	// Level is its RMS over the whole, in dBFS; -Inf is silence.
	Level float64 `json:"-"`
}

// Listener looks into voice notes.
type Listener interface {
	// Listen reads the file at path, which is of the MIME type. It is ErrNoListener where this machine cannot.
	Listen(ctx context.Context, path, mime string) (*Voice, error)
}

// Upload is a file on its way to the platform.
type Upload struct {
	Name, MIME string
	Body       io.ReaderAt
	Size       int64
}

// Uploader hands files to the platform.
type Uploader interface {
	// Upload returns the media id. An error that may hide an accepted upload has a method InDoubt() bool.
	Upload(ctx context.Context, u Upload) (id string, err error)
}

type (
	// Ledger remembers uploads: see package ledger for its contract, and the packages below it for some that are ready.
	Ledger = ledger.Ledger
	// Claim is the right to make one upload.
	Claim = ledger.Claim
)

// Item is one file to process.
type Item struct {
	// Index is given back in the result.
	Index int
	// Name is what the file is called: its extension is compared with its bytes, and the platform is told it. Empty takes
	// Path.
	Name string
	// Path is where the file is. It is not opened where there is a Body.
	Path string
	// Private says that nobody else writes to the file at Path, as of a request's body that was written to a file: it is
	// then sent from where it is, without a copy.
	Private bool
	// Open opens the file at Path in its own way, such as walk.File.Open, which refuses any other file than the one
	// that was found; nil opens Path.
	Open func() (*os.File, error)
	// Body and Size replace the file at Path.
	Body io.ReaderAt
	Size int64
	// Output gives the path of the finished file for its MIME type; nil names none, and nothing is kept without a Line.Sink.
	Output func(mime string) string
	// Kind the file is meant to be sent as; empty takes the policy's.
	Kind media.Kind
	// Events is told how the work goes, from any goroutine; may be nil.
	Events func(Event)
}

// Result is what became of one item.
type Result struct {
	validate.Result
	Index int
	Path  string
	// Plan that was carried out.
	Plan transcode.Plan
	// Output is the path of the finished file; empty where none is kept.
	Output     string
	OutputSize int64
	OutputMIME string
	// Remaining lists the findings that are left after the fix.
	Remaining []validate.Finding
	Outcome   Outcome
	// Forecast is what the plan would make. Only where nothing else was asked for.
	Forecast *Forecast
	// Voice is what players show of a voice note; nil for all else, and where nothing on the machine could tell.
	Voice *Voice
	// UploadName is what the platform is told the file is called; empty where there is nothing to send.
	UploadName string
	// MediaID of the upload, when it expires, and whether an earlier upload was taken again.
	MediaID string
	Expires time.Time
	Reused  bool
	Elapsed time.Duration
	// Err tells why the item failed, or that it is refused (ErrRefused); findings that remain are no error. See Class. It is
	// a validate.ErrChanged where the source was written to or replaced while it was read: then nothing was kept, sent or
	// recorded, and nothing else is known of it.
	Err error
}

// Line is the line of work. Its fields are set before the first Process and not changed after.
type Line struct {
	Policy  validate.Policy
	Options transcode.Options
	// Engines by name. A plan whose engine is missing fails with what Missing says.
	Engines map[transcode.Engine]Engine
	// Listener looks into voice notes; nil leaves Result.Voice out.
	Listener Listener
	// Counter decides whether an output that is not as long as its source was said to be lost something; nil takes every
	// such output for a loss.
	Counter Counter
	// Work keeps what is not finished.
	Work *workdir.Dir
	// Sink keeps finished files; nil keeps those whose Item.Output names a place, in a Folder of Own and Placing.
	Sink Sink
	// Own tells whether an existing file at an output's path was made by an earlier run and may be replaced; nil
	// replaces nothing.
	Own func(path string) bool
	// Placing is told of every output before it takes its name, from any goroutine; an error keeps it from doing so. A
	// caller whose run may be killed knows its outputs by it. Nil is told nothing.
	Placing func(path string, size int64) error
	// Uploader, Ledger, API and Phone are needed to send; a nil Uploader ends the line after the output.
	Uploader Uploader
	Ledger   Ledger
	// API is the address of the platform and Phone the phone number id, both part of the ledger's key.
	API, Phone string
	// HoldDoubts keeps files back whose upload is in doubt.
	HoldDoubts bool
	// Slots bound how much runs at once; nil does not bound.
	Slots *Slots
}

// Process takes one item down the line. It never panics on bad input and always returns a result.
func (l *Line) Process(ctx context.Context, it Item) Result {
	w := l.work(it)
	return w.through(ctx,
		part{"open", w.open},
		part{"inspect", w.inspect},
		part{"plan", w.inSpace(w.plan)},
		part{convertStage, w.inSpace(w.convert)},
		part{"listen", w.listen},
		part{"hash", w.hash},
		part{"place", w.inSpace(w.place)},
		part{"send", w.send},
	)
}

// Plan tells what Process would make of an item, and makes nothing.
func (l *Line) Plan(ctx context.Context, it Item) Result {
	w := l.work(it)
	w.planOnly, w.result.Forecast = true, &Forecast{}
	return w.through(ctx,
		part{"open", w.open},
		part{"inspect", w.inspect},
		part{"plan", w.plan},
		part{"forecast", w.foresee},
	)
}

func (l *Line) work(it Item) *work {
	w := &work{line: l, item: it, result: Result{Index: it.Index, Path: cmp.Or(it.Path, it.Name)}}
	w.meter.tell = func(share float64, pass int) {
		w.event(Event{Stage: convertStage, Kind: Progress, Share: share, Pass: pass})
	}
	return w
}

// convertStage is the stage that events tell the share of.
const convertStage Stage = "convert"

// part is a stage and what it does.
type part struct {
	stage Stage
	run   func(context.Context) error
}

// told tells of a stage before and after it.
func (w *work) told(p part) func(context.Context) error {
	return func(ctx context.Context) error {
		w.event(Event{Stage: p.stage, Kind: Begun})
		err := p.run(ctx)
		w.event(Event{Stage: p.stage, Kind: Ended, Share: 1, Err: err})
		return err
	}
}

func (w *work) event(e Event) {
	if w.item.Events != nil {
		e.Index = w.item.Index
		w.item.Events(e)
	}
}

// caught runs a stage. A panic in it is the error of this item and no other.
func caught(ctx context.Context, stage func(context.Context) error) (err error) {
	defer panics.Catch(&err)
	return stage(ctx)
}

// through takes the work through stages until one fails or leaves nothing to do.
func (w *work) through(ctx context.Context, parts ...part) Result {
	start := time.Now()
	defer w.cleanup()
	for _, p := range parts {
		if w.result.Err = w.unchanged(caught(ctx, w.told(p))); w.result.Err != nil || w.done {
			break
		}
	}
	if w.result.Err == nil && w.result.Plan.Action == transcode.Refuse {
		w.result.Err = w.result.refusal()
	}
	w.result.Elapsed = time.Since(start)
	return w.result
}
