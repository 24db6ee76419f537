//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// set is a folder with pictures in "in" and beside it, in "truth", what each shows, as a PNG of the same stem: upright,
// opaque, in sRGB, of the size it should come out with.
type set struct {
	name, dir string
	inputs    []string // paths
}

func (s set) in() string { return filepath.Join(s.dir, "in") }

// truth is what an input shows.
func (s set) truth(input string) string { return filepath.Join(s.dir, "truth", stem(input)+".png") }

// stem is a file's name without its extension. It is what an output has in common with its source.
func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// open makes the folders of a set, and the colour profile that ImageMagick wants as a file.
func open(ctx context.Context, name, dir string) (set, error) {
	s := set{name: name, dir: dir}
	for _, folder := range []string{s.in(), filepath.Join(dir, "truth")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return s, err
		}
	}
	return s, profile(ctx, filepath.Join(dir, "srgb.icc"))
}

// profile writes libvips' profile of sRGB.
func profile(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	dot := path + ".tif"
	defer func() { _ = os.Remove(dot) }()
	return all(ctx, []string{
		"vips black " + dot + ".v 8 8 --bands 3",
		"vips icc_transform " + dot + ".v " + dot + " srgb --input-profile srgb",
		"rm " + dot + ".v",
		"{magick} " + dot + " icc:" + path,
	}, nil)
}

// all runs commands in which names in braces stand for values; {magick} stands for ImageMagick.
func all(ctx context.Context, commands []string, values map[string]string) error {
	for _, command := range commands {
		argv := strings.Fields(command)
		for i := range argv {
			for name, value := range values {
				argv[i] = strings.ReplaceAll(argv[i], name, value)
			}
		}
		if argv[0] == "{magick}" {
			magick, err := imagemagick(ctx)
			if err != nil {
				return err
			}
			argv[0] = magick
		}
		if _, err := measure.Output(ctx, argv...); err != nil {
			return err
		}
	}
	return nil
}

// imagemagick finds the program, which has many names.
func imagemagick(ctx context.Context) (string, error) {
	found, err := measure.Output(ctx, "sh", "-c", "command -v magick || command -v convert-im6.q16 || command -v convert")
	if err != nil {
		return "", fmt.Errorf("ImageMagick is missing; run .ci/setup bench: %w", err)
	}
	return found, nil
}

// found makes a set of the files in a folder. ImageMagick says what they show; what it cannot read is left out.
func found(ctx context.Context, folder, dir string) (set, error) {
	s, err := open(ctx, "real", dir)
	if err != nil {
		return s, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return s, err
	}
	for i, file := range files {
		input := filepath.Join(s.in(), fmt.Sprintf("%03d-%s", i, file.Name()))
		body, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil || os.WriteFile(input, body, 0o644) != nil {
			return s, fmt.Errorf("copy %s: %w", file.Name(), err)
		}
		if err := show(ctx, s, input); err != nil {
			_ = os.Remove(input)
			continue
		}
		s.inputs = append(s.inputs, input)
	}
	return s, nil
}

// show writes what a real file shows.
func show(ctx context.Context, s set, input string) error {
	return all(ctx, []string{
		"{magick} {in}[0] -auto-orient -profile {icc} -background white -alpha remove -strip -resize {most} -depth 8 PNG24:{truth}",
	}, map[string]string{
		"{in}": input, "{icc}": filepath.Join(s.dir, "srgb.icc"), "{truth}": s.truth(input), "{most}": fmt.Sprintf("%[1]dx%[1]d>", maxSide),
	})
}
