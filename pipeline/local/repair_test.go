package local_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"testing"

	"github.com/wamedia/wamedia/transcode"
)

// A JPEG that lacks only its end gets it, and keeps every other byte, whatever is asked for of damaged pictures.
func TestTheEndOfAJPEGIsPutOn(t *testing.T) {
	t.Parallel()
	var whole bytes.Buffer
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i / 7)
	}
	if err := jpeg.Encode(&whole, m, nil); err != nil {
		t.Fatal(err)
	}
	path := written(t, "a.jpg", whole.String()[:whole.Len()-2])
	for _, options := range []transcode.Options{{}, {Salvage: true}} {
		r := pictured(t, path, options)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		got, err := os.ReadFile(r.Output)
		if err != nil || !bytes.Equal(got, whole.Bytes()) || r.Plan.Action != transcode.Remux || len(r.Remaining) > 0 {
			t.Errorf("salvage %v: %v, %d bytes of %d, %s, remaining %v", options.Salvage, err, len(got), whole.Len(), r.Plan.Action, r.Remaining)
		}
	}
}
