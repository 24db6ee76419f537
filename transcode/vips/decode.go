//go:build vips && cgo

package vips

import (
	"bytes"

	"github.com/h2non/bimg"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
)

// picture is a decoded source: 8-bit sRGB, not turned yet. bimg may not turn and shrink in one call: it frees the
// bytes that libvips is still to decode. So every picture takes two calls, with an uncompressed TIFF between them.
type picture struct {
	pixel.Raster
	tiff        []byte // holds Pix
	orientation int    // 1..8, still to be applied
	exact       bool   // every value is that of the source
}

// decode gives the picture, shrunk to a size of its own shape where that is less than its own and libvips does it
// well.
func decode(source []byte, h header, width, height int) (picture, error) {
	shrink := max(width, height) < max(h.width, h.height) && shrinks(h)
	o := bimg.Options{Type: bimg.TIFF, NoAutoRotate: true}
	if shrink {
		o = within(width, height)
	}
	if h.icc {
		// By default bimg drops the profile and leaves the numbers as they are.
		o.OutputICC = "srgb"
		o.Interpretation = map[space]bimg.Interpretation{
			rgb: bimg.InterpretationSRGB, gray: bimg.InterpretationBW, cmyk: bimg.InterpretationCMYK,
		}[h.space]
	}
	tiff, err := bimg.Resize(rebrand(source, h.mime), o)
	if err != nil {
		// The text is of no use: libvips shares it between threads.
		return picture{}, job.Damaged.Failf("the %s cannot be decoded: it is cut off, corrupt or of a rare kind", h.mime)
	}
	p, err := open(tiff)
	p.orientation = h.orientation
	p.exact = !shrink && !h.deep && !h.icc && (h.space == rgb || h.space == gray)
	return p, err
}

// shrinks tells whether libvips may make the picture smaller. It mixes the colours of what cannot be seen into the
// edges of what can, and aborts where a side of a few pixels shrinks to nothing.
func shrinks(h header) bool { return !h.alpha && min(h.width, h.height) >= 16 }

// within asks bimg for a size by its longer side: given both it would distort, and the shorter one is rounded.
func within(width, height int) bimg.Options {
	o := bimg.Options{Type: bimg.TIFF, NoAutoRotate: true, Width: width}
	if height > width {
		o.Width, o.Height = 0, height
	}
	return o
}

func open(tiff []byte) (picture, error) {
	r, err := pixel.FromTIFF(tiff)
	return picture{Raster: r, tiff: tiff}, err
}

// with replaces the pixels.
func (p picture) with(r pixel.Raster) picture {
	return picture{Raster: r, tiff: r.TIFF(), orientation: p.orientation}
}

// scale gives the picture a size of its own shape. Only libvips is quick enough for a large one, and only pictures
// with transparency need Go's weighing by alpha.
func (p picture) scale(width, height int) (picture, error) {
	h := header{width: p.Width, height: p.Height, alpha: p.Channels == 4}
	switch {
	case max(p.Width, p.Height) == max(width, height):
		return p, nil
	case !shrinks(h) || max(p.Width, p.Height) < max(width, height):
		return p.with(p.Scale(width, height)), nil
	}
	tiff, err := bimg.Resize(p.tiff, within(width, height))
	if err != nil {
		return picture{}, job.Internal.Failf("libvips could not shrink the picture to %d×%d", width, height)
	}
	smaller, err := open(tiff)
	smaller.orientation = p.orientation
	return smaller, err
}

// encode turns the picture upright and writes it as JPEG or PNG, without metadata. Quality is for JPEG alone.
func (p picture) encode(kind bimg.ImageType, quality int) ([]byte, error) {
	turn := map[int]bimg.Options{
		2: {Flip: true}, 3: {Rotate: bimg.D180}, 4: {Rotate: bimg.D180, Flip: true}, 5: {Rotate: bimg.D90, Flip: true},
		6: {Rotate: bimg.D90}, 7: {Rotate: bimg.D270, Flip: true}, 8: {Rotate: bimg.D270},
	}
	o := turn[p.orientation]
	o.Type, o.Quality, o.NoAutoRotate, o.StripMetadata = kind, quality, true, true
	data, err := bimg.Resize(p.tiff, o)
	if err != nil {
		return nil, job.Internal.Failf("libvips could not write the picture")
	}
	return data, nil
}

// size of the picture once it is upright.
func (p picture) size() (width, height int) {
	if p.orientation >= 5 {
		return p.Height, p.Width
	}
	return p.Width, p.Height
}

// rebrand gives a HEIF file a major brand that bimg knows: it has a list of six, libheif reads many more.
func rebrand(source []byte, mime string) []byte {
	if len(source) < 12 || string(source[4:8]) != "ftyp" {
		return source
	}
	brand := "heic"
	if mime == "image/avif" {
		brand = "avif"
	}
	if string(source[8:12]) == brand {
		return source
	}
	source = bytes.Clone(source)
	copy(source[8:], brand)
	return source
}
