package aac_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/bits/bitstest"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestParseConfig(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		in             string
		want           aac.Config
		codec, profile string
	}{
		{"LC stereo", "\x12\x10", aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 2}, "aac", "LC"},
		{"LC mono with filling", "\x11\x88\x56\x00\x00", aac.Config{ObjectType: 2, SampleRate: 48000, Channels: 1}, "aac", "LC"},
		{"LC 5.1", "\x11\xb0", aac.Config{ObjectType: 2, SampleRate: 48000, Channels: 6}, "aac", "LC"},
		{"LC 7.1", "\x11\xb8", aac.Config{ObjectType: 2, SampleRate: 48000, Channels: 8}, "aac", "LC"},
		{"Main", "\x0a\x10", aac.Config{ObjectType: 1, SampleRate: 44100, Channels: 2}, "aac", "Main"},
		{"a rate of its own", "\x17\x80\x15\x88\x88", aac.Config{ObjectType: 2, SampleRate: 11025, Channels: 1}, "aac", "LC"},
		{"HE, said first", "\x2b\x92\x08\x00", aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 2, SBR: true}, "aac", "HE"},
		{"HE v2, said first", "\xeb\x8a\x08\x00", aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 2, SBR: true, PS: true}, "aac", "HE v2"},
		{"HE, said behind", "\x13\x90\x56\xe5\xa0", aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 2, SBR: true}, "aac", "HE"},
		{"HE v2, said behind", "\x13\x88\x56\xe5\xa5\x48\x80", aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 2, SBR: true, PS: true}, "aac", "HE v2"},
		{"SBR said to be absent", "\x13\x90\x56\xe5\x00", aac.Config{ObjectType: 2, SampleRate: 22050, Channels: 2}, "aac", "LC"},
		{"ELD", "\xf8\xe8\x40\x00", aac.Config{ObjectType: 39, SampleRate: 44100, Channels: 2}, "aac", "ELD"},
		{"ELD with SBR at twice the rate", "\xf8\xee\x41\x80", aac.Config{ObjectType: 39, SampleRate: 44100, Channels: 2, SBR: true}, "aac", "ELD"},
		{"LD", "\xb9\x88\x00", aac.Config{ObjectType: 23, SampleRate: 48000, Channels: 1}, "aac", "LD"},
		{"xHE", "\xf9\x48\x40\x00", aac.Config{ObjectType: 42, SampleRate: 44100, Channels: 2}, "aac", "xHE"},
		{"MP3", "\xf8\x48\x40", aac.Config{ObjectType: 34, SampleRate: 44100, Channels: 2}, "mp3", ""},
		{"ALS says both itself", "\xf8\x86\x20\x41\x4c\x53\x00\x00\x00\xbb\x80\xff\xff\xff\xff\x00\x05",
			aac.Config{ObjectType: 36, SampleRate: 48000, Channels: 6}, "mp4als", ""},
		// front: a pair and a single, back: a pair, one of low frequencies; no mixdowns
		{"channels in a program element", "\x12\x00\x05\x08\x05\x00\x20\x08\x00",
			aac.Config{ObjectType: 2, SampleRate: 44100, Channels: 6}, "aac", "LC"},
	}
	for _, test := range tests {
		got, ok := aac.ParseConfig([]byte(test.in))
		if diff := cmp.Diff(test.want, got); diff != "" || !ok {
			t.Errorf("%s: ok %v, %s", test.name, ok, diff)
		}
		if got.Codec() != test.codec || got.Profile() != test.profile {
			t.Errorf("%s: codec %q profile %q; want %q %q", test.name, got.Codec(), got.Profile(), test.codec, test.profile)
		}
	}
}

func TestParseConfigRefuses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"nothing":               "",
		"one byte":              "\x12",
		"object type 0":         "\x02\x10",
		"reserved rate":         "\x16\x90",
		"rate 0":                "\x17\x80\x00\x00\x08",
		"HE without its core":   "\x2b\x92",
		"program element's end": "\x12\x00\x05",
	} {
		if got, ok := aac.ParseConfig([]byte(in)); ok {
			t.Errorf("%s: got %+v; want it refused", name, got)
		}
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	if aac.Rate(3) != 48000 || aac.Rate(12) != 7350 || aac.Rate(13) != 0 || aac.Rate(-1) != 0 {
		t.Error("sampling rates differ from ISO/IEC 14496-3, table 1.18")
	}
	if aac.Channels(7) != 8 || aac.Channels(6) != 6 || aac.Channels(11) != 7 || aac.Channels(0) != 0 || aac.Channels(15) != 0 {
		t.Error("channels differ from ISO/IEC 14496-3, table 1.19")
	}
	if got := aac.ProgramChannels([]byte("\x05\x08\x05\x00\x20\x08\x00")); got != 6 {
		t.Errorf("program element: got %d channels; want 6", got)
	}
}

func FuzzParseConfig(f *testing.F) {
	for _, seed := range []string{"\x12\x10", "\x2b\x92\x08\x00", "\x13\x88\x56\xe5\xa5\x48\x80", "\xf8\xe8\x40\x00", "\x12\x00\x05\x08\x05\x00\x20\x08\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		probetest.Guard(t, func() {
			c, ok := aac.ParseConfig(in)
			if ok && (c.SampleRate <= 0 || c.Codec() == "") {
				t.Errorf("accepted %+v", c)
			}
		})
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	profiles := map[int]string{1: "Main", 3: "SSR", 4: "LTP", 6: "Scalable", 17: "ER LC", 19: "ER LTP", 20: "ER Scalable", 22: "BSAC", 23: "LD", 34: "", 42: "xHE"}
	for object, want := range profiles {
		if got := (aac.Config{ObjectType: object}).Profile(); got != want {
			t.Errorf("object type %d: got profile %q; want %q", object, got, want)
		}
	}
	codecs := map[int]string{2: "aac", 7: "twinvq", 8: "celp", 9: "hvxc", 13: "mpeg4-synthesis", 32: "mp1", 33: "mp2", 34: "mp3", 35: "dst",
		36: "mp4als", 37: "mp4sls", 40: "smr", 42: "aac"}
	for object, want := range codecs {
		if got := (aac.Config{ObjectType: object}).Codec(); got != want {
			t.Errorf("object type %d: got codec %q; want %q", object, got, want)
		}
	}
}

func TestParseConfigOfOtherObjects(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]*bitstest.Writer{
		"depends on a core": (&bitstest.Writer{}).U(5, 2).U(4, 4).U(4, 2).Flags(0, 1).U(14, 0).Flags(0),
		"scalable":          (&bitstest.Writer{}).U(5, 6).U(4, 4).U(4, 2).Flags(0, 0, 0).U(3, 1),
		"ER LC":             (&bitstest.Writer{}).U(5, 17).U(4, 4).U(4, 2).Flags(0, 0, 1).U(3, 0).Flags(0).U(2, 0),
		"BSAC":              (&bitstest.Writer{}).U(5, 22).U(4, 4).U(4, 2).Flags(0, 0, 1).U(5, 0).U(11, 0).Flags(0).U(2, 0),
		"SBR on BSAC":       (&bitstest.Writer{}).U(5, 5).U(4, 7).U(4, 2).U(4, 4).U(5, 22).U(4, 2).Flags(0, 0, 1).U(16, 0).Flags(0),
	} {
		got, ok := aac.ParseConfig(w.Bytes())
		if !ok || got.SampleRate != 44100 || got.Channels != 2 || got.Codec() != "aac" {
			t.Errorf("%s: got %+v, %v; want 44,100 Hz stereo", name, got, ok)
		}
	}
}
