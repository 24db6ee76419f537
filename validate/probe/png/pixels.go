package png

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"

	"github.com/wamedia/wamedia/validate/media"
)

// maxInflated bounds the bytes that are inflated for one file: 100 megapixels of RGB. Data that packs so well that a
// small file holds as much inflates at more than 1 GB/s.
const maxInflated = 300_000_000

// pass is the rows of one lap of a picture.
type pass struct {
	row   int64 // bytes, the filter included
	rows  int64
	width int // pixels
}

// passes lists the passes of a picture: one, or the seven of Adam7 (PNG, third edition, 8.1).
func (h header) passes(width, height uint32) []pass {
	if h.laps == 0 {
		return []pass{{h.rowBytes(width), int64(height), int(width)}}
	}
	var list []pass
	for _, a := range [...]struct{ x, y, dx, dy uint32 }{
		{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
	} {
		if width > a.x && height > a.y {
			w, h2 := (width-a.x-1)/a.dx+1, (height-a.y-1)/a.dy+1
			list = append(list, pass{h.rowBytes(w), int64(h2), int(w)})
		}
	}
	return list
}

// judgePixels inflates the picture where that is asked for, or needed to tell whether it is whole.
func (p *parser) judgePixels() {
	if p.broken {
		return
	}
	if p.data == 0 {
		p.fail(media.NoContent, "the file holds no picture data")
		return
	}
	if !p.deep && !p.doubt {
		return
	}
	flaw := p.inflate(&stream{r: p.r, name: "IDAT", pos: p.data}, p.header.width, p.header.height)
	switch {
	case flaw == nil && p.end < 0 && !p.derailed:
		p.facts.Damagef(media.Suspect, "the file ends without IEND, behind a whole picture")
	case flaw == nil && p.split:
		p.facts.Damagef(media.Suspect, "more picture data stands behind other chunks")
	}
	p.blame("the picture", flaw)
}

// The ways that picture data is flawed.
var (
	errShort  = errors.New("its data ends too early")
	errFilter = errors.New("a row has a filter that does not exist")
	errMore   = errors.New("there is more data than the picture has pixels")
	errOpen   = errors.New("the compressed data has no end, behind all pixels")
	errBudget = errors.New("it is too large to be decoded here")
)

// blame notes what is wrong with the data of a picture or frame.
func (p *parser) blame(what string, flaw error) {
	kind := media.Corrupt
	switch {
	case flaw == nil:
		return
	case errors.Is(flaw, errBudget):
		p.facts.Undecide("pixels", what+": "+flaw.Error())
		return
	case errors.Is(flaw, errMore) || errors.Is(flaw, errOpen):
		kind = media.Suspect
	case errors.Is(flaw, errShort) && p.end < 0:
		kind = media.Truncated
	}
	p.facts.Damagef(kind, "%s is flawed: %v", what, flaw)
}

// inflate decompresses a picture or frame and returns what is wrong with it.
func (p *parser) inflate(s *stream, width, height uint32) error {
	z, err := p.inflater.open(s)
	if err != nil {
		return zlibFlaw(err)
	}
	for _, pass := range p.header.passes(width, height) {
		if err := p.rows(z, p.inflater.rows, pass); err != nil {
			return err
		}
	}
	return drain(z)
}

// inflater decompresses one frame after another, of which a file may have very many, with the same buffers.
type inflater struct {
	packed *bufio.Reader
	z      io.ReadCloser // nil before the first frame that begins as it should
	rows   []byte
}

func (f *inflater) open(r io.Reader) (io.Reader, error) {
	if f.packed == nil {
		f.packed, f.rows = bufio.NewReaderSize(r, window), make([]byte, window)
	}
	f.packed.Reset(r)
	if f.z != nil {
		return f.z, f.z.(zlib.Resetter).Reset(f.packed, nil)
	}
	z, err := zlib.NewReader(f.packed)
	if err == nil {
		f.z = z
	}
	return z, err
}

// drain reads what follows the last pixel, as far as decoders would, and returns what is wrong with it: there should be
// nothing but the checksum.
func drain(z io.Reader) error {
	n, err := io.CopyN(io.Discard, z, window)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errOpen
	case err != nil && !errors.Is(err, io.EOF):
		return zlibFlaw(err)
	case n > 0:
		return errMore
	}
	return nil
}

// rows reads the rows of one pass and looks at the filter that each starts with.
func (p *parser) rows(z io.Reader, buf []byte, pass pass) error {
	row, rows := int64(0), pass.rows // bytes of this row so far, and rows still to come with it
	for rows > 0 {
		if p.inflated > maxInflated {
			return errBudget
		}
		n, err := io.ReadFull(z, buf[:pass.left(rows, row, int64(len(buf)))])
		p.inflated += int64(n)
		for b := buf[:n]; len(b) > 0; {
			if row == 0 && b[0] > 4 {
				return errFilter
			}
			step := min(pass.row-row, int64(len(b)))
			b, row = b[step:], row+step
			if row == pass.row {
				row, rows = 0, rows-1
			}
		}
		if err != nil {
			return fmt.Errorf("%w (row %d of %d)", zlibFlaw(err), pass.rows-rows+1, pass.rows)
		}
	}
	return nil
}

// left counts the bytes of the pass that are still to come, up to most.
func (p pass) left(rows, row, most int64) int64 {
	if rows-1 > most/p.row {
		return most
	}
	return min(most, rows*p.row-row)
}

// zlibFlaw tells data that ends from data that is wrong.
func zlibFlaw(err error) error {
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return errShort
	case errors.Is(err, zlib.ErrChecksum):
		return errors.New("its checksum does not match")
	}
	return err
}
