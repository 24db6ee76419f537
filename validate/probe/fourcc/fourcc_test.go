package fourcc_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
)

func wave(tag uint16, extra string) []byte {
	b := binary.LittleEndian.AppendUint16(nil, tag)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint32(b, 44100)
	b = binary.LittleEndian.AppendUint32(b, 176400)
	b = binary.LittleEndian.AppendUint16(b, 4)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(extra)))
	return append(b, extra...)
}

func TestParseWave(t *testing.T) {
	t.Parallel()
	const subtype = "\x10\x00\x03\x00\x00\x00\x03\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
	cases := map[string]struct {
		bytes []byte
		codec string
		ok    bool
	}{
		"pcm":                {wave(1, ""), "pcm", true},
		"mp3":                {wave(0x55, "123456789012"), "mp3", true},
		"float by extension": {wave(0xfffe, subtype), "pcm-float", true},
		"extension cut":      {wave(0xfffe, "\x00"), "wav-0xfffe", true},
		"unknown":            {wave(0x1234, ""), "wav-0x1234", true},
		"older, no size":     {wave(0x11, "")[:16], "adpcm-ima", true},
		"oldest, no bits":    {wave(2, "")[:14], "adpcm-ms", true},
		"extra cut":          {wave(0x161, "abcdef")[:20], "wmav2", true},
		"cut":                {wave(1, "")[:13], "", false},
		"nothing":            {nil, "", false},
	}
	for name, c := range cases {
		w, ok := fourcc.ParseWave(c.bytes)
		if w.Codec != c.codec || ok != c.ok {
			t.Errorf("%s: %q, %v; want %q, %v", name, w.Codec, ok, c.codec, c.ok)
		}
	}
	got, _ := fourcc.ParseWave(wave(1, "ab"))
	want := fourcc.Wave{Codec: "pcm", Channels: 2, Rate: 44100, BytesPerSecond: 176400, BlockAlign: 4, Bits: 16, Extra: []byte("ab")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func bitmap(code string, w, h int32, extra string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 40)
	b = binary.LittleEndian.AppendUint32(b, uint32(w))
	b = binary.LittleEndian.AppendUint32(b, uint32(h))
	b = append(b, 1, 0, 24, 0)
	b = append(b, code...)
	return append(append(b, make([]byte, 20)...), extra...)
}

func TestParseBitmap(t *testing.T) {
	t.Parallel()
	got, ok := fourcc.ParseBitmap(bitmap("H264", 640, -360, "avcC"))
	want := fourcc.Bitmap{Codec: "h264", Width: 640, Height: 360, Extra: []byte("avcC")}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("%v: %s", ok, diff)
	}
	for _, sides := range [][2]int32{{-5, -1 << 31}, {1 << 30, 1<<31 - 1}} {
		if got, _ := fourcc.ParseBitmap(bitmap("H264", sides[0], sides[1], "")); got.Width != 0 || got.Height != 0 {
			t.Errorf("%v makes %d × %d; want nothing", sides, got.Width, got.Height)
		}
	}
	for name, b := range map[string][]byte{"cut": bitmap("H264", 1, 1, "")[:39], "another header": append([]byte{12}, bitmap("H264", 1, 1, "")[1:]...)} {
		if _, ok := fourcc.ParseBitmap(b); ok {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestVideoCodec(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"XVID": "mpeg4", "xvid": "mpeg4", "MJPG": "mjpeg", "png ": "png", "\x00\x00\x00\x00": "rawvideo",
		"ZYGO": "zygo", "\x01\x02\x03\x04": "unknown", "A\x00B ": "ab", "WMV3": "wmv3", "\x02\x00\x00\x10": "mpeg2video",
		",x26": ",x26", "": "unknown",
	} {
		if got := fourcc.VideoCodec(code); got != want {
			t.Errorf("%q is %q; want %q", code, got, want)
		}
	}
}
