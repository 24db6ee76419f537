// Package annexb reads bare H.264 streams (ITU-T H.264 annex B).
package annexb

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Read adds to f what the first parameter set behind off says, and reports whether a stream begins there.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	b := r.Bytes(off, 4<<10)
	for range 8 {
		i := bytes.Index(b, []byte{0, 0, 1})
		if i < 0 || len(b) < i+5 {
			return false
		}
		b = b[i+3:]
		switch h264.Type(b[0]) {
		case h264.TypeSPS:
			return describe(b, f)
		case 6, 9: // supplemental information and delimiters may stand before it
		default:
			return false
		}
	}
	return false
}

func describe(unit []byte, f *media.Facts) bool {
	if end := bytes.Index(unit, []byte{0, 0, 1}); end > 0 {
		unit = unit[:end]
	}
	s, ok := h264.ParseSPS(unit)
	if !ok {
		return false
	}
	f.Video = []media.VideoTrack{{
		Codec: "h264", Profile: s.ProfileName(), Level: int(s.Level), Width: s.Width, Height: s.Height,
		Chroma: s.Chroma(), Bits: s.Bits,
	}}
	f.Undecide("duration", "the stream says no times")
	f.Undecide("b-frames", "frames of bare streams are not looked into")
	return true
}
