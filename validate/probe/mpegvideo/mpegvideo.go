// Package mpegvideo reads the sequence header of MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2).
package mpegvideo

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Sequence reads the first sequence header in b; the zero track when there is none (ISO/IEC 13818-2 section 6.2.2.1).
func Sequence(b []byte) media.VideoTrack {
	i := bytes.Index(b, []byte{0, 0, 1, 0xb3})
	if i < 0 || len(b) < i+12 {
		return media.VideoTrack{}
	}
	h := b[i+4:]
	rates := [16]float64{0, 24000.0 / 1001, 24, 25, 30000.0 / 1001, 30, 50, 60000.0 / 1001, 60}
	v := media.VideoTrack{
		Codec: "mpeg1video", Width: int(h[0])<<4 | int(h[1]>>4), Height: int(h[1]&15)<<8 | int(h[2]),
		FrameRate: rates[h[3]&15], Bits: 8, Chroma: "4:2:0",
	}
	if bytes.Contains(h, []byte{0, 0, 1, 0xb5}) {
		v.Codec = "mpeg2video"
	}
	return v
}

// Read adds to f what an elementary stream says that begins at off, and reports whether it is one.
func Read(r *source.Reader, off int64, f *media.Facts) bool {
	v := Sequence(r.Bytes(off, 4<<10))
	if v.Width == 0 || v.Height == 0 || v.FrameRate == 0 {
		return false
	}
	f.Video = []media.VideoTrack{v}
	f.Name = "MPEG video elementary stream (" + codecname.Title(v.Codec) + ")"
	f.Undecide("duration", "the stream says no times")
	return true
}
