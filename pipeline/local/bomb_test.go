package local_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// What says that it is larger than any memory is refused by the number, and nothing tries to decode it.
func TestPicturesTooLarge(t *testing.T) {
	t.Parallel()
	const width, height = 20_000, 10_000
	png := "\x89PNG\r\n\x1a\n" + probetest.BE32(13) + "IHDR" + probetest.BE32(width, height) + "\x08\x06\x00\x00\x00" + probetest.BE32(0)
	rle := probetest.LE32(40, width, height, 1|8<<16, 1) + strings.Repeat("\x00", 20)
	for what, path := range map[string]string{
		"BMP":                     written(t, "a.bmp", "BM"+strings.Repeat("\x00", 8)+probetest.LE32(54)+rle),
		"an icon":                 written(t, "a.ico", "\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x01\x00\x20\x00"+probetest.LE32(len(png), 22)+png),
		"Photoshop":               written(t, "a.psd", "8BPS\x00\x01"+strings.Repeat("\x00", 6)+"\x00\x03"+probetest.BE32(height, width)+"\x00\x08\x00\x03"+strings.Repeat("\x00", 14)),
		"JPEG 2000":               written(t, "a.jp2", jp2(width, height)),
		"JPEG 2000, a codestream": written(t, "a.j2k", j2k(width, height)),
		"JPEG XL":                 written(t, "a.jxl", jxl(width, height)),
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := pictured(t, path, transcode.Options{})
			if r.Plan.Action != transcode.Refuse || !strings.Contains(r.Plan.Refusal, "20000×10000 pixels are 200 megapixels") {
				t.Errorf("the plan is to %s: %s; findings %v, error %v", r.Plan.Action, r.Plan.Refusal, r.Findings, r.Err)
			}
		})
	}
}

// jp2 is the frame of a JPEG 2000 picture round the start of its codestream.
func jp2(width, height int) string {
	box := func(name, body string) string { return probetest.BE32(len(body)+8) + name + body }
	return box("jP  ", "\r\n\x87\n") + box("ftyp", "jp2 \x00\x00\x00\x00jp2 ") +
		box("jp2h", box("ihdr", probetest.BE32(height, width)+"\x00\x03\x07\x07\x00\x00")+box("colr", "\x01\x00\x00"+probetest.BE32(16))) +
		box("jp2c", j2k(width, height))
}

// j2k is the start of a JPEG 2000 codestream: one tile, three components of 8 bits, reversible.
func j2k(width, height int) string {
	return "\xff\x4f\xff\x51\x00\x2f\x00\x00" + probetest.BE32(width, height, 0, 0, width, height, 0, 0) + "\x00\x03" + strings.Repeat("\x07\x01\x01", 3) +
		"\xff\x52\x00\x0c\x00\x00\x00\x01\x01\x05\x04\x04\x00\x01\xff\x5c\x00\x13\x40" + strings.Repeat("\x40", 16) +
		"\xff\x90\x00\x0a\x00\x00" + probetest.BE32(0) + "\x00\x01\xff\x93\xff\xd9"
}

// jxl is the start of a JPEG XL codestream: sizes of 18 bits, and all else as usual.
func jxl(width, height int) string {
	v := uint64(2<<1) | uint64(height-1)<<3 | 0<<21 | 2<<24 | uint64(width-1)<<26 | 1<<44
	return "\xff\x0a" + string(binary.LittleEndian.AppendUint64(nil, v)) + strings.Repeat("\x00", 100)
}
