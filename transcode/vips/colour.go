//go:build vips && cgo

package vips

// #include "load.h"
import "C"

import (
	"runtime"

	"unsafe"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// colourOf is how the header of a source says that its values are shown, where no ICC profile says it. High dynamic
// range counts in any case: profiles cannot say it.
func colourOf(h header, p *job.Request) pixel.Colour {
	c := pixel.Colour{Primaries: p.Picture.Primaries, Transfer: p.Picture.Transfer}
	if h.icc && c.Transfer == "" || h.space != rgb && h.space != gray {
		return pixel.Colour{}
	}
	return c
}

// converted decodes a source whose colours are not those of sRGB.
func converted(source []byte, h header) (pixel.Raster, bool) {
	im, width, height, channels := open(source, h, loaderOf(h.mime).strict, 1, asStored)
	if im == nil {
		return pixel.Raster{}, false
	}
	defer runtime.KeepAlive(source) // libvips reads from it as rows are asked for
	defer C.wm_close(im)
	values := make([]uint16, width*height*channels)
	if len(values) == 0 {
		return pixel.Raster{}, false
	}
	if got, errno := C.wm_values(im, (*C.ushort)(unsafe.Pointer(&values[0]))); int(got) != height {
		h.short.note(errno)
		return pixel.Raster{}, false
	}
	r := pixel.New(width, height, 3+(channels+1)%2)
	pixel.NewConverter(h.colour, h.largest).Convert(r.Pix, values, channels)
	return r, true
}

// largestOf is the largest value of a channel as it is decoded: bits that are missing of 16 are zero, except that PNG has
// no such depths.
func largestOf(bytes, bits int) int {
	switch {
	case bytes == 1:
		return 255
	case bits > 8 && bits < 16:
		return (1<<bits - 1) << (16 - bits)
	}
	return 65535
}
