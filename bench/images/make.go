//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/scenes"
)

// made gives the set of a group, of which it makes what is not there yet.
func made(ctx context.Context, dir, group string) (set, error) {
	s, err := open(ctx, group, filepath.Join(dir, group))
	if err != nil {
		return s, err
	}
	for i, r := range recipes() {
		if r.group != group {
			continue
		}
		input := filepath.Join(s.in(), r.name)
		if _, err := os.Stat(s.truth(input)); err != nil {
			if err := r.make(ctx, input, s.truth(input), uint64(i)); err != nil {
				return s, fmt.Errorf("make %s: %w", input, err)
			}
		}
		s.inputs = append(s.inputs, input)
	}
	if len(s.inputs) == 0 {
		return s, fmt.Errorf("no group %q; there are %q", group, groups())
	}
	return s, nil
}

// make draws the scene, turns it into the file, and then writes what the file shows, which says that all is there.
func (r recipe) make(ctx context.Context, input, truth string, seed uint64) error {
	scene, half, tmp := truth+".scene", truth+".half.png", truth+".tmp"
	defer func() { removeAll(scene, half, tmp+".png") }()
	if err := r.draw(scene, half, seed); err != nil {
		return err
	}
	steps := r.steps
	if len(steps) == 0 {
		steps = []string{"cp {in} {out}"}
	}
	if err := all(ctx, steps, map[string]string{"{in}": scene, "{out}": input, "{tmp}": tmp}); err != nil {
		return err
	}
	if r.turned {
		if err := turn(input); err != nil {
			return err
		}
	}
	filter := "null"
	if r.truth != "" {
		filter = r.truth
	}
	shown := []string{"ffmpeg -v error -y -i {half} -vf {filter},format=rgb24 -f image2 -c:v png -update 1 {tmp}.png", "mv {tmp}.png {truth}"}
	return all(ctx, shown, map[string]string{"{half}": half, "{filter}": filter, "{tmp}": tmp, "{truth}": truth})
}

func removeAll(paths ...string) {
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

// draw writes the scene, and what it shows on white.
func (r recipe) draw(scene, shown string, seed uint64) error {
	switch r.scene {
	case "photo":
		p := scenes.NewPhoto(r.w, r.h, seed, r.grain)
		return errors.Join(
			create(scene, func(f *os.File) error { return p.WritePPM(f, 16) }),
			create(shown, func(f *os.File) error { return p.WritePPM(f, 8) }))
	case "drawing":
		return drawn(scenes.NewDrawing(r.w, r.h, seed), scene, shown)
	}
	m, err := scenes.NewScreen(r.w, r.h, seed)
	if err != nil {
		return err
	}
	return drawn(m, scene, shown)
}

// drawn writes a picture as it is and on white.
func drawn(m image.Image, scene, shown string) error {
	white := image.NewRGBA(m.Bounds())
	draw.Draw(white, white.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(white, white.Rect, m, image.Point{}, draw.Over)
	return errors.Join(
		create(scene, func(f *os.File) error { return png.Encode(f, m) }),
		create(shown, func(f *os.File) error { return png.Encode(f, white) }))
}

func create(path string, write func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// turn writes into a JPEG that it is shown a quarter to the right: Exif orientation 6.
func turn(path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	const exif = "\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	start := []byte("\xff\xd8")
	if !bytes.HasPrefix(body, start) {
		return fmt.Errorf("%s is no JPEG", path)
	}
	return os.WriteFile(path, append([]byte("\xff\xd8"+exif), body[2:]...), 0o644)
}
