//go:build !vips || !cgo

package vips_test

import (
	"errors"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/vips"
)

func TestWithoutLibvipsNothingIsMade(t *testing.T) {
	t.Parallel()
	if _, err := vips.Open(); !errors.Is(err, vips.ErrNotBuilt) {
		t.Errorf("Open: got %v, want %v", err, vips.ErrNotBuilt)
	}
	var e vips.Engine
	for _, product := range []job.Product{job.Still, job.Sticker, job.Animation} {
		req := job.Request{Make: product, Source: "vips.go", Output: "/nowhere"}
		if r := e.Do(t.Context(), req, nil); r.Failure == nil || r.Failure.Message != vips.ErrNotBuilt.Error() {
			t.Errorf("%s: got %+v, want %v", product, r, vips.ErrNotBuilt)
		}
	}
	req := job.Request{Make: job.Animation, Frames: &job.Frames{FPS: 10}}
	if r := e.Do(t.Context(), req, nil); r.Failure == nil || r.Failure.Message != vips.ErrNotBuilt.Error() {
		t.Errorf("frames: got %+v, want %v", r, vips.ErrNotBuilt)
	}
}
