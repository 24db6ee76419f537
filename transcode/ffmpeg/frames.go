package ffmpeg

import (
	"context"
	"image"
	"io"
	"math"
	"strconv"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate/media"
)

// Frames says which frames of an animation or a clip are wanted, and how.
type Frames struct {
	// Source is the path of the file that Facts are about.
	Source string
	Facts  media.Facts
	// Layout of the picture on its canvas, upright.
	Layout pixel.Layout
	// Content is the part of the upright picture, in its own pixels, outside of which it is empty; zero for the whole.
	Content image.Rectangle
	// FPS is the constant rate that frames are given at; 0 gives each frame of an animation once, whatever its time.
	FPS float64
	// Most frames that are given; 0 for all.
	Most int
	// Seconds after which the rest is cut; 0 for all.
	Seconds float64
	// Speed above 1 plays faster; 0 is 1.
	Speed float64
}

// Frames writes raw frames to w, one after another: pixels of 8-bit RGBA, not premultiplied, of the layout's canvas.
func (e *Engine) Frames(ctx context.Context, f Frames, w io.Writer) error {
	return e.frames(ctx, f, w, f.onCanvas)
}

// drawing turns upright pictures into what is written of them.
type drawing func(p pictures, v *ffmpeg.Stream) *ffmpeg.Stream

// frames has ffmpeg write what draw makes of the pictures.
func (e *Engine) frames(ctx context.Context, f Frames, w io.Writer, draw drawing) error {
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
		if err := e.measureSize(ctx, s, f.stream(), &t); err != nil {
			return err
		}
	}
	stream, err := e.sequence(ctx, s, f)
	if err != nil {
		return err
	}
	args, err := f.args(s, stream, t, draw)
	if err != nil {
		return err
	}
	return e.run(ctx, args, w, process.Limits{Wall: wallTime(f.Seconds)})
}

func (f Frames) args(s source, stream string, t media.VideoTrack, draw drawing) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		p := pictures{do: transcode.Encode, track: turned(t)}
		v := f.timed(p.deinterlaced(s.input(1).Get(stream)))
		return draw(p, v).Output("pipe:1", f.options())
	})
}

// track describes what moves in the file: a stream of pictures or an animated image.
func (f Frames) track() media.VideoTrack {
	if len(f.Facts.Video) > 0 {
		return f.Facts.Video[f.Facts.Shown()]
	}
	if p := f.Facts.Picture; p != nil {
		return media.VideoTrack{Width: p.Width, Height: p.Height, Alpha: p.Alpha}
	}
	return media.VideoTrack{}
}

// stream names the pictures that track describes.
func (f Frames) stream() string {
	index := f.Facts.Shown()
	if index < len(f.Facts.Video) {
		index += f.Facts.Video[index].Before
	}
	return "V:" + strconv.Itoa(index)
}

// turned describes the pictures of a track as they come from the decoder: upright.
func turned(t media.VideoTrack) media.VideoTrack {
	if t.Rotation%180 != 0 {
		t.Width, t.Height = t.Height, t.Width
		if t.PixelAspect > 0 {
			t.PixelAspect = 1 / t.PixelAspect
		}
	}
	t.Rotation = 0
	return t
}

func (f Frames) timed(v *ffmpeg.Stream) *ffmpeg.Stream {
	if f.Speed > 1 {
		v = v.Filter("setpts", ffmpeg.Args{"PTS/" + number(f.Speed)})
	}
	if f.FPS > 0 {
		v = v.Filter("fps", ffmpeg.Args{number(f.FPS)})
	}
	return v
}

func (f Frames) options() ffmpeg.KwArgs {
	options := ffmpeg.KwArgs{"f": "rawvideo", "pix_fmt": "rgba", "map_metadata": "-1"}
	if f.FPS == 0 {
		options["vsync"] = "passthrough"
	}
	if f.Most > 0 {
		options["frames:v"] = f.Most
	}
	if f.Seconds > 0 {
		options["t"] = number(f.Seconds)
	}
	return options
}

// onCanvas cuts the part out that is seen, and scales it onto the canvas.
func (f Frames) onCanvas(p pictures, v *ffmpeg.Stream) *ffmpeg.Stream {
	if part := f.part(p); part != image.Rect(0, 0, p.track.Width, p.track.Height) {
		v = v.Filter("crop", nil, ffmpeg.KwArgs{"w": part.Dx(), "h": part.Dy(), "x": part.Min.X, "y": part.Min.Y, "exact": 1})
		p.track.Width, p.track.Height = part.Dx(), part.Dy()
	}
	w, h := upright(&p.track)
	p.shape.width, p.shape.height = f.Layout.Size(saturate.Int(math.Round(w)), saturate.Int(math.Round(h)))
	return p.scaled(v).Filter("format", ffmpeg.Args{"rgba"}).Filter("pad", nil, ffmpeg.KwArgs{
		"w": f.Layout.Side, "h": f.Layout.Side, "x": "(ow-iw)/2", "y": "(oh-ih)/2", "color": "black@0",
	})
}

// scaled brings the pictures to their shape, with what can be seen through.
func (p pictures) scaled(v *ffmpeg.Stream) *ffmpeg.Stream {
	if p.track.Alpha {
		return scaledWithAlpha(cleared(v, &p.track), p.shape)
	}
	return p.sized(v, ffmpeg.KwArgs{"w": p.shape.width, "h": p.shape.height}, nil)
}

// cleared takes the noise out of what a lossy video has as its transparency: what is nearly invisible or nearly opaque
// was meant to be so, and costs bytes as it is.
func cleared(v *ffmpeg.Stream, t *media.VideoTrack) *ffmpeg.Stream {
	if t.Codec != "vp8" && t.Codec != "vp9" {
		return v
	}
	return v.Filter("format", ffmpeg.Args{"gbrap"}).
		Filter("lutrgb", nil, ffmpeg.KwArgs{"a": "if(lt(val,8),0,if(gt(val,247),255,val))"})
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
