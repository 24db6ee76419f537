package jpeg_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/jpeg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestScansAreCounted(t *testing.T) {
	t.Parallel()
	const sos = 0xda
	end := []byte{0xff, 0xd9}
	body := func(b []byte) []byte { return bytes.TrimSuffix(b, end) }
	progressive, plain := saved(t, "strip,interlace"), baseline(t, painting(70, 50))
	again := slices.Concat(segment(sos, "\x01\x01\x00\x01\x3f\x00"), []byte{0, 0})
	hidden := segment(0xfe, "\xff\xd9")
	counted := probetest.Read(jpeg.Probe, progressive, false).Picture.Scans
	if counted < 6 || counted > 12 {
		t.Fatalf("libjpeg's progressive picture has %d scans; it writes about ten", counted)
	}
	for what, c := range map[string]struct {
		file []byte
		want int
	}{
		"baseline":                            {plain, 0},
		"scans behind a whole baseline one":   {joined(body(plain), bytes.Repeat(again, 700), end), 0},
		"700 more scans":                      {joined(body(progressive), bytes.Repeat(again, 700), end), counted + 700},
		"700 more behind an end in a comment": {joined(body(progressive), hidden, bytes.Repeat(again, 700), end), counted + 700},
		"700 more, and no end":                {joined(body(progressive), bytes.Repeat(again, 700)), counted + 700},
		"scans behind the end":                {joined(progressive, bytes.Repeat(again, 700), end), counted},
	} {
		for _, deep := range []bool{false, true} {
			if got := probetest.Read(jpeg.Probe, c.file, deep).Picture.Scans; got != c.want {
				t.Errorf("%s, deep %v: %d scans; want %d", what, deep, got, c.want)
			}
		}
	}
}
