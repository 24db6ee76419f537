package adts_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/adts"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// head is what the frames of a stream have in common.
type head struct {
	object, rate, channels byte // as the header codes them
	crc                    bool
	blocks                 byte // raw data blocks, less one
	body                   string
}

var stereo = head{object: 1, rate: 4, channels: 2, body: "\x21raw data"}

// frames repeats a frame.
func (h head) frames(n int) []byte {
	size := 7
	if h.crc {
		size = 9
	}
	length := size + len(h.body)
	b := make([]byte, size, length)
	b[0], b[1] = 0xff, 0xf1
	if h.crc {
		b[1] = 0xf0
	}
	b[2] = h.object<<6 | h.rate<<2 | h.channels>>2
	b[3] = h.channels<<6 | byte(length>>11)
	b[4] = byte(length >> 3)
	b[5] = byte(length<<5) | 0x1f
	b[6] = 0xfc | h.blocks
	return bytes.Repeat(append(b, h.body...), n)
}

// bits packs numbers of a given width each: 4, 0, 2, 1 is a zero of four bits and a one of two.
func bits(widthsAndValues ...int) string {
	var b []byte
	n := 0
	for i := 0; i < len(widthsAndValues); i += 2 {
		width, value := widthsAndValues[i], widthsAndValues[i+1]
		for bit := width - 1; bit >= 0; bit-- {
			if n%8 == 0 {
				b = append(b, 0)
			}
			b[n/8] |= byte(value>>bit&1) << (7 - n%8)
			n++
		}
	}
	return string(b)
}

// program configures LC at 44100 Hz with a single and a pair in front and one for low frequencies: four channels.
var program = []int{4, 0, 2, 1, 4, 4, 4, 2, 4, 0, 4, 0, 2, 1, 3, 0, 4, 0, 3, 0, 1, 0, 4, 0, 1, 1, 4, 1, 4, 0}

// id3 is a tag of n bytes.
func id3(n int) string {
	return "ID3\x04\x00\x00\x00\x00" + string([]byte{byte((n - 10) >> 7), byte((n - 10) & 127)}) + strings.Repeat("\x00", n-10)
}

func TestFacts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		file    []byte
		want    media.AudioTrack
		seconds float64
	}{
		"stereo LC": {stereo.frames(100), media.AudioTrack{Profile: "LC", Channels: 2, SampleRate: 44100}, 102400. / 44100},
		"mono Main": {head{0, 8, 1, false, 0, "x"}.frames(10), media.AudioTrack{Profile: "Main", Channels: 1, SampleRate: 16000}, 10240. / 16000},
		"checksums": {head{1, 3, 6, true, 0, "x"}.frames(10), media.AudioTrack{Profile: "LC", Channels: 6, SampleRate: 48000}, 10240. / 48000},
		"7.1":       {head{1, 3, 7, false, 0, "x"}.frames(10), media.AudioTrack{Profile: "LC", Channels: 8, SampleRate: 48000}, 10240. / 48000},
		"four blocks a frame": {head{1, 4, 2, false, 3, "x"}.frames(10), media.AudioTrack{Profile: "LC", Channels: 2, SampleRate: 44100},
			40960. / 44100},
		"channels in the stream": {head{1, 4, 0, false, 0, bits(append([]int{3, 5}, program...)...)}.frames(10),
			media.AudioTrack{Profile: "LC", SampleRate: 44100, Channels: 4}, 10240. / 44100},
		"channels in the stream, checksums": {head{1, 4, 0, true, 0, bits(append([]int{3, 5}, program...)...)}.frames(10),
			media.AudioTrack{Profile: "LC", SampleRate: 44100, Channels: 4}, 10240. / 44100},
		"tags around": {slices.Concat([]byte(id3(300)), stereo.frames(50), []byte("TAG"+strings.Repeat("\x00", 125))),
			media.AudioTrack{Profile: "LC", Channels: 2, SampleRate: 44100}, 51200. / 44100},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(adts.Probe, c.file, false)
			if f.MIME != "audio/aac" || len(f.Audio) != 1 || len(f.Damage) > 0 || f.Trailing != 0 {
				t.Fatalf("got %+v; want whole audio/aac of one track", f)
			}
			got := f.Audio[0]
			if *got.Seconds != c.seconds {
				t.Errorf("plays %v s; want %v", *got.Seconds, c.seconds)
			}
			c.want.Codec, c.want.Default = "aac", true
			got.Seconds, got.Bytes = nil, 0
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	whole := stereo.frames(20)
	cases := map[string]struct {
		file []byte
		want []media.DamageKind
	}{
		"whole":             {whole, nil},
		"last frame cut":    {whole[:len(whole)-3], []media.DamageKind{media.Suspect}},
		"two frames":        {stereo.frames(2), []media.DamageKind{media.Suspect}},
		"bytes before":      {slices.Concat([]byte("recorded in mid-frame"), whole), []media.DamageKind{media.Suspect}},
		"bytes between":     {slices.Concat(whole, []byte("junk \xff\xf1 junk"), whole), []media.DamageKind{media.Suspect}},
		"bytes behind":      {slices.Concat(whole, []byte("other")), []media.DamageKind{media.Suspect}},
		"other rate behind": {slices.Concat(whole, head{1, 3, 2, false, 0, "x"}.frames(10)), nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(adts.Probe, c.file, false)
			if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
				t.Errorf("%s%v", diff, f.Damage)
			}
			if cut := name == "last frame cut"; (f.Audio[0].Cut > 0) != cut || cut && f.Audio[0].CutAt != 19*1024./44100 {
				t.Errorf("%d bytes of a frame are there at %v s", f.Audio[0].Cut, f.Audio[0].CutAt)
			}
		})
	}
}

// What only looks like a frame is none.
func TestNotADTS(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]string{
		"empty":            "",
		"one header":       string(stereo.frames(1)[:7]) + strings.Repeat("a", 100),
		"a sync in text":   strings.Repeat("text \xff\xf1\x50\x80 text", 50),
		"a cut lone frame": string(stereo.frames(1)[:10]),
		"MP3":              strings.Repeat("\xff\xfb\x90\x00"+strings.Repeat("\x00", 413), 10),
		"FLAC":             "fLaC" + strings.Repeat("\xff\xf8\x69\x18\x00\x00", 9),
	} {
		if f := probetest.Read(adts.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%s is taken for %s with damage %v", name, f.MIME, f.Damage)
		}
	}
}

func TestADIF(t *testing.T) {
	t.Parallel()
	constant := "ADIF" + bits(append([]int{1, 0, 2, 0, 1, 0, 23, 128000, 4, 0, 20, 0}, program...)...)
	marked := "ADIF" + bits(append([]int{1, 1, 24, 1, 24, 2, 24, 3, 2, 0, 1, 1, 23, 128000, 4, 0}, program...)...)
	want := []media.AudioTrack{{Codec: "aac", Profile: "LC", SampleRate: 44100, Channels: 4, Default: true}}
	for name, file := range map[string]string{"constant rate": constant, "copyright, variable rate": marked} {
		f := probetest.Read(adts.Probe, []byte(file), false)
		if diff := cmp.Diff(want, f.Audio); diff != "" || f.Container.Format != "adif" || f.Undecided["duration"] == "" {
			t.Errorf("%s: %s%v", name, diff, f.Undecided)
		}
		if len(f.Damage) != 1 || f.Damage[0].Kind != media.Corrupt {
			t.Errorf("%s: %v, want one for what players do not read", name, f.Damage)
		}
	}
	if f := probetest.Read(adts.Probe, []byte(constant[:8]), false); len(f.Damage) != 1 || f.Damage[0].Kind != media.Corrupt {
		t.Errorf("cut: %v", f.Damage)
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, adts.Probe, stereo.frames(5), head{1, 3, 0, true, 1, "\xa0\x48\x80\x00\x00\x00\x00"}.frames(4),
		slices.Concat([]byte(id3(40)), stereo.frames(3), []byte("TAG"+strings.Repeat("\x00", 125))),
		slices.Concat([]byte("junk"), stereo.frames(8), []byte("junk\xff\xf1"), stereo.frames(2)),
		[]byte("ADIF"+bits(append([]int{1, 0, 2, 0, 1, 0, 23, 128000, 4, 0, 20, 0}, program...)...)))
}
