package isobmff

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxInflated bounds a compressed header; QuickTime wrote them for films of minutes.
const maxInflated = 16 << 20

// inflate unpacks a compressed moov (QuickTime's cmov), and returns a walker over the copy with the header in it.
func (w *walker) inflate(moov box) (*walker, box, bool) {
	var data []byte
	for b := range w.children(moov) {
		if b.kind != "cmov" {
			continue
		}
		for c := range w.children(b) {
			if c.kind == "cmvd" && c.size() > 4 {
				data = unpack(w.r.Section(c.body+4, c.end))
			}
		}
	}
	if data == nil {
		return w, moov, false
	}
	copied := &walker{r: source.New(context.Background(), bytes.NewReader(data), int64(len(data)), source.Budget{}), left: w.left, room: maxCopied}
	b, ok := copied.next(0, int64(len(data)))
	return copied, b, ok && b.kind == "moov"
}

func unpack(r io.Reader) []byte {
	z, err := zlib.NewReader(r)
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(z, maxInflated))
	if err != nil {
		return nil
	}
	return data
}
