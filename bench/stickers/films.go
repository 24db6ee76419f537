//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
	"github.com/wamedia/wamedia/bench/scenes"
)

// recipe makes one animation: frames of a motion, coded by ffmpeg with the options in how.
type recipe struct {
	name         string
	motion       *scenes.Motion
	height       int
	fps, seconds float64
	how          string
}

// recipes are the animations: drawings and photographs with transparency, clips of a camera that moves.
func recipes() []recipe {
	const (
		gif = "-filter_complex split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse -f gif"
		png = "-pred mixed -plays 0 -f apng"
		mp4 = "-pix_fmt yuv420p -crf 18 -f mp4"
		vp9 = "-c:v libvpx-vp9 -pix_fmt yuva420p -crf 20 -b:v 0 -cpu-used 5 -f webm"
	)
	return []recipe{
		{"a-sprite.gif", scenes.NewSprite(side, side, 1), side, 25, 4, gif},
		{"b-scene.gif", scenes.NewPan(side, 384, 2, 0, true), 384, 12.5, 4, gif},
		{"c-ghost.png", scenes.NewGhost(side, side, 3), side, 20, 3, png},
		{"d-pan.mp4", scenes.NewPan(side, 384, 4, 2, false), 384, 25, 3, mp4},
		{"e-scene.mp4", scenes.NewPan(side, 288, 5, 0, true), 288, 30, 3, mp4},
		{"f-sprite.webm", scenes.NewSprite(side, side, 6), side, 25, 3, vp9},
	}
}

// films makes the animations where they are not there yet.
func films(ctx context.Context, dir string) ([]input, error) {
	var inputs []input
	for _, r := range recipes() {
		path := filepath.Join(dir, r.name)
		if err := once(path, func() error { return r.make(ctx, path) }); err != nil {
			return nil, err
		}
		inputs = append(inputs, input{path, r.fps})
	}
	return inputs, nil
}

// make writes the frames and has ffmpeg code them.
func (r recipe) make(ctx context.Context, path string) error {
	raw, half := path+".raw", path+".half"
	defer func() { _ = os.Remove(raw) }()
	if err := create(raw, r.play); err != nil {
		return err
	}
	argv := []string{
		"ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", fmt.Sprintf("%dx%d", side, r.height),
		"-r", fmt.Sprint(r.fps), "-i", raw,
	}
	if _, err := measure.Output(ctx, append(append(argv, strings.Fields(r.how)...), half)...); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// play writes the frames of the motion, one behind the other.
func (r recipe) play(f *os.File) error {
	for i := range int(r.fps * r.seconds) {
		if _, err := f.Write(r.motion.Frame(float64(i) / r.fps).Pix); err != nil {
			return err
		}
	}
	return nil
}
