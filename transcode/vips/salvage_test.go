//go:build vips && cgo

package vips_test

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// A damaged picture is refused, or made of what there is of it where that is wanted.
func TestSalvage(t *testing.T) {
	t.Parallel()
	img := photo(320, 240)
	part := func(b []byte, share float64) []byte { return b[:int(float64(len(b))*share)] }
	jpg, pic := asJPEG(t, img, 90), asPNG(t, img)
	flipped := bytes.Clone(pic)
	flipped[len(pic)-20] ^= 1 // in the checksum of the pixels
	tests := map[string]struct {
		mime string
		data []byte
		says string
	}{
		"JPEG":             {"image/jpeg", part(jpg, 0.6), "% of the picture is there"},
		"progressive JPEG": {"image/jpeg", part(convert(t, img, ".jpg[interlace]"), 0.7), "all of the picture is there, but not all of its details"},
		"PNG":              {"image/png", part(pic, 0.6), "% of the picture is there"},
		"interlaced PNG":   {"image/png", part(convert(t, img, ".png[interlace]"), 0.6), "% of the picture is there"},
		"a wrong checksum": {"image/png", flipped, "all of the picture is there, but its checksums are wrong"},
		"GIF":              {"image/gif", part(convert(t, img, ".gif"), 0.6), "% of the picture is there"},
		"WebP":             {"image/webp", part(convert(t, img, ".webp"), 0.7), "% of the picture is there"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := job.Request{MIME: test.mime, Picture: media.Picture{Width: 320, Height: 240}, Prefer: "png"}
			if _, _, err := engine(t).Still(t.Context(), test.data, req); failed(err).Class != job.Damaged {
				t.Fatalf("without asking: %v", err)
			}
			req.Salvage = true
			out, made := still(t, test.data, req, 3)
			if note := strings.Join(made.Notes, "; "); !strings.Contains(note, "damaged: ") || !strings.Contains(note, test.says) {
				t.Errorf("notes: %q, want %s", note, test.says)
			}
			if !strings.HasPrefix(name, "interlaced") {
				near(t, out, 40, 30, color.NRGBA{220, 30, 30, 255}, 30)
				near(t, out, 280, 30, color.NRGBA{30, 200, 30, 255}, 30)
			}
			if made.Untouched {
				t.Error("it cannot be untouched")
			}
			req.Limit = 0
			if _, made, err := engine(t).Sticker(t.Context(), test.data, req); err != nil || !strings.Contains(strings.Join(made.Notes, ""), "damaged: ") {
				t.Errorf("as a sticker: %+v, %v", made, err)
			}
		})
	}
}

func TestSalvageOfAWholePictureSaysNothing(t *testing.T) {
	t.Parallel()
	if _, made := still(t, asPNG(t, photo(32, 24)), job.Request{MIME: "image/png", Salvage: true}, 3); made.Notes != nil || !made.Untouched {
		t.Errorf("got %+v", made)
	}
}

// Too little is not worth sending, and nothing is nothing.
func TestSalvageGivesUp(t *testing.T) {
	t.Parallel()
	jpg, heic := asJPEG(t, photo(320, 240), 90), convert(t, photo(64, 48), ".heic")
	var best bytes.Buffer
	if err := (&png.Encoder{}).Encode(&best, photo(320, 240)); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		mime string
		data []byte
		says string
	}{
		"a header":         {"image/jpeg", jpg[:700], "which is not worth sending"},
		"a twentieth":      {"image/png", best.Bytes()[:best.Len()/20], "% of the picture is there"},
		"no pixels":        {"image/png", best.Bytes()[:40], ""},
		"a type too fine":  {"image/heic", heic[:len(heic)*8/10], ""},
		"something else":   {"image/jpeg", []byte("hello, world"), "cannot be opened"},
		"a WebP of a head": {"image/webp", convert(t, photo(64, 48), ".webp")[:40], "nothing can be salvaged"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := job.Request{MIME: test.mime, Picture: media.Picture{Width: 64, Height: 48}, Salvage: true}
			_, made, err := engine(t).Still(t.Context(), test.data, req)
			if f := failed(err); f.Class != job.Damaged || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %+v, %v, want …%s…", made, err, test.says)
			}
		})
	}
}
