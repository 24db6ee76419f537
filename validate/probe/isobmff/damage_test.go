package isobmff_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

// patch overwrites bytes of the n-th box of a kind, counted from the end of its header.
func patch(file []byte, kind string, n, at int, with []byte) []byte {
	out := append([]byte(nil), file...)
	from := 0
	for range n {
		from += bytes.Index(out[from:], []byte(kind)) + 4
	}
	copy(out[from+at:], with)
	return out
}

// without renames a box, so that it is not found.
func without(file []byte, kind string) []byte {
	return bytes.Replace(file, []byte(kind), []byte("skip"), 1)
}

// resize adds to the length of the first box of a kind.
func resize(file []byte, kind string, by int) []byte {
	out := append([]byte(nil), file...)
	at := bytes.Index(out, []byte(kind)) - 4
	binary.BigEndian.PutUint32(out[at:], uint32(int(binary.BigEndian.Uint32(out[at:]))+by))
	return out
}

func TestDamage(t *testing.T) {
	t.Parallel()
	good := film("mp42", h264Stream("I", "P", "P", "P"), aacStream())
	goodLate := late("mp42", h264Stream("I", "P", "P", "P"), aacStream())
	n := len(good)
	video := func(change func(*stream)) []byte {
		s := h264Stream("I", "P", "P", "P")
		change(&s)
		return film("mp42", s)
	}
	empty := stream{handler: "vide", entry: avc1(spsMain)}
	header := cat(ftyp("iso5"), moov(0, []stream{empty}, mvex(1)))
	alias := box("alis", u32(0), make([]byte, 90))
	tests := []struct {
		name   string
		file   []byte
		kind   media.DamageKind // empty: none
		detail string
	}{
		{"whole", good, "", ""},
		{"whole, moov last", goodLate, "", ""},
		{"mdat cut", good[:n-5], media.Truncated, "ends 5 bytes after the end of the file: 1 of 7 samples are missing"},
		{"mdat cut to its header", good[:n-len(cat(h264Stream("I", "P", "P", "P").samples...))-30], media.Truncated, "7 of 7 samples are missing"},
		{"mdat says too much", resize(good, "mdat", 9), media.Suspect, "9 bytes after the end of the file, but no sample is missing"},
		{"mdat up to the end", patch(good, "mdat", 1, -8, u32(0)), "", ""},
		{"mdat up to the end, cut", patch(good, "mdat", 1, -8, u32(0))[:n-5], media.Truncated, "1 of 3 samples of track 2 (sound) stand behind the end"},
		{"free says too much", cat(good, u32(99), []byte("free")), media.Suspect, "free"},
		{"header cut", goodLate[:len(goodLate)-200], media.Truncated, "moov at byte"},
		{"header gone, mdat cut", goodLate[:100], media.Truncated, "no header (moov) stands before it"},
		{"header gone", cat(ftyp("mp42"), mdat([]stream{h264Stream("I")})), media.NoContent, "moov"},
		{"ftyp alone", ftyp("mp42"), media.NoContent, "moov"},
		{"junk behind ftyp", cat(ftyp("mp42"), bytes.Repeat([]byte{0xff}, 99)), media.Corrupt, "no box begins at byte 16"},
		{"media segment", fragment(0, pictures("I")), media.NoContent, "piece of a stream"},
		{"init segment", header, media.NoContent, "init segment"},
		{"header without samples", film("mp42", empty), media.NoContent, "no track holds any samples"},
		{"no tracks", film("mp42"), media.NoContent, "no track of pictures or sound"},
		{"text alone", film("mp42", stream{handler: "text", entry: box("tx3g"), samples: [][]byte{{1}}}), media.NoContent, "no track of pictures or sound"},
		{"one track empty", film("mp42", h264Stream("I"), stream{handler: "soun", entry: aacStream().entry}), media.Suspect, "1 of 2 tracks"},
		{"empty samples", film("mp42", stream{handler: "soun", entry: aacStream().entry, samples: [][]byte{{}, {}}}), media.NoContent, "all 2 samples are empty"},
		{"last fragment cut", fragmented(0)[:len(fragmented(0))-4], media.Truncated, "1 of 8 samples are missing"},
		{"samples inside their moof", patch(fragmented(0x020000), "trun", 1, 8, u32(8)), media.Corrupt, "stand inside the header"},
		{"moof cut", cat(header, fragment(0, pictures("I", "P"))[:40]), media.Truncated, "moof at byte"},
		{"no sample description", video(func(s *stream) { s.entry = nil }), media.Corrupt, "does not say how it is coded"},
		{"format wiped out", video(func(s *stream) { s.entry = visual("\x00\x00\x00\x00", 1, 1) }), media.Corrupt, "without a format"},
		{"no clock", patch(good, "mdhd", 1, 12, u32(0)), media.Corrupt, "timescale is 0"},
		{"media elsewhere", video(func(s *stream) { s.data = alias }), media.NoContent, "in another file"},
		{"no stsc", without(good, "stsc"), media.Corrupt, "lacks its chunks"},
		{"no stco", without(good, "stco"), media.Corrupt, "lacks its chunks"},
		{"no stts", without(good, "stts"), media.Corrupt, "lacks its chunks"},
		{"no stsz", without(film("mp42", h264Stream("I")), "stsz"), media.NoContent, "no track holds any samples"},
		{"a chunk that is not there", patch(good, "stsc", 1, 8, u32(7)), media.Corrupt, "speaks of chunk 7, but has only 1"},
		{"too few samples in the chunks", patch(good, "stsc", 1, 12, u32(2)), media.Corrupt, "leads to 2 of its 4 samples"},
		{"more rows than there is room for", patch(good, "stts", 1, 4, u32(0xff000001)), media.Corrupt, "4278190081 rows, but there is room for 1"},
		{"chunks behind the end", patch(good, "stco", 1, 8, u32(1<<30)), media.Corrupt, "4 of 4 samples of track 1 (video) stand behind the end"},
		{"chunks inside the header", patch(good, "stco", 1, 8, u32(100)), media.Corrupt, "stand inside the header"},
		{"chunks outside the media data", patch(cat(good, box("free", make([]byte, 3000))), "stco", 1, 8, u32(uint32(n+100))), media.Corrupt,
			"4 of 4 samples of track 1 (video) stand outside the media data"},
		{"a chunk that begins before the media data", patch(goodLate, "stco", 2, 8, u32(18)), media.Corrupt,
			"of 3 samples of track 2 (sound) stand outside the media data"},
		{"media data of too small a size", resize(good, "mdat", -9), "", ""},
		{"no media data", cat(ftyp("mp42"), moov(2000, []stream{aacStream()}), box("free", make([]byte, 3000))), media.Corrupt, "no media data (mdat)"},
		{"a sample larger than the file", patch(good, "stsz", 1, 16, u32(1<<31)), media.Truncated, "samples of track 1 (video) stand behind the end"},
		{"no parameter set", video(func(s *stream) { s.entry = visual("avc1", 9, 9, avcC(77, 10)) }), media.Corrupt, "no readable H.264 parameter set"},
		{"a NAL unit that is too long", patch(good, "mdat", 1, 0, u32(999)), media.Corrupt, "1 of 4 samples of track 1 (video) cannot be decoded: a NAL unit of 999 bytes in a sample of"},
		{"a NAL unit of no bytes", patch(good, "mdat", 1, 0, u32(0)), media.Corrupt, "1 of 4 samples of track 1 (video) cannot be decoded: a NAL unit of 0 bytes"},
		{"avcC of another profile", video(func(s *stream) { s.entry = visual("avc1", 128, 96, avcC(100, spsMain[3], spsMain)) }), media.Suspect,
			"(avcC) of track 1 (video) says profile 100"},
		{"avcC of another level", video(func(s *stream) { s.entry = visual("avc1", 128, 96, avcC(spsMain[1], 51, spsMain)) }), media.Suspect,
			"and level 51"},
		{"forbidden bit", patch(good, "mdat", 1, 4, []byte{0x89}), media.Corrupt, "forbidden bit"},
		{"a slice of no kind", patch(good, "mdat", 1, 19, []byte{0x41, 0x8b}), media.Corrupt, "a slice header that no slice can have"},
		{"a slice without its set", patch(good, "mdat", 1, 19, []byte{0x65, 0x88, 0x40}), media.Corrupt, "missing picture parameter set"},
		{"AAC without esds", film("mp42", stream{handler: "soun", entry: sound("mp4a", 2, 16, 44100), samples: [][]byte{{1}}}), media.Corrupt, "esds) is missing"},
		{"AAC with an empty configuration", film("mp42", stream{handler: "soun", entry: sound("mp4a", 2, 16, 44100, esds(0x40, "")), samples: [][]byte{{1}}}), media.Corrupt, "is empty"},
		{"AAC with a wrong configuration", film("mp42", stream{handler: "soun", entry: sound("mp4a", 2, 16, 44100, esds(0x40, "\x00\x00")), samples: [][]byte{{1}}}), media.Corrupt, "cannot be read"},
		{"start codes without avcC", film("mp42", stream{handler: "vide", entry: visual("avc1", 128, 96), samples: [][]byte{
			cat([]byte{0, 0, 0, 1}, spsMain, []byte{0, 0, 1}, pps, []byte{0, 0, 1}, slices['I'])}}), media.Suspect, "avcC) is missing"},
		{"two codecs", video(func(s *stream) { s.entry = cat(s.entry, visual("hvc1", 9, 9)) }), media.Suspect, "changes its codec from avc1 to hvc1"},
		{"a box that runs past its parent", resize(good, "stbl", 4), media.Suspect, "box stbl of track 1 (video) runs past"},
		{"tracks without end", film("mp42", append(make([]stream, 130), h264Stream("I"))...), media.Suspect, "more than 128 tracks"},
	}
	for _, test := range tests {
		f := probe(t, test.file, false)
		if test.kind == "" {
			if len(f.Damage) > 0 {
				t.Errorf("%s: got %v; want no damage", test.name, f.Damage)
			}
			continue
		}
		found := false
		for _, d := range f.Damage {
			found = found || d.Kind == test.kind && strings.Contains(d.Detail, test.detail)
		}
		if !found {
			t.Errorf("%s: got %v; want %s with %q", test.name, f.Damage, test.kind, test.detail)
		}
	}
}

func TestCertainDamageAlone(t *testing.T) {
	t.Parallel()
	good := film("mp42", h264Stream("I", "P", "P", "P"), aacStream())
	for n := 8; n < len(good); n++ {
		f := probe(t, good[:n], true)
		if !hasDamage(f, media.Truncated) && !hasDamage(f, media.NoContent) && !hasDamage(f, media.Corrupt) {
			t.Errorf("cut to %d of %d bytes: got %v; want certain damage", n, len(good), f.Damage)
		}
	}
}
