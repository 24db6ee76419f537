package probetest

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Parser is the form of every parser's Probe.
type Parser func(r *source.Reader, deep bool) media.Facts

// Read reads the facts of b.
func Read(probe Parser, b []byte, deep bool) media.Facts {
	r := source.New(context.Background(), bytes.NewReader(b), int64(len(b)), source.Budget{})
	return probe(r, deep)
}

// Kinds lists the kinds of damage, in the order found.
func Kinds(f media.Facts) []media.DamageKind {
	var list []media.DamageKind
	for _, d := range f.Damage {
		list = append(list, d.Kind)
	}
	return list
}

// Fuzz runs a parser over changed seeds at both depths. Whatever the bytes, it must stay within what Guard allows, and
// what it says must hold together.
func Fuzz(f *testing.F, probe Parser, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, deep := range []bool{false, true} {
			Guard(t, func() { sane(t, Read(probe, b, deep), len(b)) })
		}
	})
}

// sane fails t on facts that contradict themselves.
func sane(t *testing.T, f media.Facts, size int) {
	if f.MIME == "" {
		return
	}
	if f.Name == "" || f.Kind == "" {
		t.Errorf("type %s has no name or kind", f.MIME)
	}
	if f.Trailing < 0 || f.Trailing > int64(size) {
		t.Errorf("%d bytes trail in a file of %d", f.Trailing, size)
	}
	if p := f.Picture; p != nil && (p.Width < 0 || p.Height < 0 || p.Frames < 0 || p.MetadataBytes < 0 || p.MetadataBytes > int64(size)+8) {
		t.Errorf("a picture of %d × %d pixels, %d frames, %d bytes of metadata", p.Width, p.Height, p.Frames, p.MetadataBytes)
	}
	playable(t, f)
}

// playable fails t on durations and rates that are no numbers, which JSON cannot carry, or that run backwards.
func playable(t *testing.T, f media.Facts) {
	check := func(what string, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			t.Errorf("%s of %v", what, v)
		}
	}
	seconds := []*float64{f.Seconds}
	for _, v := range f.Video {
		seconds = append(seconds, v.Seconds)
		check("a frame rate", v.FrameRate)
		check("a pixel aspect", v.PixelAspect)
		check("a count", float64(min(v.Width, v.Height, v.Frames, int(v.Bytes))))
	}
	for _, a := range f.Audio {
		seconds = append(seconds, a.Seconds)
		check("a count", float64(min(a.Channels, a.SampleRate, int(a.Bytes))))
	}
	for _, s := range seconds {
		if s != nil {
			check("a duration", *s)
		}
	}
}
