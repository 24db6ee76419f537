//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

// result is what a contestant came to over a set.
type result struct {
	name   string
	inputs int
	cost   measure.Cost
	files  []file // what came out, in the order of the inputs
}

// file is one output.
type file struct {
	name        string // empty where nothing came out
	size        int64
	ssim        float64
	butteraugli float64 // 3-norm over the middle, less is better
}

// add puts the results of two sets together.
func (r result) add(s result) result {
	return result{s.name, r.inputs + s.inputs, r.cost.Add(s.cost), append(r.files[:len(r.files):len(r.files)], s.files...)}
}

// score looks at what stands in a folder.
func score(ctx context.Context, s set, out string) (result, error) {
	var r result
	for _, input := range s.inputs {
		f, err := scoreFile(ctx, s.truth(input), output(out, stem(input)))
		if err != nil {
			return r, err
		}
		r.files = append(r.files, f)
	}
	return r, nil
}

// output finds the picture with a stem: contestants choose the extension.
func output(dir, stem string) string {
	for _, extension := range []string{".jpg", ".jpeg", ".png"} {
		if path := filepath.Join(dir, stem+extension); exists(path) {
			return path
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func scoreFile(ctx context.Context, truth, made string) (file, error) {
	if made == "" {
		return file{}, nil
	}
	info, err := os.Stat(made)
	if err != nil {
		return file{}, err
	}
	f := file{name: filepath.Base(made), size: info.Size()}
	if f.ssim, err = measure.SSIM(ctx, truth, made); err != nil {
		return f, err
	}
	f.butteraugli, err = middle(ctx, truth, made)
	return f, err
}

// middle compares the middle 1024 by 1024 pixels: Butteraugli takes seconds for a megapixel.
func middle(ctx context.Context, truth, made string) (float64, error) {
	a, b := made+".truth.png", made+".made.png"
	defer removeAll(a, b)
	const graph = "[1][0]scale2ref=flags=bicubic+accurate_rnd+full_chroma_int[b][a];" +
		"[a]crop=min(iw\\,1024):min(ih\\,1024),format=rgb24[a1];[b]crop=min(iw\\,1024):min(ih\\,1024),format=rgb24[b1]"
	_, err := measure.Output(ctx, "ffmpeg", "-v", "error", "-i", truth, "-i", made, "-filter_complex", graph,
		"-map", "[a1]", "-frames:v", "1", a, "-map", "[b1]", "-frames:v", "1", b)
	if err != nil {
		return 0, fmt.Errorf("cut the middle of %s: %w", made, err)
	}
	return measure.Butteraugli(ctx, a, b)
}
