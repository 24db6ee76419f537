//go:build vips && cgo

package vips_test

import (
	"image"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

// The quality of a long film is foretold by short runs of it. Whatever they are like, few encodes of the whole are
// made, and the limit is used.
func TestFilmQualityIsForetold(t *testing.T) {
	t.Parallel()
	rolling := shadows(30)
	tests := map[string]struct {
		frames  []*image.NRGBA
		limit   int64
		encodes int // of the whole film, at most
	}{
		"a ball rolls":         {rolling, 120_000, 1},
		"and must be coarse":   {rolling, 60_000, 2},
		"it is still at first": {append(held(rolling[0], 10), rolling...), 120_000, 2},
		"it is still at last":  {append(rolling[:25:25], held(rolling[24], 10)...), 120_000, 2},
		"grain, in the way":    {pan(24), 300_000, 4},
		"too short for runs":   {rolling[:20], 60_000, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := job.Request{Frames: &job.Frames{FPS: 15}, Limit: test.limit}
			data, made, err := engine(t).Frames(t.Context(), reel(test.frames...), req)
			if err != nil {
				t.Fatal(err)
			}
			judgeAnimation(t, data, made, test.limit)
			if made.Coding != "lossy" || made.Size < test.limit*85/100 {
				t.Errorf("%s of quality %d takes %d of %d bytes", made.Coding, made.Quality, made.Size, test.limit)
			}
			// Where frames are given up, an encode takes as much less.
			if frames := made.Encodes * len(made.FrameMS); frames > test.encodes*len(test.frames) {
				t.Errorf("%d encodes of %d of %d frames, want %d of all at most", made.Encodes, len(made.FrameMS), len(test.frames), test.encodes)
			}
		})
	}
}

// shadows are n frames of a photo that a ball without grain rolls over, and leaves darker.
func shadows(n int) []*image.NRGBA {
	var frames []*image.NRGBA
	ground := photo(512, 512)
	for i := range n {
		f := image.NewNRGBA(ground.Rect)
		for y := range 512 {
			for x := range 512 {
				at, from := f.PixOffset(x, y), ground.PixOffset(x, y)
				near := max(0, 255-((x-16*i)*(x-16*i)+(y-256)*(y-256))/200)
				for c := range 3 {
					f.Pix[at+c] = byte(int(ground.Pix[from+c]) * (255 - near/2) / 255)
				}
				f.Pix[at+3] = 255
			}
		}
		frames = append(frames, f)
	}
	return frames
}

// held are n frames that differ from another by a pixel.
func held(like *image.NRGBA, n int) []*image.NRGBA {
	var frames []*image.NRGBA
	for i := range n {
		f := image.NewNRGBA(like.Rect)
		copy(f.Pix, like.Pix)
		f.Pix[0] = byte(i)
		frames = append(frames, f)
	}
	return frames
}
