package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/vips"
)

// The exit codes; a job that failed is an answer, not an exit.
const (
	exitOK       = 0
	exitUsage    = 2 // of the command line or the protocol
	exitCannot   = 3 // built without libvips, or started without its environment
	exitOutput   = 4 // nobody reads the answers
	usageMessage = "usage: wamedia-vips [animate], with jobs on standard input: it is wamedia that starts it"
)

// memory above which dead pictures are collected at once, in bytes: there are few of them, and they are large.
const memory = 256 << 20

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run serves jobs and tells the exit code.
func run(args []string, s streams, lookup func(string) (string, bool)) int {
	animate := slices.Equal(args, []string{"animate"})
	if len(args) > 0 && !animate {
		return s.fail(exitUsage, errors.New(usageMessage))
	}
	debug.SetMemoryLimit(memory)
	engine, err := vips.Open()
	if err != nil {
		return s.fail(exitCannot, err)
	}
	if err := checkEnvironment(lookup); err != nil {
		return s.fail(exitCannot, err)
	}
	if err := job.WriteFrame(s.out, engine.Hello()); err != nil {
		return s.fail(exitOutput, err)
	}
	in := inbox{Reader: s.in}
	for {
		payload, err := job.ReadFrame(&in)
		if errors.Is(err, io.EOF) {
			return exitOK
		}
		if err != nil {
			return s.fail(exitUsage, err)
		}
		if err := job.WriteFrame(s.out, in.answer(engine, payload)); err != nil {
			return s.fail(exitOutput, err)
		}
		if animate {
			return exitOK
		}
		debug.FreeOSMemory() // a worker may wait long for its next job
	}
}

// checkEnvironment tells what is not as it must be where libraries look before this program runs.
func checkEnvironment(lookup func(string) (string, bool)) error {
	for _, entry := range job.Environment() {
		name, want, _ := strings.Cut(entry, "=")
		if got, _ := lookup(name); got != want {
			return fmt.Errorf("%s is %q in the environment, it must be %q: let wamedia start the worker", name, got, want)
		}
	}
	return nil
}

func (s streams) fail(code int, err error) int {
	fmt.Fprintln(s.err, "wamedia-vips:", err) //nolint:errcheck // there is no one else to tell
	return code
}

// answer does one job. What is no job is answered too: the next frame may be one.
func (in *inbox) answer(engine *vips.Engine, payload []byte) job.Response {
	defer in.detach()
	var req job.Request
	if err := json.Unmarshal(payload, &req); err != nil {
		return job.Response{Failure: job.Internal.Failf("not a job: %v", err)}
	}
	switch {
	case !req.Attached:
		return engine.Do(context.Background(), req, in)
	case in.attached == nil:
		return job.Response{Failure: job.Internal.Failf("the source is said to be attached, and no open file came with the request")}
	}
	return engine.Do(context.Background(), req, in.attached)
}
