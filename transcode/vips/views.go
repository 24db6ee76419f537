//go:build vips && cgo

package vips

// #include "load.h"
import "C"

import (
	"context"
	"math"
	"runtime"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// Views makes small copies of a picture, turned upright, or of an animated WebP at some times. It decodes the source
// by a way of its own, so that views of a source and of what Still or Sticker made of it show what that got wrong.
// Errors are as with Still.
func (e *Engine) Views(ctx context.Context, source []byte, req job.Request) ([]byte, job.Made, error) {
	if !req.Look.Within() {
		return nil, job.Made{}, job.Internal.Failf("views of what cannot be told: %+v", req.Look)
	}
	req = req.WithDefaults()
	h, err := e.inspect(source, req)
	if err != nil {
		return nil, job.Made{}, err
	}
	if h.mime == "image/webp" && h.pages > 1 {
		views, err := animationViews(ctx, source, h, req.Look)
		return nil, job.Made{Views: views}, err
	}
	view, err := stillView(source, h, req.Look)
	return nil, job.Made{Views: []job.View{view}}, err
}

// stillView decodes the source once more. The boxes of a small picture have two pixels at least, each way, so that
// what scaling does to single pixels does not count.
func stillView(source []byte, h header, look *job.Look) (job.View, error) {
	l, t, r, b := edges(look.Area)
	side := viewSide(look.Side, (r-l)*float64(h.width), (b-t)*float64(h.height))
	shrink := 1
	for h.mime == "image/jpeg" && shrink < 8 && min(h.width, h.height) >= 16*shrink && float64(min(h.width, h.height)) >= float64(4*side*shrink) {
		shrink *= 2
	}
	if r, ok, done := otherwise(source, h); done {
		if !ok {
			return job.View{}, h.short.or(job.Damaged.Failf("the %s cannot be decoded for a view", h.mime))
		}
		return upright(rasterView(r.Alpha(), look), h.orientation), nil
	}
	im, width, height, _ := open(source, h, "", shrink, asView)
	if im == nil {
		return job.View{}, h.short.or(job.Damaged.Failf("the %s cannot be decoded for a view", h.mime))
	}
	defer runtime.KeepAlive(source) // it is read from as the pixels are asked for
	defer C.wm_close(im)
	area := [4]C.double{C.double(l * float64(width)), C.double(t * float64(height)), C.double(r * float64(width)), C.double(b * float64(height))}
	sums := make([]float64, 5*side*side)
	if failed, errno := C.wm_sums(im, &area[0], C.int(side), (*C.double)(&sums[0])); failed != 0 {
		return job.View{}, failedFor(errno, job.Damaged.Failf("the %s cannot be decoded as a whole for a view", h.mime))
	}
	return upright(means(sums, side), h.orientation), nil
}

// viewSide is the side of a view of width by height pixels.
func viewSide(most int, width, height float64) int {
	return max(1, min(most, int(min(width, height)/2)))
}

func edges(a job.Area) (left, top, right, bottom float64) {
	if a == (job.Area{}) {
		return 0, 0, 1, 1
	}
	return a.Left, a.Top, a.Right, a.Bottom
}

// means divides sums by their shares.
func means(sums []float64, side int) job.View {
	v := job.View{Side: side, Pix: make([]byte, 4*side*side)}
	for i := range side * side {
		for c := range 4 {
			v.Pix[4*i+c] = byte(math.Round(min(255, sums[5*i+c]/max(sums[5*i+4], 1e-9))))
		}
	}
	return v
}

func upright(v job.View, orientation int) job.View {
	r := pixel.Raster{Pix: v.Pix, Width: v.Side, Height: v.Side, Channels: 4}
	v.Pix = r.Upright(orientation).Pix
	return v
}

// animationViews decodes an animated WebP as far as the last time that is asked for. The last frame stands for times
// after the end.
func animationViews(ctx context.Context, source []byte, h header, look *job.Look) ([]job.View, error) {
	times := look.AtMS
	if len(times) == 0 {
		times = []int{0}
	}
	var views []job.View
	var last job.View
	end := 0
	_, err := decodeAnimation(source, func(r pixel.Raster, ms int) error {
		end += shown(ms)
		last = rasterView(r, look)
		for len(views) < len(times) && times[len(views)] < end {
			views = append(views, last)
		}
		if len(views) == len(times) {
			return errEnough
		}
		return given(ctx)
	})
	if err != nil && len(views) == 0 {
		return nil, err
	}
	for len(views) < len(times) {
		views = append(views, last)
	}
	return views, nil
}

func rasterView(r pixel.Raster, look *job.Look) job.View {
	left, top, right, bottom := edges(look.Area)
	area := [4]C.double{C.double(left * float64(r.Width)), C.double(top * float64(r.Height)), C.double(right * float64(r.Width)), C.double(bottom * float64(r.Height))}
	side := viewSide(look.Side, (right-left)*float64(r.Width), (bottom-top)*float64(r.Height))
	sums := make([]float64, 5*side*side)
	C.wm_raster_sums((*C.uchar)(&r.Pix[0]), C.int(r.Width), C.int(r.Height), &area[0], C.int(side), (*C.double)(&sums[0]))
	return means(sums, side)
}
