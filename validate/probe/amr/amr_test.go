package amr_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/amr"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// Frames with their header: 12.2 kbit/s and a pause of AMR, 23.85 kbit/s and lost speech of AMR-WB.
var (
	speech = "\x3c" + strings.Repeat("s", 31)
	pause  = "\x44" + strings.Repeat("p", 5)
	wide   = "\x44" + strings.Repeat("w", 60)
	lost   = "\x74"
	none   = "\x7c"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		file    string
		mime    string
		want    media.AudioTrack
		seconds float64
	}{
		"narrow": {"#!AMR\n" + strings.Repeat(speech+pause+none, 50), "audio/amr",
			media.AudioTrack{Codec: "amr-nb", Channels: 1, SampleRate: 8000, Bytes: 50 * 39}, 3},
		"wide": {"#!AMR-WB\n" + strings.Repeat(wide+lost, 25), "audio/amr-wb",
			media.AudioTrack{Codec: "amr-wb", Channels: 1, SampleRate: 16000, Bytes: 25 * 62}, 1},
		"narrow, two channels": {"#!AMR_MC1.0\n\x00\x00\x00\x02" + strings.Repeat(speech, 100), "audio/amr",
			media.AudioTrack{Codec: "amr-nb", Channels: 2, SampleRate: 8000, Bytes: 3200}, 1},
		"wide, six channels": {"#!AMR-WB_MC1.0\n\x00\x00\x00\x06" + strings.Repeat(wide, 60), "audio/amr-wb",
			media.AudioTrack{Codec: "amr-wb", Channels: 6, SampleRate: 16000, Bytes: 3660}, 0.2},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(amr.Probe, []byte(c.file), false)
			if f.MIME != c.mime || len(f.Audio) != 1 || len(f.Damage) > 0 || *f.Seconds != c.seconds {
				t.Fatalf("got %+v; want whole %s of one track, %v s", f, c.mime, c.seconds)
			}
			got := f.Audio[0]
			c.want.Default, got.Seconds = true, nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		file string
		want media.DamageKind
	}{
		"the magic alone":          {"#!AMR\n", media.NoContent},
		"nothing but no data":      {"#!AMR\n" + strings.Repeat(none, 20), media.NoContent},
		"cut in the first frame":   {"#!AMR\n" + speech[:20], media.Truncated},
		"cut in the last frame":    {"#!AMR\n" + speech + speech[:20], media.Suspect},
		"reserved type at once":    {"#!AMR\n\x64abc", media.Corrupt},
		"reserved type later":      {"#!AMR\n" + speech + "\x64abc", media.Suspect},
		"padding bits":             {"#!AMR\n" + speech + "\xbc" + speech, media.Suspect},
		"reserved type, wide":      {"#!AMR-WB\n\x5cabc", media.Corrupt},
		"no channels":              {"#!AMR_MC1.0\n\x00\x00\x00\x00" + speech, media.Corrupt},
		"several, nothing in it":   {"#!AMR_MC1.0\n\x00\x00\x00\x02", media.NoContent},
		"channel description cut":  {"#!AMR_MC1.0\n\x00", media.Corrupt},
		"text that begins like it": {"#!AMR\nis a format", media.Corrupt},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(amr.Probe, []byte(c.file), true)
			if diff := cmp.Diff([]media.DamageKind{c.want}, probetest.Kinds(f)); diff != "" {
				t.Errorf("%s%v", diff, f.Damage)
			}
		})
	}
}

func TestNotAMR(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"", "#!AMR", "#!/bin/sh\n", " #!AMR\n"} {
		if f := probetest.Read(amr.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%q is taken for %s", b, f.MIME)
		}
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, amr.Probe, []byte("#!AMR\n"+speech+pause+none), []byte("#!AMR-WB\n"+wide+lost),
		[]byte("#!AMR_MC1.0\n\x00\x00\x00\x02"+speech), []byte("#!AMR-WB_MC1.0\n\x00\x00\x00\x06"+wide))
}
