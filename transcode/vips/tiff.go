//go:build vips && cgo

package vips

// #cgo pkg-config: libtiff-4
// #include "tiff.h"
import "C"

import (
	"unsafe"

	"github.com/wamedia/wamedia/transcode/pixel"
)

// rareTIFF decodes by libtiff alone what libvips does not read: subsampled colours and JPEG of the old style. libtiff
// takes the range of luminance and colour from the file.
func rareTIFF(source []byte, h header) (pixel.Raster, bool) {
	if h.mime != "image/tiff" || h.width <= 0 || h.height <= 0 {
		return pixel.Raster{}, false
	}
	r := pixel.New(h.width, h.height, 4)
	done, errno := C.wm_tiff(unsafe.Pointer(&source[0]), C.size_t(len(source)), C.int(r.Width), C.int(r.Height), (*C.uchar)(&r.Pix[0]))
	if done == 0 {
		h.short.note(errno)
	}
	return r, done != 0
}
