//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

const (
	// every is how far the moments at which films are compared lie apart, in milliseconds: in step with no frame rate.
	every = 37
	// most is how much of a source a sticker may show, in milliseconds.
	most = 10_000
)

// moments takes what a source shows at each moment, by ffmpeg: the picture in the middle of a transparent square.
func moments(ctx context.Context, in input, work string) ([]*image.NRGBA, error) {
	raw := filepath.Join(work, "truth.raw")
	defer func() { _ = os.Remove(raw) }()
	argv := []string{"ffmpeg", "-v", "error", "-y"}
	if filepath.Ext(in.path) == ".webm" {
		argv = append(argv, "-c:v", "libvpx-vp9") // the other decoder drops transparency
	}
	argv = append(argv, "-i", in.path, "-vf", fmt.Sprintf("format=rgba,pad=%[1]d:%[1]d:-1:-1:color=black@0", side),
		"-vsync", "passthrough", "-pix_fmt", "rgba", "-f", "rawvideo", raw)
	if _, err := measure.Output(ctx, argv...); err != nil {
		return nil, err
	}
	f, err := os.Open(raw)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var out []*image.NRGBA
	for ms := every / 2; ms < most; ms += every {
		m := image.NewNRGBA(image.Rect(0, 0, side, side))
		at := int64(float64(ms)/1000*in.fps) * int64(len(m.Pix))
		switch _, err := f.ReadAt(m.Pix, at); {
		case errors.Is(err, io.EOF) && len(out) > 0:
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("frames of %s: %w", in.path, err)
		}
		out = append(out, m)
	}
	return out, nil
}

// at picks what a film shows at n moments. One that ends early stands still.
func at(film []shown, n int) []*image.NRGBA {
	var out []*image.NRGBA
	frame, end := 0, film[0].ms
	for moment := range n {
		for ms := every/2 + moment*every; ms >= end && frame < len(film)-1; {
			frame++
			end += film[frame].ms
		}
		out = append(out, film[frame].picture)
	}
	return out
}
