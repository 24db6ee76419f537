package isobmff_test

import (
	"math"
	"testing"
)

// frames is a stream of n pictures.
func frames(n int) stream {
	kinds := make([]string, n)
	for i := range kinds {
		kinds[i] = "P"
	}
	kinds[0] = "I"
	return h264Stream(kinds...)
}

func TestTiming(t *testing.T) {
	t.Parallel()
	change := func(f func(*stream)) stream {
		s := frames(50)
		f(&s)
		return s
	}
	const whole = 1 << 16
	tests := []struct {
		name     string
		s        stream
		seconds  float64
		rate     float64
		variable bool
		edited   bool
	}{
		{"50 at 25", frames(50), 2, 25, false, false},
		{"29.97 in 600ths, rounded", change(func(s *stream) { s.timescale = 600; s.times = u32(49, 20, 1, 21) }), 1001.0 / 600, 29.97, false, false},
		{"milliseconds, rounded", change(func(s *stream) { s.timescale = 90000; s.times = u32(20, 2970, 10, 3060, 20, 2970) }), 1.66, 30.12, false, false},
		{"the last one longer", change(func(s *stream) { s.times = u32(49, 1, 1, 26) }), 3, 50.0 / 3, false, false},
		{"the first one longer", change(func(s *stream) { s.times = u32(1, 26, 49, 1) }), 3, 50.0 / 3, false, false},
		{"variable", change(func(s *stream) { s.times = u32(20, 1, 30, 2) }), 3.2, 15.6, true, false},
		{"more durations than samples", change(func(s *stream) { s.times = u32(1000000, 1) }), 2, 25, false, false},
		{"a negative duration counts as none", change(func(s *stream) { s.times = u32(49, 1, 1, 0xfffffff0) }), 2, 25, false, false},
		{"an edit of all", change(func(s *stream) { s.edits = u32(2000, 0, whole) }), 2, 25, false, false},
		{"an edit that skips reordering", change(func(s *stream) { s.edits = u32(2000, 5, whole); s.shifts = u32(50, 5) }), 2, 25, false, false},
		{"half a second cut off in front", change(func(s *stream) { s.edits = u32(1480, 13, whole) }), 1.48, 25, false, true},
		{"the second half cut off", change(func(s *stream) { s.edits = u32(1000, 0, whole) }), 1, 25, false, true},
		{"a pause in front", change(func(s *stream) { s.edits = u32(500, 0xffffffff, whole, 2000, 0, whole) }), 2, 25, false, true},
		{"two pieces", change(func(s *stream) { s.edits = u32(500, 0, whole, 500, 25, whole) }), 1, 25, false, true},
		{"at half speed", change(func(s *stream) { s.edits = u32(4000, 0, whole/2) }), 4, 25, false, true},
		{"an edit behind the end of the media", change(func(s *stream) { s.edits = u32(1000, 900, whole) }), 2, 25, false, true},
	}
	for _, test := range tests {
		f := probe(t, film("mp42", test.s), false)
		v := f.Video[0]
		if v.Seconds == nil || f.Seconds == nil || math.Abs(*v.Seconds-test.seconds) > 0.001 || math.Abs(*f.Seconds-test.seconds) > 0.001 {
			t.Errorf("%s: got %v and %v seconds; want %v", test.name, *v.Seconds, *f.Seconds, test.seconds)
		}
		if math.Abs(v.FrameRate-test.rate) > 0.03 || v.VariableRate != test.variable || v.Frames != 50 {
			t.Errorf("%s: got %d frames, %v per second, variable %v; want 50, %v, %v", test.name, v.Frames, v.FrameRate, v.VariableRate, test.rate, test.variable)
		}
		if f.Container.EditLists != test.edited {
			t.Errorf("%s: edit lists %v; want %v", test.name, f.Container.EditLists, test.edited)
		}
	}
}

func TestTimingOfTracks(t *testing.T) {
	t.Parallel()
	late := aacStream()
	late.edits = u32(1500, 0xffffffff, 1<<16, 70, 0, 1<<16)
	f := probe(t, film("mp42", frames(25), late), false)
	if got := *f.Seconds; math.Abs(got-1.5697) > 0.001 {
		t.Errorf("got %v seconds; want the end of the sound that begins at 1.5", got)
	}
	if got := *f.Audio[0].Seconds; math.Abs(got-3*1024/44100.0) > 0.001 {
		t.Errorf("sound: got %v seconds", got)
	}
	primed := aacStream()
	primed.edits = u32(46, 1024, 1<<16)
	if f := probe(t, film("mp42", primed), false); f.Container.EditLists || math.Abs(*f.Seconds-0.046) > 0.001 {
		t.Errorf("priming: got %v seconds, edit lists %v; want 0.046, and no edit", *f.Seconds, f.Container.EditLists)
	}
}

func TestTimingOfFragments(t *testing.T) {
	t.Parallel()
	empty := stream{handler: "vide", entry: avc1(spsMain)}
	uniform := func(count, size uint32) []byte {
		return box("moof", full("mfhd", 0, 0, u32(1)), box("traf", full("tfhd", 0, 0x020018, u32(1, 2, size)), full("trun", 0, 1, u32(count, 100))))
	}
	head := cat(ftyp("iso5"), moov(0, []stream{empty}, mvex(1)))
	each := full("trun", 0, 0x301, u32(3, 0, 1, 4, 2, 4, 3, 4))
	tests := []struct {
		name    string
		file    []byte
		frames  int
		seconds float64
	}{
		{"defaults of the fragment", cat(head, uniform(4, 19), box("mdat", pictures("P", "P", "P", "P")[0], make([]byte, 99))), 4, 8.0 / 25},
		{"a duration for each", cat(head, box("moof", box("traf", full("tfhd", 0, 0, u32(1)), each)), box("mdat", make([]byte, 99))), 3, 6.0 / 25},
		{"a track that the header does not know", cat(head, uniform(4, 19), box("moof", box("traf", full("tfhd", 0, 0, u32(9)), each)), box("mdat", make([]byte, 199))), 4, 8.0 / 25},
	}
	for _, test := range tests {
		f := probe(t, test.file, false)
		if got := f.Video[0]; got.Frames != test.frames || math.Abs(*got.Seconds-test.seconds) > 0.001 {
			t.Errorf("%s: got %d frames in %v seconds; want %d in %v", test.name, got.Frames, *got.Seconds, test.frames, test.seconds)
		}
	}
}
