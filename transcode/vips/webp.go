//go:build vips && cgo

package vips

// #cgo pkg-config: libwebp
// #include <webp/encode.h>
// #include "webp.h"
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// coding is how libwebp writes pixels. Quality is the effort where coding is lossless.
type coding struct {
	lossless     bool
	nearLossless int // 100 is off
	quality      int
	method       int
	sharpYUV     bool
	alphaQuality int
	framing      framing // of animations
}

func (c coding) c() C.wm_coding {
	return C.wm_coding{
		lossless: flag(c.lossless), near_lossless: C.int(c.nearLossless), quality: C.float(c.quality),
		method: C.int(c.method), sharp_yuv: flag(c.sharpYUV), alpha_quality: C.int(c.alphaQuality),
	}
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// encodeWebP writes a still. The picture has four channels.
func encodeWebP(r pixel.Raster, how coding) ([]byte, error) {
	c := how.c()
	var size C.size_t
	data, errno := C.wm_encode((*C.uint8_t)(&r.Pix[0]), C.int(r.Width), C.int(r.Height), &c, &size)
	if data == nil {
		return nil, failedFor(errno, job.Internal.Failf("libwebp could not write a picture of %d×%d", r.Width, r.Height))
	}
	defer C.wm_free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(size)), nil
}

// decodeWebP reads a still that encodeWebP wrote.
func decodeWebP(data []byte) (pixel.Raster, error) {
	var width, height C.int
	pix, errno := C.wm_decode_rgba((*C.uint8_t)(&data[0]), C.size_t(len(data)), &width, &height)
	if pix == nil {
		return pixel.Raster{}, failedFor(errno, job.Internal.Failf("libwebp could not read what it wrote"))
	}
	defer C.wm_free(unsafe.Pointer(pix))
	return pixel.Raster{
		Pix: C.GoBytes(unsafe.Pointer(pix), 4*width*height), Width: int(width), Height: int(height), Channels: 4,
	}, nil
}

func webpVersion() string {
	v := int(C.WebPGetEncoderVersion())
	return fmt.Sprintf("%d.%d.%d", v>>16, v>>8&0xff, v&0xff)
}
