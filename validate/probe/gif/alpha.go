package gif

import (
	"bytes"
	"compress/lzw"
	"io"
)

// maxPixels bounds the pixels that are decoded: a small file may claim many.
const maxPixels = 40 << 20

// lookForAlpha decodes the first frame, which has so many pixels, up to the first one that is transparent. What it leaves
// of the screen would be transparent too; it is for frames that cover all of it.
func (p *parser) lookForAlpha(data int64, bits, pixels int) {
	if p.flawed || bits < 2 || pixels > maxPixels {
		return
	}
	found := false
	if p.clear >= 0 {
		var err error
		codes := lzw.NewReader(&subBlocks{r: p.r, pos: data}, lzw.LSB, bits)
		if found, err = holds(io.LimitReader(codes, int64(pixels)), byte(p.clear)); err != nil {
			return
		}
	}
	p.transparent = &found
}

// holds reports whether one byte is among those that are read.
func holds(r io.Reader, wanted byte) (bool, error) {
	buf := make([]byte, 16<<10)
	for {
		n, err := r.Read(buf)
		if bytes.IndexByte(buf[:n], wanted) >= 0 {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
}
