package isobmff_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
)

func TestVideoTracks(t *testing.T) {
	t.Parallel()
	pasp := box("pasp", u32(4, 3))
	colr := func(kind string, transfer, matrix uint16) []byte {
		return box("colr", []byte(kind), u16(9, transfer, matrix), []byte{0})
	}
	hvcC := func(sps string) []byte {
		unit := unhex(sps)
		return box("hvcC", unhex("0102200000009000000000001ef000fcfdfafa00000f"), []byte{1, 33}, u16(1, uint16(len(unit))), unit)
	}
	frma := func(format string) []byte { return box("sinf", box("frma", []byte(format))) }
	tests := []struct {
		name  string
		entry []byte
		want  media.VideoTrack
	}{
		{"H.264 Main", avc1(spsMain),
			media.VideoTrack{Codec: "h264", Profile: "Main", Level: 10, Chroma: "4:2:0", Bits: 8, Width: 128, Height: 96, PixelAspect: 1, Untagged: new(true)}},
		{"the set outweighs the record", visual("avc1", 99, 99, avcC(100, 31, spsBaseline)),
			media.VideoTrack{Codec: "h264", Profile: "Constrained Baseline", Level: 10, Chroma: "4:2:0", Bits: 8, Width: 128, Height: 96, PixelAspect: 1, Untagged: new(true)}},
		{"of two sets the one that asks more", avc1(spsBaseline, spsHigh),
			media.VideoTrack{Codec: "h264", Profile: "High", Level: 10, Chroma: "4:2:0", Bits: 8, Width: 128, Height: 96, PixelAspect: 1, Untagged: new(true)}},
		{"fields, pixels of 4:3, PQ", visual("avc2", 128, 96, avcC(100, 21, spsFields), pasp, colr("nclx", 16, 9)),
			media.VideoTrack{Codec: "h264", Profile: "High", Level: 21, Chroma: "4:2:0", Bits: 8, Width: 128, Height: 96, PixelAspect: 4.0 / 3, Interlaced: true, Transfer: "pq", Untagged: new(false)}},
		{"encrypted H.264", visual("encv", 128, 96, avcC(77, 10, spsMain), frma("avc1")),
			media.VideoTrack{Codec: "h264", Profile: "Main", Level: 10, Chroma: "4:2:0", Bits: 8, Width: 128, Height: 96, PixelAspect: 1, Encrypted: true, Untagged: new(true)}},
		{"HEVC, HLG in its set", visual("hvc1", 128, 96, hvcC("42010102200000030090000003000003001ea010206136595952930bc05a810901020000030002000003003210")),
			media.VideoTrack{Codec: "hevc", Profile: "Main 10", Level: 10, Chroma: "4:2:0", Bits: 10, Width: 128, Height: 96, PixelAspect: 1, Transfer: "hlg", Untagged: new(true)}},
		{"AV1 10 bit, PQ in its header", visual("av01", 128, 96, box("av1C", unhex("81004c000a0d0000000337fbe6d7c81a00404042"))),
			media.VideoTrack{Codec: "av1", Profile: "Main", Level: 20, Chroma: "4:2:0", Bits: 10, Width: 128, Height: 96, PixelAspect: 1}},
		{"VP9 profile 3, red, green and blue", visual("vp09", 128, 96, full("vpcC", 1, 0, []byte{3, 31, 12<<4 | 3<<1, 1, 18, 0}, u16(0))),
			media.VideoTrack{Codec: "vp9", Profile: "Profile 3", Level: 31, Chroma: "rgb", Bits: 12, Width: 128, Height: 96, PixelAspect: 1, Transfer: "hlg"}},
		{"VVC", visual("vvc1", 128, 96, full("vvcC", 0, 0, []byte{0xff, 0, 0x51, 0x5f, 0})),
			media.VideoTrack{Codec: "vvc", Chroma: "4:2:0", Bits: 10, Width: 128, Height: 96, PixelAspect: 1}},
		{"MPEG-4 part 2", visual("mp4v", 176, 144, esds(0x20, "")), media.VideoTrack{Codec: "mpeg4", Width: 176, Height: 144, PixelAspect: 1}},
		{"MPEG-2 by its object type", visual("mp4v", 176, 144, esds(0x61, "")), media.VideoTrack{Codec: "mpeg2video", Width: 176, Height: 144, PixelAspect: 1}},
		{"H.263", visual("s263", 176, 144), media.VideoTrack{Codec: "h263", Width: 176, Height: 144, PixelAspect: 1}},
		{"ProRes, fields, sRGB of QuickTime", visual("apcn", 128, 96, box("fiel", []byte{2, 9}), colr("nclc", 1, 1)),
			media.VideoTrack{Codec: "prores", Width: 128, Height: 96, PixelAspect: 1, Interlaced: true, Transfer: "sdr"}},
		{"a Windows code", visual("DIVX", 128, 96), media.VideoTrack{Codec: "mpeg4", Width: 128, Height: 96, PixelAspect: 1}},
		{"an unknown code", visual("Zyx1", 128, 96), media.VideoTrack{Codec: "zyx1", Width: 128, Height: 96, PixelAspect: 1}},
	}
	for _, test := range tests {
		f := probe(t, film("qt  ", stream{handler: "vide", entry: test.entry}), false)
		if len(f.Video) != 1 {
			t.Errorf("%s: got %d videos", test.name, len(f.Video))
			continue
		}
		if diff := cmp.Diff(test.want, f.Video[0]); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestAudioTracks(t *testing.T) {
	t.Parallel()
	aac := esds(0x40, "\x11\x88")
	v1 := func(format string, channels uint16, perPacket, perFrame uint32, boxes ...[]byte) []byte {
		return box(format, make([]byte, 6), u16(1, 1, 0), u32(0), u16(channels, 16, 0xfffe, 0), u32(44100<<16), u32(perPacket, 0, perFrame, 2), cat(boxes...))
	}
	v2 := box("lpcm", make([]byte, 6), u16(1, 2, 0), u32(0), u16(3, 16, 0xfffe, 0), u32(1<<16, 72),
		u32(uint32(math.Float64bits(96000)>>32), 0), u32(6, 0x7f000000, 24, 0, 18, 1))
	vorbis := "\x02\x1e\x3f" + "\x01vorbis\x00\x00\x00\x00\x01\x80\xbb\x00\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xb8\x01"
	flac := full("dfLa", 0, 0, []byte{0x80, 0, 0, 34}, make([]byte, 10), []byte{0x0b, 0xb8, 0x02, 0xf0}, make([]byte, 20))
	alac := full("alac", 0, 0, u32(4096), []byte{0, 24, 40, 10, 14, 6}, u16(255), u32(0, 0, 96000))
	tests := []struct {
		name  string
		entry []byte
		first []byte
		want  media.AudioTrack
	}{
		{"AAC, whatever stsd says", sound("mp4a", 2, 16, 44100, aac), nil, media.AudioTrack{Codec: "aac", Profile: "LC", Channels: 1, SampleRate: 48000}},
		{"HE-AAC", sound("mp4a", 2, 16, 22050, esds(0x40, "\x2b\x92\x08\x00")), nil, media.AudioTrack{Codec: "aac", Profile: "HE", Channels: 2, SampleRate: 44100}},
		{"MPEG-2 AAC", sound("mp4a", 2, 16, 44100, esds(0x67, "\x12\x10")), nil, media.AudioTrack{Codec: "aac", Profile: "LC", Channels: 2, SampleRate: 44100}},
		{"AAC in QuickTime's wave", v1("mp4a", 2, 1024, 0, box("wave", box("frma", []byte("mp4a")), aac, u32(8, 0))), nil,
			media.AudioTrack{Codec: "aac", Profile: "LC", Channels: 1, SampleRate: 48000}},
		{"MP3, mono in its frames", sound("mp4a", 2, 16, 44100, esds(0x6b, "")), []byte{0xff, 0xfb, 0x90, 0xc0}, media.AudioTrack{Codec: "mp3", Channels: 1, SampleRate: 44100}},
		{"MP2 under the same object type", sound("mp4a", 2, 16, 48000, esds(0x6b, "")), []byte{0xff, 0xfd, 0x94, 0x00}, media.AudioTrack{Codec: "mp2", Channels: 2, SampleRate: 48000}},
		{"MPEG 2.5", sound(".mp3", 1, 16, 11025), []byte{0xff, 0xe3, 0x14, 0x00}, media.AudioTrack{Codec: "mp3", Channels: 2, SampleRate: 12000}},
		{"frames that are none", sound(".mp3", 1, 16, 11025), []byte("junk"), media.AudioTrack{Codec: "mp3", Channels: 1, SampleRate: 11025}},
		{"Vorbis", sound("mp4a", 2, 16, 44100, esds(0xdd, vorbis)), nil, media.AudioTrack{Codec: "vorbis", Channels: 1, SampleRate: 48000}},
		{"an unknown object type", sound("mp4a", 2, 16, 44100, esds(0xc9, "")), nil, media.AudioTrack{Codec: "mp4a-0xc9", Channels: 2, SampleRate: 44100}},
		{"Opus", sound("Opus", 2, 16, 16000, box("dOps", []byte{0, 1}, make([]byte, 9))), nil, media.AudioTrack{Codec: "opus", Channels: 1, SampleRate: 48000}},
		{"FLAC", sound("fLaC", 1, 16, 44100, flac), nil, media.AudioTrack{Codec: "flac", Channels: 2, SampleRate: 48000}},
		{"ALAC", sound("alac", 2, 16, 44100, alac), nil, media.AudioTrack{Codec: "alac", Channels: 6, SampleRate: 96000}},
		{"AC-3 5.1", sound("ac-3", 2, 16, 48000, box("dac3", []byte{0x10, 0x3d, 0x40})), nil, media.AudioTrack{Codec: "ac-3", Channels: 6, SampleRate: 48000}},
		{"E-AC-3", sound("ec-3", 2, 16, 48000, box("dec3", []byte{0x06, 0x00, 0x20, 0x0f, 0x00})), nil, media.AudioTrack{Codec: "e-ac-3", Channels: 6, SampleRate: 48000}},
		{"AMR", sound("samr", 2, 16, 44100), nil, media.AudioTrack{Codec: "amr-nb", Channels: 1, SampleRate: 8000}},
		{"AMR-WB", sound("sawb", 2, 16, 8000), nil, media.AudioTrack{Codec: "amr-wb", Channels: 1, SampleRate: 16000}},
		{"PCM", sound("sowt", 2, 16, 44100), nil, media.AudioTrack{Codec: "pcm", Channels: 2, SampleRate: 44100}},
		{"ADPCM of Windows", sound("ms\x00\x02", 1, 16, 44100), nil, media.AudioTrack{Codec: "adpcm-ms", Channels: 1, SampleRate: 44100}},
		{"Windows Media", sound("ms\x01\x61", 1, 16, 44100), nil, media.AudioTrack{Codec: "wmav2", Channels: 1, SampleRate: 44100}},
		{"PCM of version 2", v2, nil, media.AudioTrack{Codec: "pcm", Channels: 6, SampleRate: 96000}},
		{"µ-law", sound("ulaw", 1, 16, 8000), nil, media.AudioTrack{Codec: "mulaw", Channels: 1, SampleRate: 8000}},
		{"encrypted AAC", sound("enca", 2, 16, 44100, aac, box("sinf", box("frma", []byte("mp4a")))), nil,
			media.AudioTrack{Codec: "aac", Profile: "LC", Channels: 1, SampleRate: 48000, Encrypted: true}},
		{"an unknown code", sound("Zyx1", 1, 16, 8000), nil, media.AudioTrack{Codec: "zyx1", Channels: 1, SampleRate: 8000}},
	}
	for _, test := range tests {
		s := stream{handler: "soun", entry: test.entry, timescale: 1, delta: 1}
		want := test.want
		want.Default = true
		if test.first != nil {
			s.samples = [][]byte{test.first}
			second := 1.0
			want.Bytes, want.Seconds = 4, &second
		}
		f := probe(t, film("qt  ", s), false)
		if diff := cmp.Diff([]media.AudioTrack{want}, f.Audio); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	const one, minus = 1 << 16, 0xffff0000
	for want, m := range map[int][]uint32{
		0: {one, 0, 0, one}, 90: {0, one, minus, 0}, 180: {minus, 0, 0, minus}, 270: {0, minus, one, 0},
	} {
		s := h264Stream("I")
		s.matrix = m
		if got := probe(t, film("mp42", s), false).Video[0].Rotation; got != want {
			t.Errorf("got %d degrees; want %d", got, want)
		}
	}
	for _, m := range [][]uint32{{0, 0, 0, 0}, {one, one, minus, one}, {1 << 31, 1 << 30, 7, 9}} {
		s := h264Stream("I")
		s.matrix = m
		if got := probe(t, film("mp42", s), false).Video[0].Rotation; got != 0 {
			t.Errorf("matrix %x: got %d degrees; want none", m, got)
		}
	}
}

func TestDefaultTrack(t *testing.T) {
	t.Parallel()
	first, second := aacStream(), aacStream()
	first.disabled = true
	f := probe(t, film("mp42", h264Stream("I"), first, second), false)
	if len(f.Audio) != 2 || f.Audio[0].Default || !f.Audio[1].Default {
		t.Errorf("got %+v; want the second, which is enabled", f.Audio)
	}
	second.disabled = true
	f = probe(t, film("mp42", first, second), false)
	if !f.Audio[0].Default || f.Audio[1].Default {
		t.Errorf("got %+v; want the first where none is enabled", f.Audio)
	}
}
