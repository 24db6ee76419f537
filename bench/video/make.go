//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"hash/fnv"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
	"github.com/wamedia/wamedia/bench/scenes"
)

// make gives the path of the clip in a folder, where it is made unless it is there already. The folder's name has a sum
// over all that it is made by.
func (c clip) make(ctx context.Context, keep string) (string, error) {
	dir := filepath.Join(keep, c.sum())
	path := filepath.Join(dir, c.name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	argv, err := c.argv(ctx, keep)
	if err != nil {
		return "", err
	}
	half := filepath.Join(dir, "half-"+c.name)
	if _, err := measure.Output(ctx, append(argv, half)...); err != nil {
		return "", err
	}
	return path, os.Rename(half, path)
}

func (c clip) sum() string {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%+v %+v", c, c.shown()) // a hash takes everything
	for _, from := range clips() {
		if from.name == c.of {
			_, _ = fmt.Fprintf(h, "%+v", from)
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// argv is the call of ffmpeg that makes the clip, all but the last argument.
func (c clip) argv(ctx context.Context, keep string) ([]string, error) {
	argv := []string{"ffmpeg", "-nostdin", "-v", "error", "-y"}
	for _, from := range clips() {
		if from.name == c.of {
			source, err := from.make(ctx, keep)
			return append(append(argv, "-i", source), strings.Fields(c.options)...), err
		}
	}
	pictures, err := pictures(keep)
	if err != nil {
		return nil, err
	}
	for _, p := range pictures {
		argv = append(argv, "-i", p)
	}
	graph, maps := c.picture+",format=yuv420p[v]", []string{"-map", "[v]"}
	if c.sound != "" {
		graph, maps = graph+";"+c.sound+"[a]", append(maps, "-map", "[a]")
	}
	argv = append(append(argv, "-filter_complex", graph), maps...)
	argv = append(argv, strings.Fields(c.options)...)
	return append(argv, "-t", fmt.Sprint(c.seconds)), nil
}

// pictures paints what all clips are made of: two photographs and a page.
func pictures(keep string) ([]string, error) {
	var paths []string
	for seed := range uint64(2) {
		path := filepath.Join(keep, fmt.Sprintf("photo-%d.ppm", seed))
		paths = append(paths, path)
		if err := once(path, func(f *os.File) error { return scenes.NewPhoto(3200, 1800, seed, 0).WritePPM(f, 8) }); err != nil {
			return nil, err
		}
	}
	path := filepath.Join(keep, "page.png")
	return append(paths, path), once(path, func(f *os.File) error {
		img, err := scenes.NewScreen(1920, 8640, 1)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		if err := png.Encode(w, img); err != nil {
			return err
		}
		return w.Flush()
	})
}

// once writes a file unless it is there.
func once(path string, write func(*os.File) error) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.Create(path + ".half")
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(path+".half", path)
}
