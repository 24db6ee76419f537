package ffmpeg

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"math"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode/job"
)

// View is a small copy of what is seen of the first frame that is asked for, and the area of the canvas where it stands.
// Its pixels come by another way than those of Frames: squeezed to a square by the means of areas, without a canvas.
func (e *Engine) View(ctx context.Context, f Frames, side int) (job.View, job.Area, error) {
	var raw bytes.Buffer
	var on job.Area
	f.Most = 1
	err := e.frames(ctx, f, &raw, func(p pictures, v *ffmpeg.Stream) *ffmpeg.Stream {
		part := f.part(p)
		p.track.Width, p.track.Height = part.Dx(), part.Dy()
		w, h := upright(&p.track)
		on = f.placed(w, h)
		v = v.Filter("crop", nil, ffmpeg.KwArgs{"w": part.Dx(), "h": part.Dy(), "x": part.Min.X, "y": part.Min.Y, "exact": 1})
		return p.squeezed(v, side)
	})
	if err == nil && raw.Len() != 4*side*side {
		err = fmt.Errorf("a view of %d bytes, want %d", raw.Len(), 4*side*side)
	}
	return job.View{Side: side, Pix: raw.Bytes()}, on, err
}

// placed is where pictures of width by height square pixels stand, in shares of the canvas.
func (f Frames) placed(width, height float64) job.Area {
	w, h := f.Layout.Size(saturate.Int(math.Round(width)), saturate.Int(math.Round(height)))
	side := float64(f.Layout.Side)
	left, top := math.Floor((side-float64(w))/2)/side, math.Floor((side-float64(h))/2)/side
	return job.Area{Left: left, Top: top, Right: left + float64(w)/side, Bottom: top + float64(h)/side}
}

// squeezed gives pictures of side by side pixels of RGBA, multiplied by their opacity.
func (p pictures) squeezed(v *ffmpeg.Stream, side int) *ffmpeg.Stream {
	if p.track.Transfer == "pq" || p.track.Transfer == "hlg" {
		return toneMapped(v, p.track.Transfer, ffmpeg.KwArgs{"w": side, "h": side}).Filter("format", ffmpeg.Args{"rgba"})
	}
	if p.track.Alpha {
		v = cleared(v, &p.track).Filter("format", ffmpeg.Args{"gbrap"}).Filter("premultiply", nil, ffmpeg.KwArgs{"inplace": 1})
	}
	return v.Filter("scale", nil, ffmpeg.KwArgs{"w": side, "h": side, "flags": "area"}).Filter("format", ffmpeg.Args{"rgba"})
}

// part is what is seen of the pictures, in their own pixels.
func (f Frames) part(p pictures) image.Rectangle {
	whole := image.Rect(0, 0, p.track.Width, p.track.Height)
	content := f.Content.Intersect(whole)
	if content.Empty() {
		content = whole
	}
	return f.Layout.Part(content, cmp.Or(p.track.PixelAspect, 1))
}
