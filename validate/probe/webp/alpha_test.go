package webp_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/webp"
)

// TestTransparent looks at every pixel of a still, however its transparency is stored.
func TestTransparent(t *testing.T) {
	t.Parallel()
	p := makeParts(t)
	const pixels = 40 * 30
	full, same := strings.Repeat("\xff", pixels), strings.Repeat("\x00", pixels-1)
	raw := func(method, data string) []byte {
		return riff(extended(alpha, 40, 30), chunk("ALPH", method+data), p.vp8)
	}
	lossless, _ := still(encoded(t, "-lossless", "-exact"))
	opaque, _ := still(encoded(t, "-lossless", "-noalpha"))
	said := flipped(opaque, 12, 0x10) // alpha_is_used
	for name, c := range map[string]struct {
		in   []byte
		want bool
	}{
		"lossy":                             {riff(extended(alpha, 40, 30), p.mask, p.masked), true},
		"lossless":                          {riff(extended(alpha, 40, 30), lossless), true},
		"lossless that says so wrongly":     {riff(extended(alpha, 40, 30), said), false},
		"bytes, opaque":                     {raw("\x00", full), false},
		"bytes, with one that is not":       {raw("\x00", full[1:]+"\xfe"), true},
		"filtered bytes, opaque":            {raw("\x04", "\xff"+same), false},
		"bytes filtered by above, opaque":   {raw("\x08", "\xff"+same), false},
		"filtered bytes, with one that not": {raw("\x04", "\xff"+same[1:]+"\xff"), true},
		"filtered bytes, the first":         {raw("\x0c", "\x00"+same), true},
	} {
		got := probetest.Read(webp.Probe, c.in, true)
		if pic := got.Picture; !pic.Alpha || pic.Transparent == nil || *pic.Transparent != c.want || len(got.Damage) > 0 {
			t.Errorf("%s: transparent %v, alpha %v, %v; want %v", name, pic.Transparent, pic.Alpha, got.Damage, c.want)
		}
		if probetest.Read(webp.Probe, c.in, false).Picture.Transparent != nil {
			t.Errorf("%s: it was looked for at default depth", name)
		}
	}
}
