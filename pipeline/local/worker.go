package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/wamedia/wamedia/internal/disk"
	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/job"
)

const (
	// baseTime and megapixelTime are the processor time of one picture: 100 megapixels decode in about 15 s.
	baseTime      = 20 * time.Second
	megapixelTime = time.Second
	// busy is how many times its processor time a job may take by the clock, as other programs need processors too.
	busy = 2
	// workerMemory in bytes of address space. A still of 100 megapixels holds 1.2 GB.
	workerMemory = 8 << 30
	// workerFile in bytes is the largest file a worker may write, temporary ones included.
	workerFile = 2 << 30
)

// worker gives jobs to the image worker program, found and started when the first job comes.
type worker struct {
	temp   string
	named  string // path of the program; empty to look for it
	jobs   int
	memory int64 // that one may allocate in bytes; 0 for no limit

	once sync.Once
	path string
	pool *process.Pool
	err  error
}

func newWorker(temp string, jobs int) *worker { return &worker{temp: temp, jobs: jobs} }

func (w *worker) start() error {
	w.once.Do(func() {
		if w.path, w.err = process.FindOr(w.named, "wamedia-vips", "WAMEDIA_VIPS"); w.err != nil {
			w.err = missing("wamedia-vips", "pictures and stickers",
				"install it beside wamedia: go install -tags vips github.com/wamedia/wamedia/cmd/wamedia-vips@latest, with libvips-dev "+
					"(apt) or vips (brew) at hand", w.err)
			return
		}
		w.pool = process.NewPool(process.PoolConfig{
			Command: w.command(), Hello: w.greet, Size: w.jobs, JobTime: busy * animationTime, Temp: w.temp,
		})
	})
	return w.err
}

func missing(program, what, how string, cause error) error {
	return fmt.Errorf("%w: %s, which %s need; %s (%w)", pipeline.ErrMissing, program, what, how, cause)
}

func (w *worker) command(args ...string) process.Command {
	return process.Command{
		Path: w.path, Args: args, Env: job.Environment(),
		Limits:  process.Limits{Memory: max(workerMemory, 4*w.memory), Data: w.memory, FileSize: workerFile, Files: 256},
		Confine: w.confinement(),
	}
}

// confinement lets a worker write where outputs are made; its sources come to it open.
func (w *worker) confinement() *process.Confinement {
	if w.temp == "" {
		return &process.Confinement{}
	}
	return &process.Confinement{Write: []string{w.temp}}
}

// greet refuses a worker of another version.
func (w *worker) greet(frame []byte) error {
	var hello job.Hello
	if err := json.Unmarshal(frame, &hello); err != nil {
		return fmt.Errorf("%s does not speak as an image worker does: %w", w.path, err)
	}
	if hello.Protocol != job.Version {
		return fmt.Errorf("%w: %s speaks version %d of the protocol, this program version %d; install both of one release",
			pipeline.ErrMissing, w.path, hello.Protocol, job.Version)
	}
	return nil
}

// do gives one job to the pool.
func (w *worker) do(ctx context.Context, req job.Request) (pipeline.Outcome, error) {
	answer, err := w.ask(ctx, req)
	if err != nil {
		return pipeline.Outcome{}, w.withMemory(req, err)
	}
	made, err := understand(answer)
	return made, w.withMemory(req, err)
}

// withMemory names the memory that a job was given where that is why it failed, or may be: not every decoder says so.
func (w *worker) withMemory(req job.Request, err error) error {
	if w.memory == 0 || err == nil {
		return err
	}
	var failed *job.Failure
	var ended *process.Error
	undecided := errors.As(err, &ended) && ended.Cause == nil && !errors.Is(err, process.ErrMemory)
	if errors.As(err, &failed) {
		undecided = failed.Class == job.Damaged || failed.Class == job.Internal
	}
	need := req.Memory()
	switch {
	case failed != nil && failed.Class == job.Memory:
		return w.tooHeavy(err)
	case undecided && need > w.memory:
		return fmt.Errorf("%w; or it needs more memory than the %d MB it was given, up to about %d MB: see --memory", err, w.memory/1e6, need/1e6)
	}
	return err
}

// tooHeavy is the error of a job that ran out of memory.
func (w *worker) tooHeavy(err error) error {
	if w.memory == 0 {
		return err
	}
	return fmt.Errorf("%w: it was given %d MB, see --memory", err, w.memory/1e6)
}

// ask gives one job to the pool and returns the answer as it is.
func (w *worker) ask(ctx context.Context, req job.Request) ([]byte, error) {
	if err := w.start(); err != nil {
		return nil, err
	}
	source, err := os.Open(req.Source)
	if err != nil {
		return nil, fmt.Errorf("open the picture: %w", err)
	}
	defer func() { _ = source.Close() }()
	req.Attached = process.PassesFiles
	ask, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("ask the image worker: %w", err)
	}
	budget := processorTime(&req)
	limited, stop := context.WithTimeout(ctx, busy*budget)
	defer stop()
	answer, err := w.pool.Do(limited, process.Job{Request: ask, Files: []*os.File{source}, CPU: budget})
	if err != nil {
		return nil, w.explain(ctx, err)
	}
	return answer, nil
}

// processorTime is how much of it a job may take.
func processorTime(req *job.Request) time.Duration {
	if req.Make == job.Animation {
		return animationTime
	}
	megapixels := min(float64(saturate.Area(req.Picture.Width, req.Picture.Height))/1e6, 100)
	return baseTime + time.Duration(megapixels*float64(megapixelTime))
}

// explain says what happened to the image worker; it cost this file only.
func (w *worker) explain(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, process.ErrProcessorTime):
		return fmt.Errorf("the image worker was replaced, and the picture is left out: it needs too much work to decode or encode (%w)", err)
	case errors.Is(err, process.ErrMemory):
		return fmt.Errorf("%w; the image worker was replaced: %w", w.tooHeavy(errors.New("there is not enough memory for the picture")), err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the image worker gave no answer in time and was replaced; the picture is left out: %w", err)
	}
	return fmt.Errorf("the image worker ended in the middle of this picture and was replaced: %w", err)
}

// understand turns the worker's answer into what the line wants to know.
func understand(answer []byte) (pipeline.Outcome, error) {
	made, err := madeOf(answer)
	if err != nil {
		return pipeline.Outcome{}, err
	}
	notes := made.Notes
	if made.Untouched {
		notes = append([]string{"pixels untouched"}, notes...)
	}
	return pipeline.Outcome{
		MIME: made.MIME, SSIM: made.SSIM, Note: strings.Join(notes, "; "), Motion: made.Motion, Seen: made.Seen,
		Opaque: made.Opaque,
	}, nil
}

// madeOf reads the worker's answer. What it failed in is the error.
func madeOf(answer []byte) (*job.Made, error) {
	var r job.Response
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, fmt.Errorf("the image worker's answer cannot be read: %w", err)
	}
	switch {
	case r.Failure != nil && r.Failure.Class == job.DiskFull:
		return nil, fmt.Errorf("%w: %w", disk.ErrFull, r.Failure)
	case r.Failure != nil && r.Failure.Class == job.Damaged:
		return nil, damagedError{r.Failure}
	case r.Failure != nil:
		return nil, r.Failure
	case r.Made == nil:
		return nil, errors.New("the image worker's answer says nothing")
	}
	return r.Made, nil
}

// damagedError is what a decoder says of a source that it cannot read.
type damagedError struct{ cause error }

// Error is that of the cause.
func (e damagedError) Error() string { return e.cause.Error() }

// Unwrap makes the error a pipeline.ErrDamaged as well.
func (e damagedError) Unwrap() []error { return []error{pipeline.ErrDamaged, e.cause} }

// animate runs a worker of its own for one animation, whose frames stand on stream.
func (w *worker) animate(ctx context.Context, stream io.Reader) ([]byte, error) {
	if err := w.start(); err != nil {
		return nil, err
	}
	var said bytes.Buffer
	command := w.command("animate")
	command.Stdin, command.Stdout = stream, &said
	command.Env = append(command.Env, "TMPDIR="+w.temp)
	command.Limits.CPU, command.Limits.Wall = animationTime, busy*animationTime
	if err := process.Run(ctx, command); err != nil {
		return nil, w.explain(ctx, err)
	}
	hello, err := job.ReadFrame(&said)
	if err == nil {
		err = w.greet(hello)
	}
	if err != nil {
		return nil, err
	}
	return job.ReadFrame(&said)
}

func (w *worker) close() {
	if w.pool != nil {
		w.pool.Close()
	}
}
