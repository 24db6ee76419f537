// Package vips makes pictures and stickers within this process, by libvips (through bimg), libwebp and cgo. It is
// the only package that uses cgo. Built without the tag vips it makes nothing and says so.
//
// libvips cannot be stopped, and keeps what it allocates: programs that live long, or take pictures from strangers,
// start the worker program instead, which calls this package one job at a time.
package vips

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/wamedia/wamedia/internal/disk"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/strip"
)

// ErrNotBuilt is returned by Open in a program that was built without the tag vips.
var ErrNotBuilt = errors.New("built without libvips: build with -tags vips and CGO_ENABLED=1")

// maxSource is the largest file that is read, in bytes: it is held in memory.
const maxSource = 256 << 20

// Engine makes pictures. Open gives one; it may be used by several goroutines at once.
type Engine struct {
	hello job.Hello
}

// Hello tells what the libraries at hand can do.
func (e *Engine) Hello() job.Hello { return e.hello }

// Do takes one job from file to file. Raw frames, where the job is about frames, are read from stream. The output is
// written only when it is whole, and removed when writing fails.
func (e *Engine) Do(ctx context.Context, req job.Request, stream io.Reader) job.Response {
	if req.DeadlineMS > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(req.DeadlineMS)*time.Millisecond)
		defer cancel()
	}
	data, made, err := e.dispatch(ctx, req, stream)
	if err == nil && req.Make != job.Views {
		err = write(req.Output, data)
	}
	if err != nil {
		return job.Response{Failure: failure(err)}
	}
	return job.Response{Made: &made}
}

// failure is what an error says to the one who asked; what is not a Failure is the worker's own trouble.
func failure(err error) *job.Failure {
	var f *job.Failure
	if errors.As(err, &f) {
		return f
	}
	return job.Internal.Failf("%v", err)
}

func (e *Engine) dispatch(ctx context.Context, req job.Request, stream io.Reader) ([]byte, job.Made, error) {
	if req.Make == job.Animation && req.Frames != nil {
		return e.Frames(ctx, stream, req)
	}
	works := map[job.Product]func(context.Context, []byte, job.Request) ([]byte, job.Made, error){
		job.Still: e.Still, job.Sticker: e.Sticker, job.Animation: e.Animation, job.Views: e.Views,
	}
	work, ok := works[req.Make]
	if !ok {
		return nil, job.Made{}, job.Internal.Failf("no way to make %q", req.Make)
	}
	source, err := readSource(req, stream)
	if err != nil {
		return nil, job.Made{}, err
	}
	source = decodable(source, req)
	return work(ctx, source, req)
}

// decodable is a source without what keeps decoders from a whole picture: flags of a WebP header that contradict its
// pictures, and the end marker that a JPEG lacks.
func decodable(source []byte, req job.Request) []byte {
	if end := req.Picture.EndAt; end > 0 && end <= int64(len(source)) {
		return append(source[:end], 0xff, 0xd9)
	}
	if req.MIME == "image/webp" {
		return strip.Flags(source)
	}
	return source
}

// readSource reads the source whole: from the stream where it is attached to the request, else from its path.
func readSource(req job.Request, attached io.Reader) ([]byte, error) {
	if req.Attached {
		return readFile(attached)
	}
	f, err := os.Open(req.Source)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	return readFile(f)
}

// readFile reads an open file whole. One that is too large is refused before any of it is read.
func readFile(f io.Reader) ([]byte, error) {
	var size int64
	if file, ok := f.(*os.File); ok {
		info, err := file.Stat()
		if err != nil {
			return nil, err
		}
		size = info.Size()
	}
	if size > maxSource {
		return nil, tooLarge()
	}
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead)) // as growing holds it more than once
	if _, err := data.ReadFrom(io.LimitReader(f, maxSource+1)); err != nil {
		return nil, err
	}
	if data.Len() > maxSource {
		return nil, tooLarge()
	}
	return data.Bytes(), nil
}

func tooLarge() error {
	return job.TooLarge.Failf("the file has more than %d MB, the most that is decoded: save the picture smaller", maxSource>>20)
}

func write(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return unwritten("create", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		return nil
	}
	if info, gone := os.Lstat(path); gone == nil && info.Mode().IsRegular() {
		err = errors.Join(err, os.Remove(path))
	}
	return unwritten("write", err)
}

// unwritten says why there is no output. A full disk is for the caller to tell apart: other pictures fare no better.
func unwritten(what string, err error) error {
	class := job.Output
	if disk.IsFull(err) {
		class = job.DiskFull
	}
	return class.Failf("%s the output: %v", what, err)
}
