//go:build vips && cgo

package vips

// #cgo pkg-config: libjpeg
// #include <stdlib.h>
// #include "jpeg.h"
import "C"

import (
	"unsafe"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// codes are the Huffman codes of a JPEG.
type codes bool

const (
	standard codes = false // written at once
	own      codes = true  // some per cent smaller, and twice the work
)

// encodeJPEG writes a picture of three channels, with a quarter of its colour where subsampled is set.
func encodeJPEG(r pixel.Raster, quality int, subsampled bool, c codes) ([]byte, error) {
	var size C.size_t
	data, errno := C.wm_jpeg_encode((*C.uint8_t)(&r.Pix[0]), C.int(r.Width), C.int(r.Height), C.int(quality), flag(subsampled),
		flag(bool(c)), &size)
	if data == nil {
		return nil, failedFor(errno, job.Internal.Failf("libjpeg could not write a picture of %d×%d", r.Width, r.Height))
	}
	defer C.free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(size)), nil
}

// coefficients are a JPEG that is written anew without a detour over pixels.
type coefficients struct{ c *C.wm_jpeg }

// openJPEG reads the coefficients of a JPEG that is to be turned upright. It is false where that cannot be done without
// loss, and where the decoder had anything to say.
func openJPEG(source []byte, orientation int) (coefficients, bool) {
	c := C.wm_jpeg_open((*C.uint8_t)(&source[0]), C.size_t(len(source)), C.int(orientation))
	return coefficients{c}, c != nil
}

// write gives the JPEG upright, without metadata, and no finer than quality, or as fine as it is where quality is 0. With
// codes of its own the colour of a quality is softened too.
func (j coefficients) write(quality int, c codes) ([]byte, error) {
	var size C.size_t
	data, errno := C.wm_jpeg_write(j.c, C.int(quality), flag(bool(c)), &size)
	if data == nil {
		return nil, failedFor(errno, job.Internal.Failf("libjpeg could not write the picture anew"))
	}
	defer C.free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(size)), nil
}

func (j coefficients) close() { C.wm_jpeg_close(j.c) }
