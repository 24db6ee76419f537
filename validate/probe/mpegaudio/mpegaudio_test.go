package mpegaudio_test

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/mpegaudio"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// frame is one frame with a header of four bytes, filled up to its length.
func frame(header string, length int) string {
	return header + strings.Repeat("\x55", length-len(header))
}

// Frames of 128 kbit/s at 44100 Hz without padding, and of the other versions and layers.
var (
	stereo = frame("\xff\xfb\x90\x00", 417)
	mono   = frame("\xff\xfb\x90\xc0", 417)
	low    = frame("\xff\xf3\x80\x00", 208) // MPEG 2, 64 kbit/s, 22050 Hz
	lower  = frame("\xff\xe3\x18\xc0", 72)  // MPEG 2.5, 8 kbit/s, 8000 Hz
	layer2 = frame("\xff\xfd\x84\x00", 384) // 128 kbit/s, 48000 Hz
	layer1 = frame("\xff\xff\x50\x00", 172) // 160 kbit/s, 44100 Hz; slots of four bytes
)

func id3(body string) string {
	return "ID3\x03\x00\x00\x00\x00" + string([]byte{byte(len(body) >> 7), byte(len(body) & 127)}) + body
}

var id3v1 = "TAG" + strings.Repeat("x", 125)

// xing is a first frame with the tag of variable rate: a count of frames and of bytes, and what LAME added.
func xing(frames, bytes, delay, padding uint32) string {
	b := []byte("\xff\xfb\x90\x00" + strings.Repeat("\x00", 32) + "Xing\x00\x00\x00\x0f")
	b = binary.BigEndian.AppendUint32(b, frames)
	b = binary.BigEndian.AppendUint32(b, bytes)
	b = append(b, make([]byte, 104)...)
	b = append(b, "LAME3.100"+strings.Repeat("\x00", 12)...)
	delays := delay<<12 | padding
	b = append(b, byte(delays>>16), byte(delays>>8), byte(delays))
	return frame(string(b), 417)
}

func vbri(frames, bytes uint32) string {
	b := []byte("\xff\xfb\x90\x00" + strings.Repeat("\x00", 32) + "VBRI\x00\x01\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, bytes)
	return frame(string(binary.BigEndian.AppendUint32(b, frames)), 417)
}

func TestFacts(t *testing.T) {
	t.Parallel()
	track := func(codec string, channels, rate int) media.AudioTrack {
		return media.AudioTrack{Codec: codec, Channels: channels, SampleRate: rate, Default: true}
	}
	cases := map[string]struct {
		file    string
		want    media.AudioTrack
		seconds float64
	}{
		"constant rate":  {strings.Repeat(stereo, 100), track("mp3", 2, 44100), 115200. / 44100},
		"mono":           {strings.Repeat(mono, 100), track("mp3", 1, 44100), 115200. / 44100},
		"MPEG 2":         {strings.Repeat(low, 100), track("mp3", 2, 22050), 57600. / 22050},
		"MPEG 2.5":       {strings.Repeat(lower, 100), track("mp3", 1, 8000), 7.2},
		"layer II":       {strings.Repeat(layer2, 100), track("mp2", 2, 48000), 2.4},
		"layer I":        {strings.Repeat(layer1, 100), track("mp1", 2, 44100), 38400. / 44100},
		"variable rate":  {strings.Repeat(stereo+frame("\xff\xfb\xb0\x00", 626), 50), track("mp3", 2, 44100), 115200. / 44100},
		"tags around":    {id3(strings.Repeat("\x00", 500)) + strings.Repeat(stereo, 10) + id3v1, track("mp3", 2, 44100), 11520. / 44100},
		"zeros in front": {strings.Repeat("\x00", 500) + strings.Repeat(stereo, 10), track("mp3", 2, 44100), 11520. / 44100},
		"Xing":           {xing(10, 4170, 576, 1000) + strings.Repeat(stereo, 10), track("mp3", 2, 44100), (11520. - 1576) / 44100},
		"VBRI":           {vbri(10, 4170) + strings.Repeat(stereo, 10), track("mp3", 2, 44100), 11520. / 44100},
		"free format":    {strings.Repeat(frame("\xff\xfb\x00\x00", 321), 20), track("mp3", 2, 44100), 23040. / 44100},
		"wrong tag length": {"ID3\x03\x00\x00\x00\x01\x00\x00" + strings.Repeat(stereo, 10),
			track("mp3", 2, 44100), 11520. / 44100},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(mpegaudio.Probe, []byte(c.file), false)
			if f.MIME != "audio/mpeg" || len(f.Audio) != 1 || len(f.Damage) > 0 || f.Trailing != 0 {
				t.Fatalf("got %+v; want whole audio/mpeg of one track", f)
			}
			got := f.Audio[0]
			if math.Abs(*got.Seconds-c.seconds) > 1e-9 {
				t.Errorf("plays %v s; want %v", *got.Seconds, c.seconds)
			}
			got.Seconds, got.Bytes = nil, 0
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Layers I and II travel under the type of MP3 and are told apart by name.
func TestNames(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][2]string{
		stereo: {"MP3 audio", ".mp3"}, layer2: {"MPEG audio, layer II", ".mp2"}, layer1: {"MPEG audio, layer I", ".mp1"},
	} {
		f := probetest.Read(mpegaudio.Probe, []byte(strings.Repeat(file, 5)), false)
		if got := [2]string{f.Name, f.Extension}; got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat(stereo, 10)
	suspect, none := []media.DamageKind{media.Suspect}, []media.DamageKind{media.NoContent}
	cases := map[string]struct {
		file string
		want []media.DamageKind
	}{
		"whole":                 {whole, nil},
		"last frame cut":        {whole[:len(whole)-100], suspect},
		"one frame":             {stereo, suspect},
		"two frames":            {stereo + stereo, suspect},
		"cut to a fraction":     {xing(1000, 417000, 0, 0) + whole, suspect},
		"a wrong count":         {xing(1000, 4170, 0, 0) + whole, suspect},
		"a count without bytes": {xing(1000, 0, 0, 0) + whole, suspect},
		"a little short":        {xing(10, 4170, 0, 0) + whole[:417*9], nil},
		"much junk in front":    {strings.Repeat("junk", 3000) + whole, suspect},
		"much junk between":     {whole + strings.Repeat("junk", 3000) + whole, suspect},
		"much junk behind":      {whole + strings.Repeat("junk", 3000), suspect},
		"little junk between":   {whole + "junk" + whole, nil},
		"a tag and nothing":     {id3(strings.Repeat("\x00", 100)), none},
		"a tag and junk":        {id3("\x00\x00") + strings.Repeat("junk", 100), none},
		"a tag and a far frame": {id3("\x00\x00") + "\x00\x00\x00" + stereo, none},
		"a tag cut":             {id3(strings.Repeat("\x00", 100))[:60], []media.DamageKind{media.Truncated}},
		"the count alone":       {xing(10, 4170, 0, 0) + stereo[:100] + "", append(slices.Clone(none), media.Suspect)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(mpegaudio.Probe, []byte(c.file), false)
			if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
				t.Errorf("%s%v", diff, f.Damage)
			}
		})
	}
}

// TestCutFrame says how much is there of a last frame that is cut, and where it would begin for a player.
func TestCutFrame(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat(stereo, 10)
	for name, c := range map[string]struct {
		file string
		cut  int64
		at   float64
	}{
		"whole":          {whole, 0, 0},
		"cut":            {whole[:len(whole)-100], 317, 9 * 1152. / 44100},
		"with a delay":   {xing(10, 4170, 576, 0) + whole[:len(whole)-100], 317, (9*1152 - 576 - 529) / 44100.},
		"cut in an ID3":  {whole + "TAG", 0, 0},
		"its first byte": {whole + stereo[:4], 4, 10 * 1152. / 44100},
	} {
		f := probetest.Read(mpegaudio.Probe, []byte(c.file), false)
		if len(f.Audio) != 1 || f.Audio[0].Cut != c.cut || f.Audio[0].CutAt != c.at {
			t.Errorf("%s: got %+v, want %d bytes at %v s", name, f.Audio, c.cut, c.at)
		}
	}
}

// What merely holds a sync word is no MPEG audio.
func TestNotMPEGAudio(t *testing.T) {
	t.Parallel()
	noise, seed := make([]byte, 1<<20), uint32(1)
	for i := range noise {
		seed = seed*1664525 + 1013904223
		noise[i] = byte(seed >> 24)
	}
	for name, file := range map[string]string{
		"empty":                    "",
		"text":                     strings.Repeat("caf\xff\xfb\x90\x00 au lait\n", 100),
		"noise":                    string(noise),
		"ones":                     strings.Repeat("\xff", 5000),
		"a lone frame":             stereo + "and more",
		"a lone frame of layer II": layer2,
		"headers in a row":         strings.Repeat("\xff\xfb\x90\x00", 500),
		"ADTS":                     strings.Repeat("\xff\xf1\x50\x80\x02\x1f\xfc"+strings.Repeat("a", 9), 50),
		"a tag before FLAC":        id3("\x00\x00") + "fLaC\x00\x00\x00\x22",
		"a tag before True Audio":  id3("\x00\x00") + "TTA1",
		"a tag before Musepack":    id3("\x00\x00") + "MP+\x07",
		"text about tags":          "ID3 tags are read by most players",
	} {
		if f := probetest.Read(mpegaudio.Probe, []byte(file), false); f.MIME != "" {
			t.Errorf("%s is taken for %s with %v", name, f.Name, f.Audio)
		}
	}
}

func TestCoverArt(t *testing.T) {
	t.Parallel()
	picture := id3("APIC\x00\x00\x00\x05\x00\x00image")
	f := probetest.Read(mpegaudio.Probe, []byte(picture+strings.Repeat(stereo, 5)), false)
	if !f.Container.CoverArt || len(f.Damage) > 0 {
		t.Errorf("cover art %v, damage %v", f.Container.CoverArt, f.Damage)
	}
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range []string{
		strings.Repeat(stereo, 4), strings.Repeat(lower, 8), strings.Repeat(layer2, 3), strings.Repeat(layer1, 4) + id3v1,
		xing(3, 1251, 576, 1000) + strings.Repeat(stereo, 3), vbri(3, 1251) + strings.Repeat(stereo, 3),
		strings.Repeat(frame("\xff\xfb\x00\x00", 99), 8), id3("\x00\x00") + "junk" + strings.Repeat(low, 4),
	} {
		seeds = append(seeds, []byte(s))
	}
	probetest.Fuzz(f, mpegaudio.Probe, seeds...)
}
