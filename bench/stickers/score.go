//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

// score is how like its source a sticker looks: the means of black and white.
type score struct {
	ssim   [2]float64 // on black, on white
	second float64    // Butteraugli's 3-norm of stills, PSNR of animations
}

// grounds are what a sticker is seen on.
var grounds = [2]color.Color{color.Black, color.White}

// output is one file of a contestant.
type output struct {
	size int64 // 0 where nothing came out
	score
}

// scores looks at what every contestant made of the inputs.
func scores(ctx context.Context, c class, inputs []input, contestants []measure.Contestant, work string) ([]result, error) {
	var results []result
	for _, contestant := range contestants {
		r := result{name: contestant.Name, limit: c.limit}
		for _, in := range inputs {
			f, err := file(ctx, c, in, contestant.Out, work)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", in.path, contestant.Name, err)
			}
			r.files = append(r.files, f)
		}
		results = append(results, r)
	}
	return results, nil
}

// file looks at what a contestant made of an input.
func file(ctx context.Context, c class, in input, dir, work string) (output, error) {
	path := filepath.Join(dir, in.stem()+".webp")
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return output{}, nil
	}
	if err != nil {
		return output{}, err
	}
	s, err := c.score(ctx, in, path, work)
	return output{info.Size(), s}, err
}

// scoreStill compares a still by SSIM and Butteraugli.
func scoreStill(ctx context.Context, in input, path, work string) (score, error) {
	f, err := os.Open(in.path)
	if err != nil {
		return score{}, err
	}
	defer func() { _ = f.Close() }()
	truth, err := png.Decode(f)
	if err != nil {
		return score{}, fmt.Errorf("read %s: %w", in.path, err)
	}
	made, err := decoded(ctx, path, work)
	if err != nil {
		return score{}, err
	}
	var s score
	for i, ground := range grounds {
		a, b := filepath.Join(work, "a.png"), filepath.Join(work, "b.png")
		if err := errors.Join(writePNG(a, on(ground, truth)), writePNG(b, on(ground, made))); err != nil {
			return s, err
		}
		if s.ssim[i], err = measure.SSIM(ctx, a, b); err != nil {
			return s, err
		}
		distance, err := measure.Butteraugli(ctx, a, b)
		if err != nil {
			return s, err
		}
		s.second += distance / float64(len(grounds))
	}
	return s, nil
}

func writePNG(path string, m image.Image) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return create(path, func(f *os.File) error { return encoder.Encode(f, m) })
}

// on lays a picture on a colour.
func on(ground color.Color, m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Over)
	return out
}

// scoreFilm compares an animation by SSIM and PSNR, moment by moment.
func scoreFilm(ctx context.Context, in input, path, work string) (score, error) {
	truth, err := moments(ctx, in, work)
	if err != nil {
		return score{}, err
	}
	film, err := take(ctx, path, work)
	if err != nil {
		return score{}, err
	}
	made := at(film, len(truth))
	var s score
	for i, ground := range grounds {
		a, b := filepath.Join(work, "a.raw"), filepath.Join(work, "b.raw")
		if err := errors.Join(writeRaw(a, ground, truth), writeRaw(b, ground, made)); err != nil {
			return s, err
		}
		like, err := measure.Frames(ctx, side, side, a, b)
		if err != nil {
			return s, err
		}
		s.ssim[i] = like.SSIM
		s.second += like.PSNR / float64(len(grounds))
	}
	return s, nil
}

// writeRaw writes pictures on a colour, one behind the other, as red, green, blue and nothing.
func writeRaw(path string, ground color.Color, pictures []*image.NRGBA) error {
	return create(path, func(f *os.File) error {
		for _, m := range pictures {
			if _, err := f.Write(on(ground, m).Pix); err != nil {
				return err
			}
		}
		return nil
	})
}
