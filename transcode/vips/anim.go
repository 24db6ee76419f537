//go:build vips && cgo

package vips

// #cgo pkg-config: libwebp libwebpmux libwebpdemux
// #include <stdlib.h>
// #include "anim.h"
import "C"

import (
	"unsafe"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// encodeAnimation writes the frames of a film as an animated WebP. It asks alive before every frame.
func encodeAnimation(f film, how coding, alive func() error) ([]byte, error) {
	if how.framing != blendChanged {
		return encodeReplacing(f, how, alive)
	}
	return encodeBlended(f, how, alive)
}

// encodeBlended has libwebp blend what changed over what was shown before.
func encodeBlended(f film, how coding, alive func() error) ([]byte, error) {
	enc, errno := C.wm_anim_new(side, side)
	if enc == nil {
		return nil, failedFor(errno, job.Internal.Failf("libwebp could not start an animation"))
	}
	defer C.WebPAnimEncoderDelete(enc)
	c, start := how.c(), 0
	for _, frame := range f {
		if err := alive(); err != nil {
			return nil, err
		}
		if added, errno := C.wm_anim_add(enc, (*C.uint8_t)(&frame.pix[0]), side, side, C.int(start), &c); added == 0 {
			return nil, failedFor(errno, job.Internal.Failf("libwebp could not write the frame at %d ms", start))
		}
		start += frame.ms
	}
	var size C.size_t
	data, errno := C.wm_anim_end(enc, C.int(start), &size)
	if data == nil {
		return nil, failedFor(errno, job.Internal.Failf("libwebp could not write the animation"))
	}
	defer C.wm_free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(size)), nil
}

// decodeAnimation calls visit with every frame of an animated WebP, whole, and how long it is shown. The pixels are
// valid until visit returns. It tells how often the animation plays; 0 is for ever.
func decodeAnimation(data []byte, visit func(r pixel.Raster, ms int) error) (loop int, err error) {
	bytes := C.CBytes(data) // the decoder keeps them between calls
	defer C.free(bytes)
	var info C.WebPAnimInfo
	dec, errno := C.wm_anim_open((*C.uint8_t)(bytes), C.size_t(len(data)), &info)
	if dec == nil {
		return 0, failedFor(errno, job.Damaged.Failf("the animation is cut off or corrupt: its decoder gives up"))
	}
	defer C.WebPAnimDecoderDelete(dec)
	width, height, before := int(info.canvas_width), int(info.canvas_height), 0
	for C.WebPAnimDecoderHasMoreFrames(dec) != 0 {
		var pix *C.uint8_t
		var end C.int
		if read, errno := C.WebPAnimDecoderGetNext(dec, &pix, &end); read == 0 {
			return 0, failedFor(errno, job.Damaged.Failf("the animation is corrupt %d ms after its start", before))
		}
		r := pixel.Raster{Width: width, Height: height, Channels: 4,
			Pix: unsafe.Slice((*byte)(pix), 4*width*height)}
		if err := visit(r, int(end)-before); err != nil {
			return 0, err
		}
		before = int(end)
	}
	return int(info.loop_count), nil
}
