package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"

	"github.com/wamedia/wamedia/transcode/webpframes"
	"github.com/wamedia/wamedia/validate/media"
)

// framesSuffix is added to the output's name for the frames of an animated WebP.
const framesSuffix = "-frames.png"

// framesFormat is the container of those frames: pictures in PNG, one after another.
const framesFormat = "frames"

// maxUnrolled in bytes is the most that the frames of an animated WebP may take.
const maxUnrolled = 512 << 20

// unrolled writes the frames of an animated WebP, which ffmpeg 5 cannot decode, as PNG into a file beside the output,
// and makes that the source of the job.
func unrolled(ctx context.Context, j Job) (Job, error) {
	if !rolled(&j.Facts) {
		return j, nil
	}
	source, err := os.Open(j.Source)
	if err != nil {
		return j, fmt.Errorf("unroll the frames: %w", err)
	}
	defer func() { _ = source.Close() }()
	to := j.Output + framesSuffix
	out, err := os.Create(to)
	if err != nil {
		return j, fmt.Errorf("unroll the frames: %w", err)
	}
	err = unroll(ctx, source, j.Facts.Size, colorOf(j.Plan.Options.Background), out)
	if err := errors.Join(err, out.Close()); err != nil {
		return j, fmt.Errorf("unroll the frames: %w", err)
	}
	picture := *j.Facts.Picture
	picture.Alpha = false // it is on the background
	j.Source, j.Facts.Picture, j.Facts.Container = to, &picture, &media.Container{Format: framesFormat}
	return j, nil
}

// rolled reports whether the frames of a file have to be unrolled for ffmpeg.
func rolled(f *media.Facts) bool { return f.MIME == "image/webp" && f.Picture.Animated() }

func unroll(ctx context.Context, source io.ReaderAt, size int64, ground rgb, out io.Writer) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	var written counter
	both := io.MultiWriter(out, &written)
	opaque := color.RGBA{ground[0], ground[1], ground[2], 0xff}
	return webpframes.Each(source, size, opaque, func(m *image.RGBA) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if written > maxUnrolled {
			return errors.New("its frames take too much space: scale it down, or shorten it")
		}
		return encoder.Encode(both, m)
	})
}
