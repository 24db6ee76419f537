package webp

import (
	"bytes"
	"errors"
	stdimage "image"
	"io"
	"slices"
)

// decodeAlpha decodes the transparency of a lossy picture, which is raw bytes, or a lossless picture without its header
// (WebP Container Specification, "Alpha"). It reports whether a pixel is transparent in the least.
func (p *parser) decodeAlpha(m image, alpha *span) (transparent bool, err error) {
	if alpha == nil {
		return false, nil
	}
	b := p.r.Bytes(alpha.off, 1)
	if len(b) == 0 || alpha.size < 1 {
		return false, io.ErrUnexpectedEOF
	}
	filtered := b[0]>>2&3 != 0
	data := p.r.Section(alpha.off+1, alpha.off+alpha.size)
	switch {
	case b[0]&3 == 0 && alpha.size-1 < int64(m.width)*int64(m.height):
		return false, io.ErrUnexpectedEOF
	case b[0]&3 == 0:
		return rawAlpha(data, m.width*m.height, filtered)
	case b[0]&3 > 1:
		return false, errors.New("its transparency is compressed in an unknown way")
	}
	w, h := uint32(m.width-1), uint32(m.height-1)
	size := w | h<<14
	head := []byte{0x2f, byte(size), byte(size >> 8), byte(size >> 16), byte(size >> 24)}
	img, err := p.decodeLossless(m, io.MultiReader(bytes.NewReader(head), data))
	if err != nil {
		return false, err
	}
	return !opaqueGreen(img, filtered), nil
}

// rawAlpha reports whether a pixel is transparent of so many whose alpha is stored one byte each.
func rawAlpha(r io.Reader, pixels int, filtered bool) (transparent bool, err error) {
	buf := make([]byte, min(pixels, 64<<10))
	for done := 0; done < pixels; {
		part := buf[:min(len(buf), pixels-done)]
		if _, err := io.ReadFull(r, part); err != nil {
			return false, err
		}
		if done == 0 && filtered {
			part[0]++ // 255 becomes 0, as the others are that differ from it by nothing
		}
		want := byte(0xff)
		if filtered {
			want = 0
		}
		if slices.ContainsFunc(part, func(v byte) bool { return v != want }) {
			return true, nil
		}
		done += len(part)
	}
	return false, nil
}

// opaqueGreen reports whether the alpha of every pixel is 255, where the green channel holds it. What is filtered holds the
// difference to a neighbour, and the first pixel as it is.
func opaqueGreen(img stdimage.Image, filtered bool) bool {
	m, ok := img.(*stdimage.NRGBA)
	if !ok || len(m.Pix) < 4 || m.Pix[1] != 0xff {
		return false
	}
	want := byte(0xff)
	if filtered {
		want = 0
	}
	for i := 5; i < len(m.Pix); i += 4 {
		if m.Pix[i] != want {
			return false
		}
	}
	return true
}

// opaque reports whether no pixel of a decoded picture is transparent.
func opaque(img stdimage.Image) bool {
	m, ok := img.(interface{ Opaque() bool })
	return ok && m.Opaque()
}
