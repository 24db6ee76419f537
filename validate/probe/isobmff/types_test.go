package isobmff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
)

func TestTypes(t *testing.T) {
	t.Parallel()
	video, audio := h264Stream("I"), aacStream()
	tests := []struct {
		name, file, mime, title, extension, format string
		kind                                       media.Kind
	}{
		{"mp4", string(film("mp42", video, audio)), "video/mp4", "MP4 video (H.264, AAC)", ".mp4", "mp4", media.Video},
		{"video alone", string(film("isom", video)), "video/mp4", "MP4 video (H.264)", ".mp4", "mp4", media.Video},
		{"audio alone", string(film("mp42", audio)), "audio/mp4", "MP4 audio (AAC)", ".m4a", "mp4", media.Audio},
		{"M4A with a picture track", string(film("M4A ", audio, video)), "video/mp4", "MP4 video (H.264, AAC)", ".mp4", "mp4", media.Video},
		{"M4V", string(film("M4V ", video)), "video/mp4", "MP4 video (H.264)", ".mp4", "mp4", media.Video},
		{"F4V", string(film("F4V ", video)), "video/mp4", "MP4 video (H.264)", ".mp4", "mp4", media.Video},
		{"3gp", string(film("3gp5", video)), "video/3gpp", "3GPP video (H.264)", ".3gp", "3gpp", media.Video},
		{"3gp sound", string(film("3gp4", audio)), "audio/3gpp", "3GPP audio (AAC)", ".3gp", "3gpp", media.Audio},
		{"3g2", string(film("3g2a", video)), "video/3gpp2", "3GPP2 video (H.264)", ".3g2", "3gpp2", media.Video},
		{"QuickTime", string(film("qt  ", video)), "video/quicktime", "QuickTime movie (H.264)", ".mov", "quicktime", media.Video},
		{"QuickTime sound", string(film("qt  ", audio)), "audio/quicktime", "QuickTime audio (AAC)", ".mov", "quicktime", media.Audio},
		{"without ftyp", string(cat(box("wide"), mdat([]stream{video}), moov(16, []stream{video}))), "video/quicktime",
			"QuickTime movie (H.264)", ".mov", "quicktime", media.Video},
		{"unknown brand", string(film("what", video)), "video/mp4", "MP4 video (H.264)", ".mp4", "mp4", media.Video},
		{"unknown brand of a 3GP file", string(cat(ftyp("what", "3gp6"), moov(0, []stream{video}))), "video/3gpp",
			"3GPP video (H.264)", ".3gp", "3gpp", media.Video},
		{"Motion JPEG 2000", string(film("mjp2", video)), "video/mj2", "Motion JPEG 2000 video (H.264)", ".mj2", "mj2", media.Video},
		{"M4A without tracks", string(cat(ftyp("M4A "), moov(0, nil))), "audio/mp4", "MP4 audio", ".m4a", "mp4", media.Audio},
		{"piece of a stream", string(cat(box("styp", []byte("msdh"), u32(0)), box("moof"), box("mdat", u32(1)))), "video/mp4", "MP4 video", ".mp4", "mp4", media.Video},
		{"film with an image brand", string(film("mif1", video)), "video/mp4", "MP4 video (H.264)", ".mp4", "mp4", media.Video},
	}
	for _, test := range tests {
		f := probe(t, []byte(test.file), false)
		got := []string{f.MIME, f.Name, f.Extension, f.Container.Format, string(f.Kind)}
		want := []string{test.mime, test.title, test.extension, test.format, string(test.kind)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestContainer(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	video := h264Stream("I", "P", "P")
	cover := box("udta", full("meta", 0, 0, full("hdlr", 0, 0, u32(0), []byte("mdir"), make([]byte, 13)),
		box("ilst", box("covr", box("data", make([]byte, 64))))))
	quickTimeMeta := box("meta", full("hdlr", 0, 0, u32(0), []byte("mdta"), make([]byte, 13)), box("ilst", box("covr", make([]byte, 64))))
	tests := []struct {
		name string
		file []byte
		want media.Container
	}{
		{"moov first", film("mp42", video), media.Container{Format: "mp4", Brand: "mp42", Brands: []string{"isom"}, MoovFirst: &yes}},
		{"moov last", late("mp42", video), media.Container{Format: "mp4", Brand: "mp42", MoovFirst: &no}},
		{"an empty mdat in front", cat(ftyp("mp42"), box("mdat"), moov(0, nil), mdat([]stream{video})),
			media.Container{Format: "mp4", Brand: "mp42", MoovFirst: &yes}},
		{"no media at all", cat(ftyp("mp42"), moov(0, nil)), media.Container{Format: "mp4", Brand: "mp42"}},
		{"cover art", cat(ftyp("mp42"), moov(0, nil, cover)), media.Container{Format: "mp4", Brand: "mp42", CoverArt: true}},
		{"cover art of QuickTime", cat(ftyp("qt  "), moov(0, nil, quickTimeMeta)), media.Container{Format: "quicktime", Brand: "qt  ", CoverArt: true}},
		{"brand that cannot be shown", cat(ftyp("a\x00\xffb", "isom"), moov(0, nil)), media.Container{Format: "mp4", Brand: "a..b", Brands: []string{"isom"}}},
		{"fragments", fragmented(0), media.Container{Format: "mp4", Brand: "iso5", MoovFirst: &yes, Fragmented: true}},
	}
	for _, test := range tests {
		f := probe(t, test.file, false)
		if diff := cmp.Diff(test.want, *f.Container); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestOtherTracks(t *testing.T) {
	t.Parallel()
	jpeg := stream{handler: "vide", entry: visual("jpeg", 64, 64), samples: [][]byte{{1}}}
	text := stream{handler: "text", entry: box("tx3g", make([]byte, 8)), samples: [][]byte{{1}}}
	sound := aacStream()
	sound.chapters = 2
	file := film("M4A ", sound, jpeg, text,
		stream{handler: "tmcd", entry: box("tmcd")}, stream{handler: "hint", entry: box("rtp ")},
		stream{handler: "meta", entry: box("mebx")}, stream{handler: "sdsm", entry: box("mp4s")})
	f := probe(t, file, false)
	want := []media.OtherTrack{{Kind: "image", Codec: "jpeg"}, {Kind: "text", Codec: "tx3g"}, {Kind: "timecode", Codec: "tmcd"},
		{Kind: "hint", Codec: "rtp"}, {Kind: "metadata", Codec: "mebx"}, {Kind: "data", Codec: "mp4s"}}
	if diff := cmp.Diff(want, f.Other); diff != "" {
		t.Error(diff)
	}
	if f.MIME != "audio/mp4" || len(f.Video) != 0 || !f.Container.CoverArt {
		t.Errorf("got %s with %d videos, cover art %v; pictures of chapters are no video", f.MIME, len(f.Video), f.Container.CoverArt)
	}
}

func TestTrackWithoutHandler(t *testing.T) {
	t.Parallel()
	video := stream{handler: "\x00\x00\x00\x00", entry: visual("mp4v", 2, 2, esds(0x6d, "")), samples: [][]byte{{1}}}
	sound := aacStream()
	sound.handler = "\x00\x00\x00\x00"
	f := probe(t, film("isom", video, sound), false)
	if len(f.Video) != 1 || f.Video[0].Codec != "png" || len(f.Audio) != 1 || f.Audio[0].Codec != "aac" {
		t.Errorf("got %+v and %+v; want a PNG video and AAC sound", f.Video, f.Audio)
	}
}

func TestTrailing(t *testing.T) {
	t.Parallel()
	file := film("mp42", h264Stream("I"))
	tests := []struct {
		name, tail string
		trailing   int64
		second     []string
	}{
		{"none", "", 0, nil},
		{"two bytes", "\x00\x00", 2, nil},
		{"zeros", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 12, nil},
		{"a page", "<html><script>alert(1)</script></html>", 38, []string{"HTML"}},
		{"another box", string(box("free", u32(1))), 0, nil},
		{"a box that nobody knows", string(box("abcd", u32(1))), 0, nil},
	}
	for _, test := range tests {
		f := probe(t, cat(file, []byte(test.tail)), false)
		if f.Trailing != test.trailing || !cmp.Equal(f.Second, test.second) {
			t.Errorf("%s: got %d bytes, %q; want %d, %q", test.name, f.Trailing, f.Second, test.trailing, test.second)
		}
		if f.MIME != "video/mp4" || hasDamage(f, media.Truncated) || hasDamage(f, media.Corrupt) {
			t.Errorf("%s: got %s, %v", test.name, f.MIME, f.Damage)
		}
	}
}

func hasDamage(f media.Facts, kind media.DamageKind) bool {
	for _, d := range f.Damage {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

func TestOtherFormats(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"nothing": {}, "text": []byte("set it free, and skip the rest"), "text of boxes": []byte("The mdat box is text"), "JPEG 2000": box("jP  ", u32(0x0d0a870a)),
		"boxes that say nothing": cat(box("wide"), box("free", u32(1)), box("uuid", make([]byte, 16))),
	} {
		if f := probe(t, file, false); f.MIME != "" || len(f.Damage) > 0 {
			t.Errorf("%s: got %s, %v; want no type", name, f.MIME, f.Damage)
		}
	}
}
