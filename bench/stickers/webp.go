//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/wamedia/wamedia/bench/measure"
)

// part is one frame of an animated WebP, as webpmux lists it.
type part struct {
	x, y, ms     int
	clear, blend bool // clear: what it covered is emptied after it
}

// line of a part: number, width, height, alpha, offsets, duration, dispose, blend, size, compression.
const line = `(?m)^\s*\d+:\s+\d+\s+\d+\s+\w+\s+(\d+)\s+(\d+)\s+(\d+)\s+(\w+)\s+(\w+)\s`

// parts lists the frames of a file; none when it is a still.
func parts(ctx context.Context, path string) ([]part, error) {
	text, err := measure.Output(ctx, "webpmux", "-info", path)
	if err != nil {
		return nil, err
	}
	var out []part
	for _, found := range regexp.MustCompile(line).FindAllStringSubmatch(text, -1) {
		number := func(i int) int { n, _ := strconv.Atoi(found[i]); return n } // the pattern lets digits through alone
		out = append(out, part{number(1), number(2), number(3), found[4] == "background", found[5] == "yes"})
	}
	return out, nil
}

// shown is a picture with the time for which it is seen.
type shown struct {
	picture *image.NRGBA
	ms      int
}

// take decodes a WebP by webpmux and dwebp, and lays its frames upon each other as a client does.
func take(ctx context.Context, path, work string) ([]shown, error) {
	frames, err := parts(ctx, path)
	if err != nil {
		return nil, err
	}
	if len(frames) == 0 {
		still, err := decoded(ctx, path, work)
		return []shown{{still, 0}}, err
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, side, side))
	single := filepath.Join(work, "frame.webp")
	var out []shown
	for i, f := range frames {
		if _, err := measure.Output(ctx, "webpmux", "-get", "frame", strconv.Itoa(i+1), path, "-o", single); err != nil {
			return nil, err
		}
		picture, err := decoded(ctx, single, work)
		if err != nil {
			return nil, err
		}
		out = append(out, shown{f.lay(canvas, picture), f.ms})
	}
	return out, nil
}

// lay draws a frame upon the canvas and gives what is then seen.
func (f part) lay(canvas, picture *image.NRGBA) *image.NRGBA {
	at := picture.Rect.Add(image.Pt(f.x, f.y))
	how := draw.Src
	if f.blend {
		how = draw.Over
	}
	draw.Draw(canvas, at, picture, image.Point{}, how)
	seen := &image.NRGBA{Pix: bytes.Clone(canvas.Pix), Stride: canvas.Stride, Rect: canvas.Rect}
	if f.clear {
		draw.Draw(canvas, at, image.Transparent, image.Point{}, draw.Src)
	}
	return seen
}

// decoded is a still as dwebp sees it.
func decoded(ctx context.Context, path, work string) (*image.NRGBA, error) {
	pam := filepath.Join(work, "frame.pam")
	if _, err := measure.Output(ctx, "dwebp", "-quiet", "-pam", path, "-o", pam); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(pam)
	if err != nil {
		return nil, err
	}
	return readPAM(data)
}

// readPAM reads what dwebp writes: a head in words, then red, green, blue and alpha.
func readPAM(data []byte) (*image.NRGBA, error) {
	var width, height int
	head, pix, ok := bytes.Cut(data, []byte("ENDHDR\n"))
	if n, err := fmt.Sscanf(string(head), "P7\nWIDTH %d\nHEIGHT %d\n", &width, &height); err != nil || n != 2 || !ok {
		return nil, fmt.Errorf("no PAM: %.40q", data)
	}
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	if len(pix) != len(m.Pix) {
		return nil, fmt.Errorf("a PAM of %d×%d with %d bytes", width, height, len(pix))
	}
	copy(m.Pix, pix)
	return m, nil
}
