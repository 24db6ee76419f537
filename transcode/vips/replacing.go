//go:build vips && cgo

package vips

import (
	"encoding/binary"
	"image"
)

// framing says what the frames of an animation hold, and how players lay them on the canvas.
type framing int

const (
	// replaceWhole replace the whole canvas.
	replaceWhole framing = iota
	// replaceChanged replace the rectangle of the canvas that changed, transparent pixels included.
	replaceChanged
	// blendChanged are blended over what was shown before. They take the fewest bytes, and some players show white lines
	// where transparent pixels are blended (WhatsApp/stickers#1087, Android 2.24.25, read 2026-11-28).
	blendChanged
)

// Flags and sizes of the WebP container (WebP Container Specification, "Extended File Format").
const (
	riffHeader, chunkHeader = 12, 8
	extendedSize            = chunkHeader + 10
	frameHeader             = 16
	animationFlag           = 1 << 1 // of VP8X
	alphaFlag               = 1 << 4
	noBlendFlag             = 1 << 1 // of ANMF
)

// encodeReplacing writes an animation whose frames are not blended.
func encodeReplacing(f film, how coding, alive func() error) ([]byte, error) {
	var frames []byte
	flags := byte(animationFlag)
	for i := range f {
		if err := alive(); err != nil {
			return nil, err
		}
		part := image.Rect(0, 0, side, side)
		if i > 0 && how.framing == replaceChanged {
			part = changed(f[i-1].pix, f[i].pix)
		}
		r := raster(f[i]).Crop(part)
		still, err := encodeWebP(r, how)
		if err != nil {
			return nil, err
		}
		frames = appendFrame(frames, part, f[i].ms, pictureChunks(still))
		if !r.Opaque() {
			flags |= alphaFlag
		}
	}
	return container(flags, frames), nil
}

// changed is the smallest rectangle outside of which two pictures of the size of a sticker are equal. It begins at even
// coordinates, as frames have to.
func changed(a, b []byte) image.Rectangle {
	const line = 4 * side
	part := image.Rectangle{Min: image.Pt(side, side)}
	for y := range side {
		left, right := differing(a[y*line:(y+1)*line], b[y*line:(y+1)*line])
		if left > right {
			continue
		}
		part.Min.X, part.Max.X = min(part.Min.X, left&^1), max(part.Max.X, right+1)
		part.Min.Y, part.Max.Y = min(part.Min.Y, y&^1), y+1
	}
	if part.Empty() {
		return image.Rect(0, 0, 2, 2)
	}
	return part
}

// differing gives the first and the last pixel that two rows differ in; the first is larger where they do not.
func differing(a, b []byte) (first, last int) {
	last = len(a) - 1
	for first < len(a) && a[first] == b[first] {
		first++
	}
	for last > first && a[last] == b[last] {
		last--
	}
	if first == len(a) {
		return 1, 0
	}
	return first / 4, last / 4
}

// pictureChunks is what a still file and a frame have in common: ALPH and VP8, or VP8L.
func pictureChunks(still []byte) []byte {
	chunks := still[riffHeader:]
	if string(chunks[:4]) == "VP8X" {
		return chunks[extendedSize:]
	}
	return chunks
}

// appendFrame adds an ANMF chunk that replaces part of the canvas.
func appendFrame(to []byte, part image.Rectangle, ms int, picture []byte) []byte {
	to = binary.LittleEndian.AppendUint32(append(to, "ANMF"...), uint32(frameHeader+len(picture)))
	to = appendLE24(to, part.Min.X/2, part.Min.Y/2, part.Dx()-1, part.Dy()-1, ms)
	return append(append(to, noBlendFlag), picture...)
}

// container is an animated file of 512×512 pixels that plays for ever on a transparent ground.
func container(flags byte, frames []byte) []byte {
	size := riffHeader - chunkHeader + extendedSize + chunkHeader + 6 + len(frames)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(size))
	b = append(b, "WEBPVP8X\x0a\x00\x00\x00"...)
	b = appendLE24(append(b, flags, 0, 0, 0), side-1, side-1)
	b = append(b, "ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	return append(b, frames...)
}

// appendLE24 writes numbers of three bytes.
func appendLE24(to []byte, list ...int) []byte {
	for _, v := range list {
		to = append(to, byte(v), byte(v>>8), byte(v>>16))
	}
	return to
}
