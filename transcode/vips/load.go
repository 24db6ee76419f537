//go:build vips && cgo

package vips

// #cgo pkg-config: vips
// #include <stdlib.h>
// #include <vips/vips.h>
// #include "load.h"
import "C"

import (
	"slices"
	"unsafe"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// loader is one decoder that sources are given to.
type loader struct {
	class     string // of libvips
	operation string
	mimes     []string
	strict    string // option with which the decoder does not repair; empty where it never does
}

// loaders are all decoders that strangers' files reach. libvips has more, in the hands of libraries with a longer
// history of holes.
func loaders() []loader {
	return []loader{
		// A warning is all that libjpeg says of corrupt data.
		{"VipsForeignLoadJpeg", "jpegload_buffer", []string{"image/jpeg"}, "fail_on=warning"},
		// Warnings of libpng are about metadata.
		{"VipsForeignLoadPng", "pngload_buffer", []string{"image/png", "image/apng", "image/vnd.mozilla.apng"},
			"fail_on=error"},
		{"VipsForeignLoadNsgif", "gifload_buffer", []string{"image/gif"}, "fail_on=warning"},
		// Warnings of libtiff are about unknown tags.
		{"VipsForeignLoadTiff", "tiffload_buffer", []string{"image/tiff"}, "fail_on=error"},
		{"VipsForeignLoadWebp", "webpload_buffer", []string{"image/webp"}, ""},
		{"VipsForeignLoadHeif", "heifload_buffer", []string{"image/heic", "image/heif", "image/avif",
			"image/heic-sequence", "image/heif-sequence"}, ""},
	}
}

// loaderOf finds the decoder of a type; it is one of Hello's.
func loaderOf(mime string) loader {
	all := loaders()
	return all[slices.IndexFunc(all, func(l loader) bool { return slices.Contains(l.mimes, mime) })]
}

// Open readies libvips and libwebp. It may be called more than once.
func Open() (*Engine, error) {
	var classes []*C.char
	var mimes []string
	for _, l := range loaders() {
		class, operation := C.CString(l.class), C.CString(l.operation)
		defer C.free(unsafe.Pointer(class))
		defer C.free(unsafe.Pointer(operation))
		classes = append(classes, class)
		if C.wm_has(operation) != 0 {
			mimes = append(mimes, l.mimes...)
		}
	}
	C.wm_open(&classes[0], C.int(len(classes)))
	slices.Sort(mimes)
	return &Engine{hello: job.Hello{
		Protocol: job.Version, Libvips: C.GoString(C.vips_version_string()), Libwebp: webpVersion(), Loaders: mimes,
	}}, nil
}

// header is what the decoder says of a picture before it decodes it.
type header struct {
	width, height int // as stored, before orientation
	pages         int
	orientation   int // 1..8
	alpha         bool
	deep          bool // more than 8 bits per channel
	space         space
	icc           bool // an embedded profile that goes with space
	mime          string
	rare          bool         // libvips does not read it
	colour        pixel.Colour // where no profile says it
	largest       int          // value of a channel as it is decoded
	damage        *damage      // filled in by decode, where a salvage was asked for; else nil
	short         *shortage    // noted by what decodes
}

// space is a family of colour spaces.
type space int

const (
	rgb space = iota
	gray
	cmyk
	other // converted without a profile
)

// inspect reads the header and refuses what is over the request's budget, before anything is decoded.
func (e *Engine) inspect(source []byte, req job.Request) (header, error) {
	if !slices.Contains(e.hello.Loaders, req.MIME) {
		return header{}, job.Refused.Failf("there is no decoder for %s here; there is one for %v", req.MIME, e.hello.Loaders)
	}
	var raw C.wm_header
	h := header{mime: req.MIME, short: &shortage{}}
	switch {
	case len(source) > 0 && h.read(source, &raw):
		h.width, h.height, h.pages = int(raw.width), int(raw.height), int(raw.pages)
		h.orientation, h.alpha, h.deep = int(raw.orientation), raw.alpha != 0, raw.bytes_per_band > 1
		h.space, h.icc = colour(&raw)
		h.colour, h.largest = colourOf(h, &req), largestOf(int(raw.bytes_per_band), req.Picture.Bits)
	case len(source) > 0 && req.MIME == "image/tiff" && req.Picture.Width > 0 && req.Picture.Height > 0:
		h.width, h.height, h.pages, h.orientation = req.Picture.Width, req.Picture.Height, req.Picture.Frames, req.Picture.Orientation
		h.rare = true
	case len(source) > 0 && req.Salvage && req.MIME == "image/webp" && req.Picture.Width > 0 && req.Picture.Height > 0:
		// libwebp reads no header of a file that is cut off.
		h.width, h.height, h.alpha = req.Picture.Width, req.Picture.Height, true
	default:
		return header{}, h.short.or(unreadable(req))
	}
	if req.Salvage {
		h.damage = &damage{}
	}
	if pixels := int64(h.width) * int64(h.height); pixels > req.MaxPixels {
		return header{}, job.TooLarge.Failf("%d×%d are %d pixels, at most %d are decoded: scale the picture down",
			h.width, h.height, pixels, req.MaxPixels)
	}
	return h, nil
}

// read has libvips read the header of a picture.
func (h *header) read(source []byte, raw *C.wm_header) bool {
	failed, errno := C.wm_read_header(unsafe.Pointer(&source[0]), C.size_t(len(source)), raw)
	if failed != 0 {
		h.short.note(errno)
	}
	return failed == 0
}

// unreadable says why a header could not be read.
func unreadable(req job.Request) *job.Failure {
	p := req.Picture
	if req.MIME == "image/jpeg" && (p.Bits > 8 || p.Codec == "lossless") {
		return job.Refused.Failf("a JPEG of %d bits (%s) has no decoder here: save it with 8 bits, baseline", p.Bits, p.Codec)
	}
	return job.Damaged.Failf("the %s cannot be opened: it is cut off, corrupt, or something else", req.MIME)
}

func colour(raw *C.wm_header) (space, bool) {
	profile := C.GoBytes(unsafe.Pointer(&raw.icc), C.int(raw.icc_size))
	switch raw.interpretation {
	case C.VIPS_INTERPRETATION_sRGB, C.VIPS_INTERPRETATION_RGB, C.VIPS_INTERPRETATION_RGB16:
		return rgb, describes(profile, "RGB ") && !isSRGB(profile)
	case C.VIPS_INTERPRETATION_B_W, C.VIPS_INTERPRETATION_GREY16:
		return gray, describes(profile, "GRAY")
	case C.VIPS_INTERPRETATION_CMYK:
		return cmyk, describes(profile, "CMYK")
	}
	return other, false
}

// describes tells whether an ICC profile is one of a colour space (ICC.1:2022, 7.2).
func describes(profile []byte, space string) bool {
	return len(profile) >= 20 && string(profile[16:20]) == space
}
