package ffmpeg

import (
	"bytes"
	"context"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/validate/media"
	avc "github.com/wamedia/wamedia/validate/probe/h264"
)

// largeLines is the height in pixels from which players take pictures that do not say their colours for BT.709.
const largeLines = 720

// colored says of pictures that do not tell it how their colours are coded, as players guess it by the size of the
// source: the guess would change with the size.
func (p pictures) colored(s *ffmpeg.Stream) *ffmpeg.Stream {
	if t := &p.track; t.Untagged == nil || !*t.Untagged || t.Alpha || t.Chroma == "rgb" || t.Transfer == "pq" || t.Transfer == "hlg" {
		return s
	}
	if p.track.Height >= largeLines {
		return s.Filter("setparams", nil, rec709())
	}
	return s.Filter("setparams", nil, ffmpeg.KwArgs{
		"colorspace": "smpte170m", "color_primaries": "smpte170m", "color_trc": "smpte170m", "range": "tv",
	})
}

// measureColors notes whether the first picture says how its colours are coded, as an encoder passes it on. Where the
// picture cannot be decoded, that stays unknown.
func (e *Engine) measureColors(ctx context.Context, s source, stream string, t *media.VideoTrack) error {
	args, err := arguments(func() *ffmpeg.Stream {
		first := s.input(1).Get(stream).Filter("scale", ffmpeg.Args{"64:64"}).Filter("format", ffmpeg.Args{"yuv420p"})
		return first.Output("pipe:1", ffmpeg.KwArgs{"frames:v": 1, "c:v": "libx264", "preset": "ultrafast", "f": "h264"})
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if e.run(ctx, args, &out, process.Limits{}) != nil {
		return ctx.Err()
	}
	_, unit, _ := bytes.Cut(out.Bytes(), []byte{0, 0, 1})
	unit, _, _ = bytes.Cut(unit, []byte{0, 0, 1})
	if sps, ok := avc.ParseSPS(unit); ok {
		t.Untagged = new(sps.Matrix == unspecified)
	}
	return nil
}

// unspecified is the matrix of colours that are not told (ISO/IEC 23091-2, 8.3).
const unspecified = 2
