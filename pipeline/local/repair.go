package local

import (
	"bytes"
	"context"
	"io"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/strip"
)

// repair writes a picture with another header or end, and its pixels as they are.
type repair struct{}

// Apply writes a WebP with the flags that its pictures ask for, or a JPEG with the end marker that it lacks.
func (repair) Apply(_ context.Context, t pipeline.Task) (pipeline.Outcome, error) {
	var note string
	err := rewrite("repair", t.Source, t.Output, func(out, in *os.File) error {
		body, what, err := repaired(in, t)
		if err != nil {
			return err
		}
		note = what
		_, err = io.Copy(out, body)
		return err
	})
	return pipeline.Outcome{Note: "pixels untouched; " + note}, err
}

func repaired(in io.Reader, t pipeline.Task) (io.Reader, string, error) {
	if end := t.Facts.Picture.EndAt; end > 0 {
		return io.MultiReader(io.LimitReader(in, end), bytes.NewReader(jpegEnd())), "the end marker was put on", nil
	}
	b, err := io.ReadAll(io.LimitReader(in, t.Facts.Size))
	return bytes.NewReader(strip.Flags(b)), "the header says what the pictures hold", err
}

// jpegEnd is the end-of-image marker (ITU-T T.81, table B.1).
func jpegEnd() []byte { return []byte{0xff, 0xd9} }

// Memory is that of a sticker, held once.
func (repair) Memory(t pipeline.Task) int64 { return 2 * t.Facts.Size }
