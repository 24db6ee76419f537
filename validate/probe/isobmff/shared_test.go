package isobmff_test

import (
	"bytes"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

// repeated is a film of n samples that are all the same bytes, in chunks of one sample each.
func repeated(n uint32, padding int) []byte {
	s := h264Stream("I")
	sample := uint32(len(s.samples[0]))
	build := func(offset int) []byte {
		trak := s.trak(1, offset)
		for kind, b := range map[string][]byte{
			"stts": u32(1, n, 1),
			"stsc": u32(1, 1, 1, 1),
			"stco": cat(u32(n), bytes.Repeat(u32(uint32(offset)), int(n))),
			"stsz": u32(sample, n),
		} {
			trak = replaced(trak, full(kind, 0, 0, b), "mdia", "minf", "stbl")
		}
		return cat(ftyp("mp42"), box("moov", mvhd(), trak))
	}
	return cat(build(len(build(0))+8), box("mdat", s.samples[0], make([]byte, padding)))
}

// replaced is a box in which the one of the same kind, inside the boxes of a path, is another.
func replaced(b, with []byte, path ...string) []byte {
	var parts [][]byte
	for body := b[8:]; len(body) >= 8; {
		n := int(be32(body))
		child := body[:n]
		switch kind := string(child[4:8]); {
		case len(path) > 0 && kind == path[0]:
			child = replaced(child, with, path[1:]...)
		case len(path) == 0 && kind == string(with[4:8]):
			child = with
		}
		parts, body = append(parts, child), body[n:]
	}
	return box(string(b[4:8]), parts...)
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func TestSamplesThatAreTheSameBytes(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		file    []byte
		damaged bool
	}{
		"one sample":                         {repeated(1, 0), false},
		"a sample shown twice":               {repeated(2, 100), false},
		"a sample shown 2,000 times":         {repeated(2000, 0), true},
		"padded to the size that they claim": {repeated(2000, 200_000), true},
	} {
		if f := probe(t, c.file, false); hasDamage(f, media.Corrupt) != c.damaged {
			t.Errorf("%s: damage is %v; want it: %v", what, f.Damage, c.damaged)
		}
	}
}

// Tracks that each keep to the file may ask for more than it holds together.
func TestTracksThatAreTheSameBytes(t *testing.T) {
	t.Parallel()
	same := func(tracks int) []byte {
		s := aacStream()
		s.samples = append(s.samples, make([]byte, 5000))
		build := func(offset int) []byte {
			parts := [][]byte{mvhd()}
			for i := range tracks {
				parts = append(parts, s.trak(uint32(i+1), offset))
			}
			return cat(ftyp("mp42"), box("moov", parts...))
		}
		return cat(build(len(build(0))+8), box("mdat", s.samples...))
	}
	if f := probe(t, same(1), false); hasDamage(f, media.Corrupt) {
		t.Errorf("one track: %v", f.Damage)
	}
	if f := probe(t, same(20), false); !hasDamage(f, media.Corrupt) {
		t.Errorf("20 tracks of the same bytes: %v; want damage", f.Damage)
	}
}
