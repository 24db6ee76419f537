// Package webpframes decodes the frames of an animated WebP, in Go, as ffmpeg 5 cannot.
package webpframes

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"

	"golang.org/x/image/webp"
)

const (
	// maxSide and maxPixels bound a canvas.
	maxSide   = 1 << 14
	maxPixels = 20 << 20
	// maxFrame in bytes bounds one coded frame.
	maxFrame = 64 << 20
)

// errNone is the error for a file without frames.
var errNone = errors.New("the WebP holds no frames of an animation")

// Each calls visit with the whole canvas after every frame, laid on a ground. The canvas is used again for the next frame.
// An error of visit ends the walk.
func Each(r io.ReaderAt, size int64, ground color.Color, visit func(*image.RGBA) error) error {
	w := walker{r: r, size: size, ground: image.NewUniform(ground), visit: visit}
	if err := w.chunks(); err != nil {
		return fmt.Errorf("decode the WebP: %w", err)
	}
	return nil
}

// walker goes from chunk to chunk (WebP Container Specification, "Extended File Format").
type walker struct {
	r      io.ReaderAt
	size   int64
	ground *image.Uniform
	visit  func(*image.RGBA) error

	canvas *image.NRGBA // what the frames add up to
	shown  *image.RGBA  // the same on the ground
	frames int
}

func (w *walker) chunks() error {
	for off := int64(12); off+8 <= w.size; {
		var head [8]byte
		if _, err := w.r.ReadAt(head[:], off); err != nil {
			return err
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		if err := w.chunk(string(head[:4]), off+8, min(length, w.size-off-8)); err != nil {
			return err
		}
		off += 8 + length + length&1
	}
	if w.frames == 0 {
		return errNone
	}
	return nil
}

func (w *walker) chunk(kind string, off, length int64) error {
	if kind != "VP8X" && kind != "ANMF" {
		return nil
	}
	if length > maxFrame {
		return errors.New("a frame is too large")
	}
	body := make([]byte, length)
	if _, err := w.r.ReadAt(body, off); err != nil {
		return err
	}
	if kind == "VP8X" {
		return w.open(body)
	}
	return w.frame(body)
}

// open makes the canvas.
func (w *walker) open(body []byte) error {
	if len(body) < 10 || w.canvas != nil {
		return errors.New("its header is damaged")
	}
	width, height := 1+u24(body[4:]), 1+u24(body[7:])
	if width > maxSide || height > maxSide || width*height > maxPixels {
		return fmt.Errorf("%d×%d pixels are too many to be decoded", width, height)
	}
	w.canvas = image.NewNRGBA(image.Rect(0, 0, width, height))
	w.shown = image.NewRGBA(w.canvas.Rect)
	return nil
}

// frameHead is the length of what stands before the picture of a frame.
const frameHead = 16

// frame draws one frame, shows the canvas, and clears the frame's place where it asks for that.
func (w *walker) frame(body []byte) error {
	if len(body) < frameHead || w.canvas == nil {
		return errors.New("a frame is damaged")
	}
	at := image.Pt(2*u24(body), 2*u24(body[3:]))
	picture, err := webp.Decode(bytes.NewReader(still(body[frameHead:], 1+u24(body[6:]), 1+u24(body[9:]))))
	if err != nil {
		return fmt.Errorf("frame %d: %w", w.frames+1, err)
	}
	const disposed, replaces = 1, 2
	place, flags := picture.Bounds().Sub(picture.Bounds().Min).Add(at), body[15]
	op := draw.Over
	if flags&replaces != 0 {
		op = draw.Src
	}
	draw.Draw(w.canvas, place, picture, picture.Bounds().Min, op)
	draw.Draw(w.shown, w.shown.Rect, w.ground, image.Point{}, draw.Src)
	draw.Draw(w.shown, w.shown.Rect, w.canvas, image.Point{}, draw.Over)
	w.frames++
	if flags&disposed != 0 {
		draw.Draw(w.canvas, place, image.Transparent, image.Point{}, draw.Src)
	}
	return w.visit(w.shown)
}

// still puts the chunks of a frame into a file of their own. A picture with transparency needs the extended header.
func still(chunks []byte, width, height int) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF....WEBP")
	if bytes.HasPrefix(chunks, []byte("ALPH")) {
		b.WriteString("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00")
		for _, side := range []int{width - 1, height - 1} {
			b.Write([]byte{byte(side), byte(side >> 8), byte(side >> 16)})
		}
	}
	b.Write(chunks)
	out := b.Bytes()
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func u24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
