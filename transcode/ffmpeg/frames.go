package ffmpeg

import (
	"context"
	"io"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Frames says which frames of an animation or a clip are wanted, and how.
type Frames struct {
	// Source is the path of the file that Facts are about.
	Source string
	Facts  media.Facts
	// Side of the square canvas in pixels. The picture is fitted into it, upright; the rest is transparent.
	Side int
	// FPS is the constant rate that frames are given at.
	FPS float64
	// Seconds after which the rest is cut; 0 for all.
	Seconds float64
	// Speed above 1 plays faster; 0 is 1.
	Speed float64
}

// Frames writes raw frames to w, one after another: Side×Side pixels of 8-bit RGBA, not premultiplied.
func (e *Engine) Frames(ctx context.Context, f Frames, w io.Writer) error {
	t := f.track()
	s, err := newSource(f.Source, &f.Facts)
	if err != nil {
		return err
	}
	s.decoder = alphaDecoder(&t)
	if err := e.require(ctx, decodingParts(&t)...); err != nil {
		return err
	}
	if t.Width <= 0 || t.Height <= 0 {
		if err := e.measureSize(ctx, s, 0, &t); err != nil {
			return err
		}
	}
	args, err := f.args(s, &t)
	if err != nil {
		return err
	}
	return e.run(ctx, args, w, process.Limits{Wall: wallTime(f.Seconds)})
}

// track describes what moves in the file: a stream of pictures or an animated image.
func (f Frames) track() media.VideoTrack {
	if len(f.Facts.Video) > 0 {
		return f.Facts.Video[0]
	}
	if p := f.Facts.Picture; p != nil {
		return media.VideoTrack{Width: p.Width, Height: p.Height, Alpha: p.Alpha}
	}
	return media.VideoTrack{}
}

func (f Frames) args(s source, t *media.VideoTrack) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		p := pictures{do: transcode.Encode, track: *t}
		p.shape.width, p.shape.height = fittedInto(t, f.Side)
		v := p.deinterlaced(s.input(1).Get("V:0"))
		if f.Speed > 1 {
			v = v.Filter("setpts", ffmpeg.Args{"PTS/" + number(f.Speed)})
		}
		v = v.Filter("fps", ffmpeg.Args{number(f.FPS)})
		if t.Alpha {
			v = scaledWithAlpha(v, p.shape)
		} else {
			v = p.sized(v)
		}
		v = v.Filter("format", ffmpeg.Args{"rgba"}).Filter("pad", nil, ffmpeg.KwArgs{
			"w": f.Side, "h": f.Side, "x": "(ow-iw)/2", "y": "(oh-ih)/2", "color": "black@0",
		})
		options := ffmpeg.KwArgs{"f": "rawvideo", "pix_fmt": "rgba", "map_metadata": "-1"}
		if f.Seconds > 0 {
			options["t"] = number(f.Seconds)
		}
		return v.Output("pipe:1", options)
	})
}

// fittedInto gives the size of the upright picture in a square canvas, grown or shrunk.
func fittedInto(t *media.VideoTrack, side int) (width, height int) {
	w, h := upright(t)
	scale := float64(side) / max(w, h)
	return max(1, min(side, int(w*scale+0.5))), max(1, min(side, int(h*scale+0.5)))
}

// scaledWithAlpha multiplies colours by their opacity before scaling, so that what is invisible does not bleed into
// what is seen, and divides them again.
func scaledWithAlpha(v *ffmpeg.Stream, s shape) *ffmpeg.Stream {
	inPlace := ffmpeg.KwArgs{"inplace": 1}
	return v.Filter("format", ffmpeg.Args{"gbrap"}).
		Filter("premultiply", nil, inPlace).
		Filter("scale", nil, ffmpeg.KwArgs{"w": s.width, "h": s.height}).
		Filter("unpremultiply", nil, inPlace)
}
