package opus_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/probe/opus"
)

// TestFrames cuts packets of every code (RFC 6716 section 3.2).
func TestFrames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	cases := map[string]struct {
		packet string
		frames []string
	}{
		"one":                           {"\xf8abc", []string{"abc"}},
		"one of no bytes":               {"\xf8", []string{""}},
		"two equal":                     {"\xf9abcd", []string{"ab", "cd"}},
		"two that are not":              {"\xf9abc", nil},
		"two of two lengths":            {"\xfa\x01abc", []string{"a", "bc"}},
		"two, the first long":           {"\xfa\xfc\x0c" + long + "z", []string{long, "z"}},
		"two, the first longer":         {"\xfa\x09abc", nil},
		"two without a length":          {"\xfa", nil},
		"three equal":                   {"\xfb\x03abcdef", []string{"ab", "cd", "ef"}},
		"three that are not":            {"\xfb\x03abcde", nil},
		"three of three lengths":        {"\xfb\x83\x01\x00abc", []string{"a", "", "bc"}},
		"three, lengths missing":        {"\xfb\x83\x01", nil},
		"three, lengths too large":      {"\xfb\x83\x09\x01abc", nil},
		"three with padding":            {"\xfb\x43\x02abcdef\x00\x00", []string{"ab", "cd", "ef"}},
		"more padding than bytes":       {"\xfb\x43\x09abcdef", nil},
		"padding without end":           {"\xfb\x43\xff", nil},
		"254 bytes of padding and more": {"\xfb\x41\xff\x01ab" + strings.Repeat("\x00", 255), []string{"ab"}},
		"none":                          {"\xfb\x00", nil},
		"over 120 ms":                   {"\xfb\x07abcdefg", nil},
		"a header":                      {"OpusHead\x01\x01\x38\x01", nil},
		"nothing":                       {"", nil},
		"too long":                      {"\xf8" + strings.Repeat("x", 1276), nil},
	}
	for name, c := range cases {
		frames, ok := opus.Frames([]byte(c.packet))
		var got []string
		for _, f := range frames {
			got = append(got, string(f))
		}
		if diff := cmp.Diff(c.frames, got); diff != "" || ok != (c.frames != nil) {
			t.Errorf("%s: ok %v %s", name, ok, diff)
		}
	}
}

// Frames that are joined come apart again as they were.
func TestJoin(t *testing.T) {
	t.Parallel()
	for _, lengths := range [][]int{{0}, {3}, {3, 3, 3}, {0, 0, 0}, {1, 2, 3}, {251, 252, 253}, {254, 255, 1275}, {1275, 1275, 1275}, {1275, 256}} {
		var frames [][]byte
		for i, n := range lengths {
			frames = append(frames, bytes.Repeat([]byte{byte(i + 1)}, n))
		}
		packet := opus.Join(0x48, frames)
		got, ok := opus.Frames(packet)
		samples, _ := opus.Samples(packet[:min(len(packet), 3)], len(packet))
		if !ok || !slices.EqualFunc(frames, got, bytes.Equal) || samples != int64(960*len(lengths)) || packet[0] != 0x4b {
			t.Errorf("frames of %v bytes: ok %v, %d samples, TOC %#x", lengths, ok, samples, packet[0])
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	stereo := "OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\xff\xff\x00"
	h, ok := opus.ReadHead([]byte(stereo))
	if want := (opus.Head{Version: 1, Channels: 2, PreSkip: 312, InputRate: 48000, Gain: -1, Streams: 1}); !ok || h != want {
		t.Errorf("got %+v %v, want %+v", h, ok, want)
	}
	surround := stereo[:9] + "\x06" + stereo[10:18] + "\x01\x04\x02\x00\x04\x01\x02\x03\x05"
	if h, ok = opus.ReadHead([]byte(surround)); !ok || h.Streams != 4 || h.Family != 1 {
		t.Errorf("surround: %+v %v", h, ok)
	}
	for _, bad := range []string{"", "OpusTags", stereo[:18], stereo[:9] + "\x00" + stereo[10:]} {
		if _, ok := opus.ReadHead([]byte(bad)); ok {
			t.Errorf("%q is taken for a header", bad)
		}
	}
	tags, ok := opus.ReadTags([]byte("OpusTags\x04\x00\x00\x00Lavf\x02\x00\x00\x00"))
	if !ok || tags != (opus.Tags{Vendor: "Lavf", Comments: 2}) {
		t.Errorf("tags: %+v %v", tags, ok)
	}
	for _, bad := range []string{"", "OpusTags", "OpusTags\x04\x00\x00\x00Lav", "OpusTags\xff\xff\xff\xffLavf"} {
		if _, ok := opus.ReadTags([]byte(bad)); ok {
			t.Errorf("%q is taken for tags", bad)
		}
	}
}

// FuzzFrames cuts any packet, and what is valid is the same after it is joined.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{"\xf8abc", "\xf9abcd", "\xfa\x01abc", "\xfb\x83\x01\x00abc", "\xfb\x43\x02abcdef\x00\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		frames, ok := opus.Frames(packet)
		if !ok {
			return
		}
		samples, _ := opus.Samples(packet, len(packet))
		if samples != int64(len(frames))*opus.FrameSamples(packet[0]) {
			t.Errorf("%d frames in %d samples", len(frames), samples)
		}
		again, ok := opus.Frames(opus.Join(packet[0]&^3, frames))
		if !ok || !slices.EqualFunc(frames, again, bytes.Equal) {
			t.Errorf("%d frames became %d", len(frames), len(again))
		}
	})
}
