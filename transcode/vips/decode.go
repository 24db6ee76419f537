//go:build vips && cgo

package vips

// #cgo pkg-config: vips
// #include <stdlib.h>
// #include "load.h"
import "C"

import (
	"bytes"
	"image/jpeg"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"github.com/h2non/bimg"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/repair"
)

// picture is a decoded source: 8-bit sRGB.
type picture struct {
	pixel.Raster
	exact bool // every value is that of the source
}

// decode gives the picture as it is stored, not turned. Where a size of its own shape is less than its own, it may be
// smaller than it is, but not smaller than that. Decoders that paint over what is missing are told to give up instead,
// unless a salvage was asked for.
func decode(source []byte, h header, width, height int) (picture, error) {
	shrink := shrinkOnLoad(h, width, height)
	r, ok := rows(source, h, loaderOf(h.mime).strict, shrink)
	if ok && strings.HasSuffix(h.mime, "png") && !repair.SoundPNG(source) {
		ok = false
	}
	if !ok && secondOpinion(source, h) {
		r, ok = rows(source, h, "", shrink)
	}
	if !ok && !h.rare {
		r, ok = rareTIFF(source, h)
	}
	if !ok && h.damage != nil {
		return rescue(source, h)
	}
	if !ok {
		return picture{}, h.short.or(job.Damaged.Failf("the %s is cut off, corrupt or of a rare kind: its decoder gives up", h.mime))
	}
	exact := shrink == 1 && !h.rare && !h.deep && !h.icc && h.colour.Standard() && (h.space == rgb || h.space == gray)
	return picture{Raster: r, exact: exact}, nil
}

// secondOpinion hears Go's decoder of JPEG, which is as strict about the scan as it is deaf to oddities of metadata. It
// tells whether the picture is whole after all.
func secondOpinion(source []byte, h header) bool {
	if h.mime != "image/jpeg" {
		return false
	}
	_, err := jpeg.Decode(bytes.NewReader(source))
	return err == nil
}

// shrinkOnLoad is the power of two by which a JPEG is made smaller while it is decoded, which saves most of the work.
// What is left to do is more than by half, for its quality; and libvips aborts where a side shrinks to nothing.
func shrinkOnLoad(h header, width, height int) int {
	shrink := 1
	for h.mime == "image/jpeg" && min(h.width, h.height) >= 16 && shrink < 8 &&
		float64(max(h.width, h.height)) >= 3*float64(shrink)*float64(max(width, height)) {
		shrink *= 2
	}
	return shrink
}

// otherwise decodes a source that libvips does not bring to sRGB by itself; it is not done where there is no need.
func otherwise(source []byte, h header) (r pixel.Raster, ok, done bool) {
	switch {
	case h.rare:
		r, ok = rareTIFF(source, h)
	case !h.colour.Standard():
		r, ok = converted(source, h)
	default:
		return r, false, false
	}
	return r, ok, true
}

// rows decodes a source from top to bottom; false when its decoder gave up.
func rows(source []byte, h header, option string, shrink int) (pixel.Raster, bool) {
	if r, ok, done := otherwise(source, h); done {
		return r, ok
	}
	im, width, height, bands := open(source, h, option, shrink, asRaster)
	if im == nil {
		return pixel.Raster{}, false
	}
	defer runtime.KeepAlive(source) // libvips reads from it as rows are asked for
	defer C.wm_close(im)
	r := pixel.New(width, height, bands)
	got, errno := C.wm_rows(im, (*C.uchar)(&r.Pix[0]))
	if int(got) != r.Height {
		h.short.note(errno)
	}
	return r, int(got) == r.Height
}

// opening is what a source is decoded for.
type opening int

const (
	asRaster opening = iota // 8-bit sRGB
	asView                  // the same by another way
	asStored                // values as they are stored
)

// open readies a source to be decoded; nil when it cannot be.
func open(source []byte, h header, option string, shrink int, what opening) (im *C.struct__VipsImage, width, height, bands int) {
	var all []string
	if option != "" {
		all = append(all, option)
	}
	if shrink > 1 {
		all = append(all, "shrink="+strconv.Itoa(shrink))
	}
	options := C.CString("[" + strings.Join(all, ",") + "]")
	defer C.free(unsafe.Pointer(options))
	var w, t, n C.int
	var errno error
	switch what {
	case asView:
		im, errno = C.wm_plain(unsafe.Pointer(&source[0]), C.size_t(len(source)), options, flag(h.icc), &w, &t, &n)
	case asStored:
		im, errno = C.wm_stored(unsafe.Pointer(&source[0]), C.size_t(len(source)), options, &w, &t, &n)
	default:
		im, errno = C.wm_picture(unsafe.Pointer(&source[0]), C.size_t(len(source)), options, flag(h.icc), &w, &t, &n)
	}
	if im == nil {
		h.short.note(errno)
	}
	if im != nil && (n > 4 || n < 3 && what != asStored) {
		C.wm_close(im)
		im = nil
	}
	return im, int(w), int(t), int(n)
}

// shrinks tells whether libvips may make the picture smaller. It mixes the colours of what cannot be seen into the
// edges of what can, and aborts where a side of a few pixels shrinks to nothing.
func (p picture) shrinks() bool { return p.Channels == 3 && min(p.Width, p.Height) >= 16 }

// scale gives the picture a size of its own shape. Only libvips is quick enough for a large one, and only pictures
// with transparency need Go's weighing by alpha.
func (p picture) scale(width, height int) (picture, error) {
	switch {
	case max(p.Width, p.Height) == max(width, height):
		return p, nil
	case !p.shrinks() || max(p.Width, p.Height) < max(width, height):
		return picture{Raster: p.Scale(width, height)}, nil
	}
	// Asked for both sides bimg would distort, and the shorter one is rounded.
	o := bimg.Options{Width: width}
	if height > width {
		o = bimg.Options{Height: height}
	}
	return p.change(o)
}

// upright turns and mirrors the picture so that EXIF orientation 1..8 becomes 1.
func (p picture) upright(orientation int) (picture, error) {
	turn, ok := map[int]bimg.Options{
		2: {Flip: true}, 3: {Rotate: bimg.D180}, 4: {Rotate: bimg.D180, Flip: true}, 5: {Rotate: bimg.D90, Flip: true},
		6: {Rotate: bimg.D90}, 7: {Rotate: bimg.D270, Flip: true}, 8: {Rotate: bimg.D270},
	}[orientation]
	if !ok {
		return p, nil
	}
	turned, err := p.change(turn)
	turned.exact = p.exact
	return turned, err
}

// change has bimg do one thing to the picture: it may not turn and shrink in one call, as it frees the bytes that
// libvips is still to decode.
func (p picture) change(o bimg.Options) (picture, error) {
	o.Type, o.NoAutoRotate = bimg.TIFF, true
	tiff, err := bimg.Resize(p.TIFF(), o)
	if err != nil {
		// The text is of no more use: libvips shares it between threads.
		return picture{}, failedIn(err, job.Internal.Failf("libvips could not turn or shrink the picture of %d×%d", p.Width, p.Height))
	}
	r, err := pixel.FromTIFF(tiff)
	return picture{Raster: r}, err
}

// png writes the picture as PNG.
func (p picture) png() ([]byte, error) {
	data, err := bimg.Resize(p.TIFF(), bimg.Options{Type: bimg.PNG, NoAutoRotate: true, StripMetadata: true})
	if err != nil {
		return nil, failedIn(err, job.Internal.Failf("libvips could not write the picture as PNG"))
	}
	return data, nil
}
