package strip_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/strip"
)

// photo is a JPEG without metadata, as Go writes it.
func photo(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func colours() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	return img
}

// with inserts a segment after the start of a JPEG.
func with(b []byte, marker byte, body string) []byte {
	head := []byte{0xff, 0xd8, 0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}
	return append(append(head, body...), b[2:]...)
}

func TestJPEG(t *testing.T) {
	t.Parallel()
	plain := photo(t, colours())
	jfif := "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
	tests := map[string]struct{ in, want []byte }{
		"nothing to strip":      {plain, plain},
		"EXIF":                  {with(plain, 0xe1, "Exif\x00\x00secret"), plain},
		"comment":               {with(plain, 0xfe, "<?php phpinfo(); ?>"), plain},
		"ICC and Photoshop":     {with(with(plain, 0xe2, "ICC_PROFILE\x00\x01\x01"), 0xed, "Photoshop 3.0"), plain},
		"JFIF stays":            {with(plain, 0xe0, jfif), with(plain, 0xe0, jfif)},
		"its thumbnail goes":    {with(plain, 0xe0, "JFXX\x00\x13thumbnail"), plain},
		"Adobe stays":           {with(plain, 0xee, "Adobe\x00d\x00\x00\x00\x00\x01"), with(plain, 0xee, "Adobe\x00d\x00\x00\x00\x00\x01")},
		"another picture after": {append(bytes.Clone(plain), plain...), plain},
		"fill bytes":            {bytes.Replace(plain, []byte{0xff, 0xc0}, []byte{0xff, 0xff, 0xff, 0xc0}, 1), plain},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := strip.JPEG(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, test.want) {
				t.Errorf("got %d bytes, want %d", len(got), len(test.want))
			}
			if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestJPEGRefuses(t *testing.T) {
	t.Parallel()
	plain := photo(t, colours())
	frame := bytes.Index(plain, []byte{0xff, 0xc0})
	change := func(at int, to byte) []byte {
		b := bytes.Clone(plain)
		b[at] = to
		return b
	}
	tests := map[string][]byte{
		"nothing":         nil,
		"a PNG":           []byte("\x89PNG\r\n\x1a\n"),
		"only a start":    {0xff, 0xd8},
		"gray":            photo(t, image.NewGray(image.Rect(0, 0, 8, 8))),
		"cut in the scan": plain[:len(plain)-2],
		"cut in a header": plain[:20],
		"lossless":        change(frame+1, 0xc3),
		"arithmetic":      change(frame+1, 0xc9),
		"12 bits":         change(frame+4, 12),
		"length of one":   change(3+2, 1),
		"no marker":       change(2, 0),
	}
	tests["length of one"][4] = 0
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := strip.JPEG(in); !errors.Is(err, strip.ErrNotPlain) {
				t.Errorf("got %v, want %v", err, strip.ErrNotPlain)
			}
		})
	}
}

// chunk is one RIFF chunk.
func chunk(id, body string) string {
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	return string(append(b, make([]byte, len(body)%2)...))
}

func webp(chunks ...string) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBP")
	for _, c := range chunks {
		b = append(b, c...)
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// The bitstreams hold no more than their headers: 512×512, the lossless one with alpha.
const (
	lossy    = "\x30\x01\x00\x9d\x01\x2a\x00\x02\x00\x02rest"
	lossless = "\x2f\xff\xc1\x7f\x10rest"
	size512  = "\x00\x00\x00\xff\x01\x00\xff\x01\x00"
	exif     = "EXIF with a place"
	pack     = `II*{"sticker-pack-id":"a"}`
)

func TestWebP(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in, exif, want []byte
	}{
		"nothing to strip":  {in: webp(chunk("VP8 ", lossy)), want: webp(chunk("VP8 ", lossy))},
		"all there is":      {in: webp(chunk("VP8X", "\x3e"+size512), chunk("ICCP", "abc"), chunk("ANIM", "123456"), chunk("ANMF", "frame"), chunk("EXIF", exif), chunk("XMP ", "x")), want: webp(chunk("VP8X", "\x12"+size512), chunk("ANIM", "123456"), chunk("ANMF", "frame"))},
		"unknown and after": {in: append(webp(chunk("VP8L", lossless), chunk("JUNK", "x")), "trailing"...), want: webp(chunk("VP8L", lossless))},
		"EXIF exchanged":    {in: webp(chunk("VP8X", "\x08"+size512), chunk("ALPH", "a"), chunk("VP8 ", lossy), chunk("EXIF", exif)), exif: []byte(pack), want: webp(chunk("VP8X", "\x18"+size512), chunk("ALPH", "a"), chunk("VP8 ", lossy), chunk("EXIF", pack))},
		"EXIF for a lossy":  {in: webp(chunk("VP8 ", lossy)), exif: []byte(pack), want: webp(chunk("VP8X", "\x08"+size512), chunk("VP8 ", lossy), chunk("EXIF", pack))},
		"for a lossless":    {in: webp(chunk("VP8L", lossless)), exif: []byte(pack), want: webp(chunk("VP8X", "\x18"+size512), chunk("VP8L", lossless), chunk("EXIF", pack))},
		"no padding":        {in: webp("VP8 \x01\x00\x00\x00a"), want: webp(chunk("VP8 ", "a"))},
		"cut in a chunk":    {in: webp(chunk("VP8L", lossless), "VP8 \xff\xff\x00\x00"), want: webp(chunk("VP8L", lossless))},
		"not a WebP":        {in: []byte("GIF89a"), want: []byte("GIF89a")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strip.WebP(test.in, test.exif)
			if diff := cmp.Diff(string(test.want), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStickerPack(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   []byte
		want string
	}{
		"of a sticker": {webp(chunk("VP8X", "\x08"+size512), chunk("VP8 ", lossy), chunk("EXIF", pack)), pack},
		"of a camera":  {webp(chunk("VP8X", "\x08"+size512), chunk("VP8 ", lossy), chunk("EXIF", exif)), ""},
		"none":         {webp(chunk("VP8 ", lossy)), ""},
		"no WebP":      {[]byte(pack), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(strip.StickerPack(test.in)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Broken files come back shorter or not at all, whatever is wrong with them.
func TestAnyBytes(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	seeds := [][]byte{
		with(photo(t, colours()), 0xe1, exif),
		webp(chunk("VP8X", "\x3e"+size512), chunk("VP8L", lossless), chunk("EXIF", pack)),
	}
	for range 4000 {
		b := bytes.Clone(seeds[rng.IntN(len(seeds))])
		for range 1 + rng.IntN(4) {
			b[rng.IntN(len(b))] = byte(rng.Uint32())
		}
		b = b[:rng.IntN(len(b)+1)]
		if got, err := strip.JPEG(b); err == nil && len(got) > len(b) {
			t.Errorf("a JPEG grew from %d to %d bytes", len(b), len(got))
		}
		if got := strip.WebP(b, nil); len(got) > len(b)+1 {
			t.Errorf("a WebP grew from %d to %d bytes", len(b), len(got))
		}
		strip.StickerPack(b)
	}
}
