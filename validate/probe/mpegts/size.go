package mpegts

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/hevc"
	"github.com/wamedia/wamedia/validate/probe/mpegvideo"
)

// measure takes the size of the pictures from the parameter sets at the start of a frame, where the packet that it
// begins in holds them.
func (s *tsStream) measure(b []byte) {
	if !s.video || s.width > 0 || len(b) < 9 || b[0] != 0 || b[1] != 0 || b[2] != 1 {
		return
	}
	frame := b[min(len(b), 9+int(b[8])):]
	switch s.codec {
	case "mpeg1video", "mpeg2video":
		v := mpegvideo.Sequence(frame)
		s.width, s.height = v.Width, v.Height
	case "h264":
		eachUnit(frame, func(unit []byte) {
			if sps, ok := h264.ParseSPS(unit); ok {
				s.width, s.height = sps.Width, sps.Height
			}
		})
	case "hevc":
		eachUnit(frame, func(unit []byte) {
			if sps, ok := hevc.ParseSPS(unit); ok {
				s.width, s.height = sps.Width, sps.Height
			}
		})
	}
}

// eachUnit calls visit with the NAL units between start codes.
func eachUnit(b []byte, visit func(unit []byte)) {
	code := []byte{0, 0, 1}
	_, b, found := bytes.Cut(b, code)
	for found {
		var unit []byte
		unit, b, found = bytes.Cut(b, code)
		if len(unit) > 0 {
			visit(unit)
		}
	}
}
