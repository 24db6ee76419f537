//go:build !vips || !cgo

package vips

import (
	"context"
	"io"

	"github.com/wamedia/wamedia/transcode/job"
)

// Open returns ErrNotBuilt.
func Open() (*Engine, error) { return nil, ErrNotBuilt }

// Still returns ErrNotBuilt.
func (e *Engine) Still(context.Context, []byte, job.Request) ([]byte, job.Made, error) {
	return nil, job.Made{}, ErrNotBuilt
}

// Sticker returns ErrNotBuilt.
func (e *Engine) Sticker(context.Context, []byte, job.Request) ([]byte, job.Made, error) {
	return nil, job.Made{}, ErrNotBuilt
}

// Animation returns ErrNotBuilt.
func (e *Engine) Animation(context.Context, []byte, job.Request) ([]byte, job.Made, error) {
	return nil, job.Made{}, ErrNotBuilt
}

// Frames returns ErrNotBuilt.
func (e *Engine) Frames(context.Context, io.Reader, job.Request) ([]byte, job.Made, error) {
	return nil, job.Made{}, ErrNotBuilt
}

// Views returns ErrNotBuilt.
func (e *Engine) Views(context.Context, []byte, job.Request) ([]byte, job.Made, error) {
	return nil, job.Made{}, ErrNotBuilt
}
