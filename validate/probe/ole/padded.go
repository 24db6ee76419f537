package ole

import (
	"errors"
	"io"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxPast is how many reads behind the end of the file are answered: enough for the directory of a document that was
// cut, too few to make up a large one.
const maxPast = 512

// maxDirectory in bytes is what is read until all entries are known: 65,000 of them, where documents have dozens. They are
// held in memory, and the tree that they form is walked by recursion.
const maxDirectory = 8 << 20

var (
	errPast = errors.New("too many sectors behind the end of the file")
	errFull = errors.New("too large a directory")
)

// padded gives a file that goes on behind its end, with sectors that end every chain. So the directory of a file that
// was cut can still be read as far as it goes.
type padded struct {
	r    io.ReaderAt
	size int64
	past int // reads behind the end
	// left is what may be read until opened is set.
	left   int64
	opened bool
}

func newPadded(r *source.Reader) *padded {
	return &padded{r: r.ReaderAt(), size: r.Size(), left: maxDirectory}
}

// ReadAt reads len(b) bytes, those behind the end made up.
func (p *padded) ReadAt(b []byte, off int64) (int, error) {
	if p.left -= int64(len(b)); !p.opened && p.left < 0 {
		return 0, errFull
	}
	n := 0
	if off < p.size {
		var err error
		if n, err = p.r.ReadAt(b, off); err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
	}
	if n == len(b) {
		return n, nil
	}
	if off >= p.size { // a last sector that is not full is normal
		p.past++
	}
	if p.past > maxPast {
		return n, errPast
	}
	endOfChain := [4]byte{0xfe, 0xff, 0xff, 0xff}
	for i := n; i < len(b); i++ {
		b[i] = endOfChain[(off+int64(i))&3]
	}
	return len(b), nil
}
