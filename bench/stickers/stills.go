//go:build unix

package main

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/scenes"
)

// stills makes PNG with transparency of 512×512 where they are not there yet: opaque photographs with borders, parts of
// photographs, drawings, pictures with much grain, and screens.
func stills(_ context.Context, dir string) ([]input, error) {
	kinds := []struct {
		name  string
		count int
		make  func(seed uint64) (*image.NRGBA, error)
	}{
		{"photo", 6, func(seed uint64) (*image.NRGBA, error) { return photo(seed, 1) }},
		{"cutout", 6, func(seed uint64) (*image.NRGBA, error) { return scenes.NewCutout(side, side, seed, 1), nil }},
		{"drawing", 7, func(seed uint64) (*image.NRGBA, error) { return scenes.NewDrawing(side, side, seed), nil }},
		{"grain", 3, func(seed uint64) (*image.NRGBA, error) { return photo(seed, 12) }},
		{"screen", 2, func(seed uint64) (*image.NRGBA, error) { return scenes.NewScreen(side, side, seed) }},
	}
	var inputs []input
	for _, kind := range kinds {
		for i := range kind.count {
			path := filepath.Join(dir, fmt.Sprintf("%s-%d.png", kind.name, i))
			inputs = append(inputs, input{path: path})
			if err := once(path, func() error { return still(path, uint64(i), kind.make) }); err != nil {
				return nil, err
			}
		}
	}
	return inputs, nil
}

// photo is a photograph with borders above and below.
func photo(seed uint64, grain float64) (*image.NRGBA, error) {
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	const border = side / 8
	draw.Draw(out, image.Rect(0, border, side, side-border), scenes.NewPhoto(side, side-2*border, seed, grain).Image(), image.Point{}, draw.Src)
	return out, nil
}

func still(path string, seed uint64, draw func(uint64) (*image.NRGBA, error)) error {
	m, err := draw(seed)
	if err != nil {
		return err
	}
	return create(path, func(f *os.File) error { return png.Encode(f, m) })
}
