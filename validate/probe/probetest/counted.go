package probetest

import (
	"bytes"
	"context"
	"io"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Counted reads the facts of b at the default depth, and tells how many bytes of it were fetched.
func Counted(probe Parser, b []byte) (media.Facts, int) {
	c := &counter{r: bytes.NewReader(b)}
	f := probe(source.New(context.Background(), c, int64(len(b)), source.Budget{}), false)
	return f, c.fetched
}

type counter struct {
	r       io.ReaderAt
	fetched int
}

// ReadAt passes a read on and counts it.
func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	c.fetched += len(p)
	return c.r.ReadAt(p, off)
}
