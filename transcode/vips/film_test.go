//go:build vips && cgo

package vips_test

import (
	"image"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
)

func TestFramesFitAnyLimit(t *testing.T) {
	t.Parallel()
	var grain []*image.NRGBA
	for i := range 12 {
		n := noise(512, 512, i%2 == 1)
		n.Pix[0], n.Pix[4] = byte(i), byte(i)
		for j := range n.Pix {
			if j%4 != 3 {
				n.Pix[j] += byte(i * j)
			}
		}
		grain = append(grain, n)
	}
	tests := map[string]struct {
		frames []*image.NRGBA
		fps    float64
		limit  int64
	}{
		"a drawing":                  {balls(50), 15, 500_000},
		"a pan":                      {pan(40), 15, 500_000},
		"a pan, tight":               {pan(40), 15, 200_000},
		"noise, in and out of sight": {grain, 10, 500_000},
		"a quick pan":                {pan(60), 60, 300_000},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := job.Request{Frames: &job.Frames{FPS: test.fps}, Limit: test.limit}
			data, made, err := engine(t).Frames(t.Context(), reel(test.frames...), req)
			if err != nil {
				t.Fatal(err)
			}
			ms := judgeAnimation(t, data, made, test.limit)
			if want := int(float64(len(test.frames))*1000/test.fps + 0.5); sum(ms) != want {
				t.Errorf("%d ms, want %d", sum(ms), want)
			}
			if made.Coding == "lossy" && made.Quality < 95 && made.Quality > 0 && made.Size < test.limit*3/4 {
				t.Errorf("quality fell to %d, and only %d of %d bytes are used", made.Quality, made.Size, test.limit)
			}
			if made.Encodes > 12 {
				t.Errorf("%d encodes", made.Encodes)
			}
		})
	}
}

// What does not move is no animation, and the limit of stills holds.
func TestFramesOfOnePicture(t *testing.T) {
	t.Parallel()
	still := noise(512, 512, false)
	data, made, err := engine(t).Frames(t.Context(), reel(still, still, still), job.Request{Frames: &job.Frames{FPS: 10}})
	if err != nil {
		t.Fatal(err)
	}
	judgeSticker(t, data, made, 100_000)
	if made.FrameMS != nil {
		t.Errorf("frames %v, want none", made.FrameMS)
	}
}

func TestFramesRefuse(t *testing.T) {
	t.Parallel()
	ten := &job.Frames{FPS: 10}
	tests := map[string]struct {
		stream io.Reader
		req    job.Request
		want   job.Class
		says   string
	}{
		"no frame":          {strings.NewReader(""), job.Request{Frames: ten}, job.Damaged, "no frame"},
		"half a frame":      {strings.NewReader(strings.Repeat("x", 1<<19)), job.Request{Frames: ten}, job.Internal, "frame 1"},
		"too many":          {reel(balls(5)...), job.Request{Frames: ten, MaxFrames: 4}, job.TooLarge, "4 frames"},
		"no rate":           {reel(ball(0)), job.Request{Frames: &job.Frames{}}, job.Internal, "rate"},
		"a negative rate":   {reel(ball(0)), job.Request{Frames: &job.Frames{FPS: -1}}, job.Internal, "rate"},
		"an unknown wish":   {reel(ball(0)), job.Request{Frames: ten, OverLong: "loop"}, job.Refused, "cut or speed"},
		"a limit too tight": {reel(noise(512, 512, false), ball(0)), job.Request{Frames: ten, Limit: 600}, job.Refused, "600 bytes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _, err := engine(t).Frames(t.Context(), test.stream, test.req)
			if err == nil {
				t.Fatalf("%d bytes came out", len(data))
			}
			if f := failed(err); f.Class != test.want || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %s: %s, want %s: …%s…", f.Class, f.Message, test.want, test.says)
			}
		})
	}
}

// Played faster, an animation ends on the millisecond, and nothing in it is shown too shortly.
func TestFramesPlayedFaster(t *testing.T) {
	t.Parallel()
	tests := map[string][]int{
		"quick after slow": append(slices.Repeat([]int{15_000}, 1), slices.Repeat([]int{9}, 40)...),
		"slow after quick": append(slices.Repeat([]int{9}, 40), 15_000),
		"a long film":      slices.Repeat([]int{100}, 300),
		"as many as go":    slices.Repeat([]int{50}, 600),
	}
	for name, ms := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := job.Request{Frames: &job.Frames{MS: ms}, OverLong: "speed"}
			data, made, err := engine(t).Frames(t.Context(), reel(balls(len(ms))...), req)
			if err != nil {
				t.Fatal(err)
			}
			if durations := judgeAnimation(t, data, made, 500_000); sum(durations) != 10_000 {
				t.Errorf("%d ms", sum(durations))
			}
		})
	}
}

// What lies after the end is neither decoded nor counted.
func TestFramesAfterTheEnd(t *testing.T) {
	t.Parallel()
	req := job.Request{Frames: &job.Frames{FPS: 1}, MaxFrames: 11}
	data, made, err := engine(t).Frames(t.Context(), reel(balls(30)...), req)
	if err != nil {
		t.Fatal(err)
	}
	if durations := judgeAnimation(t, data, made, 500_000); len(durations) != 10 || sum(durations) != 10_000 {
		t.Errorf("got %v", durations)
	}
}
