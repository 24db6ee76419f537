//go:build vips && cgo

package vips_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

// reel is raw frames of 512×512 RGBA, one after another.
func reel(frames ...*image.NRGBA) io.Reader {
	var readers []io.Reader
	for _, f := range frames {
		readers = append(readers, bytes.NewReader(f.Pix))
	}
	return io.MultiReader(readers...)
}

// ball is a red disc on nothing, at a place that depends on i.
func ball(i int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	for dy := -50; dy < 50; dy++ {
		for dx := -50; dx < 50; dx++ {
			if dx*dx+dy*dy < 50*50 {
				img.SetNRGBA(60+7*(i%50)+dx, 256+dy, color.NRGBA{220, 30, 30, 255})
			}
		}
	}
	return img
}

func balls(n int) []*image.NRGBA {
	var frames []*image.NRGBA
	for i := range n {
		frames = append(frames, ball(i))
	}
	return frames
}

// pan looks at another part of a photo in every frame.
func pan(n int) []*image.NRGBA {
	wide := photo(512+6*n, 512)
	var frames []*image.NRGBA
	for i := range n {
		f := image.NewNRGBA(image.Rect(0, 0, 512, 512))
		for y := range 512 {
			copy(f.Pix[f.Stride*y:f.Stride*(y+1)], wide.Pix[wide.PixOffset(6*i, y):])
		}
		frames = append(frames, f)
	}
	return frames
}

// row of webpmux's table of frames: number, width, height, alpha, x, y, duration.
var row = regexp.MustCompile(`(?m)^\s*\d+:\s+(\d+)\s+(\d+)\s+(yes|no)\s+(\d+)\s+(\d+)\s+(\d+)\s`)

// judgeAnimation has webpmux and webpinfo judge an animated sticker, and tells how long each frame is shown.
func judgeAnimation(t *testing.T, data []byte, made job.Made, limit int64) []int {
	t.Helper()
	if n := int64(len(data)); n > limit || n != made.Size {
		t.Errorf("%d bytes, %d were answered and %d allowed", n, made.Size, limit)
	}
	path := file(t, "animation.webp", data)
	if info := tool(t, "webpinfo", path); !strings.Contains(info, "No error detected") {
		t.Errorf("webpinfo says:\n%s", info)
	}
	info := tool(t, "webpmux", "-info", path)
	want := []string{"Canvas size: 512 x 512", "Loop Count : 0"}
	if !made.Untouched {
		want = append(want, "Background color : 0x00000000")
	}
	for _, want := range want {
		if !strings.Contains(info, want) {
			t.Errorf("want %s, got:\n%s", want, info)
		}
	}
	var durations []int
	total := 0
	for _, match := range row.FindAllStringSubmatch(info, -1) {
		ms, err := strconv.Atoi(match[6])
		if err != nil {
			t.Fatal(err)
		}
		durations, total = append(durations, ms), total+ms
		if ms < 8 {
			t.Errorf("frame %d is shown for %d ms", len(durations), ms)
		}
	}
	if len(durations) < 2 || total > 10_000 {
		t.Errorf("%d frames and %d ms:\n%s", len(durations), total, info)
	}
	if diff := cmp.Diff(durations, made.FrameMS); diff != "" {
		t.Errorf("durations, and what was answered: %s", diff)
	}
	return durations
}

// shot is frame n of an animation, counted from 1, when all frames stand alone.
func shot(t *testing.T, data []byte, n int) image.Image {
	t.Helper()
	dir := t.TempDir()
	frame, png := filepath.Join(dir, "frame.webp"), filepath.Join(dir, "frame.png")
	tool(t, "webpmux", "-get", "frame", fmt.Sprint(n), file(t, "all.webp", data), "-o", frame)
	tool(t, "dwebp", "-quiet", frame, "-o", png)
	return decoded(t, contents(t, png))
}

func sum(ms []int) int {
	total := 0
	for _, v := range ms {
		total += v
	}
	return total
}

func TestFramesKeepTheirDurations(t *testing.T) {
	t.Parallel()
	a, b, c := ball(0), ball(20), ball(40)
	tests := map[string]struct {
		frames []*image.NRGBA
		desc   job.Frames
		req    job.Request
		want   []int
		notes  []string
	}{
		"a rate":             {[]*image.NRGBA{a, b, c}, job.Frames{FPS: 15}, job.Request{}, []int{67, 66, 67}, nil},
		"a list":             {[]*image.NRGBA{a, b, c}, job.Frames{MS: []int{40, 1000, 70}}, job.Request{}, []int{40, 1000, 70}, nil},
		"equal ones merged":  {[]*image.NRGBA{a, a, b, b, b, a}, job.Frames{FPS: 10}, job.Request{}, []int{200, 300, 100}, nil},
		"no duration":        {[]*image.NRGBA{a, b}, job.Frames{MS: []int{0, 0}}, job.Request{}, []int{100, 100}, nil},
		"a list too short":   {[]*image.NRGBA{a, b, c}, job.Frames{MS: []int{50}}, job.Request{}, []int{50, 50, 50}, nil},
		"too quick to see":   {[]*image.NRGBA{a, b, c, a}, job.Frames{MS: []int{40, 10, 10, 40}}, job.Request{}, []int{40, 60}, nil},
		"too long, cut":      {[]*image.NRGBA{a, b, c, a}, job.Frames{FPS: 0.25}, job.Request{}, []int{4000, 4000, 2000}, []string{"cut to the first 10 seconds"}},
		"too long, faster":   {[]*image.NRGBA{a, b, c, a}, job.Frames{FPS: 0.25}, job.Request{OverLong: "speed"}, []int{2500, 2500, 2500, 2500}, []string{"played faster, to end after 10 seconds"}},
		"as long as allowed": {[]*image.NRGBA{a, b}, job.Frames{FPS: 0.2}, job.Request{}, []int{5000, 5000}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.Frames = &test.desc
			data, made, err := engine(t).Frames(t.Context(), reel(test.frames...), test.req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, judgeAnimation(t, data, made, 500_000)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.notes, made.Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFramesKeepTransparency(t *testing.T) {
	t.Parallel()
	for _, limit := range []int64{500_000, 9_000} { // without and with a lossy step
		req := job.Request{Frames: &job.Frames{FPS: 10}, Limit: limit}
		data, made, err := engine(t).Frames(t.Context(), reel(ball(0), ball(40)), req)
		if err != nil {
			t.Fatal(err)
		}
		judgeAnimation(t, data, made, limit)
		// webpmux gives the part that changed: a disc, or two.
		first := shot(t, data, 1)
		b := first.Bounds()
		near(t, first, 0, 0, nothing, 0)
		near(t, first, b.Dx()-1, b.Dy()-1, nothing, 0)
		near(t, first, b.Dx()/2, b.Dy()/2, color.NRGBA{220, 30, 30, 255}, 20)
	}
}

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

// animated is an animated WebP by Google's own tool.
func animated(t *testing.T, ms int, options []string, frames ...image.Image) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.webp")
	args := slices.Concat(options, []string{"-loop", "0"})
	for i, f := range frames {
		args = append(args, "-d", fmt.Sprint(ms+i), file(t, fmt.Sprint(i, ".png"), asPNG(t, f)))
	}
	tool(t, "img2webp", append(args, "-o", out)...)
	return contents(t, out)
}

func TestAnimationOfWebP(t *testing.T) {
	t.Parallel()
	wide := []image.Image{photo(300, 150), noise(300, 150, false), solid(300, 150)}
	square := []image.Image{ball(1), ball(30), ball(3)}
	tests := map[string]struct {
		source []byte
		want   []int
		kept   bool
	}{
		"to be scaled":              {animated(t, 100, []string{"-lossy"}, wide...), []int{100, 101, 102}, false},
		"of the right size":         {animated(t, 100, nil, square...), []int{100, 101, 102}, true},
		"too long":                  {animated(t, 4000, nil, square...), []int{4000, 4001, 1999}, false},
		"too heavy by its metadata": {withMetadata(t, animated(t, 100, nil, square...), 600_000), []int{100, 101, 102}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, made, err := engine(t).Animation(t.Context(), test.source, job.Request{MIME: "image/webp"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, judgeAnimation(t, data, made, 500_000)); diff != "" {
				t.Error(diff)
			}
			if made.Untouched != test.kept {
				t.Errorf("got %+v, want it kept: %v", made, test.kept)
			}
		})
	}
}

func withMetadata(t *testing.T, webp []byte, size int) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.webp")
	tool(t, "webpmux", "-set", "xmp", file(t, "xmp", bytes.Repeat([]byte("x"), size)), file(t, "in.webp", webp), "-o", out)
	return contents(t, out)
}

// An animation of 5 ms frames may not be kept: it is slowed down to what can be seen.
func TestAnimationTooQuick(t *testing.T) {
	t.Parallel()
	var frames []image.Image
	for i := range 24 {
		frames = append(frames, ball(2*i))
	}
	data, made, err := engine(t).Animation(t.Context(), animated(t, 1, nil, frames...), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	judgeAnimation(t, data, made, 500_000)
}

func TestAnimationRefuses(t *testing.T) {
	t.Parallel()
	good := animated(t, 100, nil, ball(1), ball(30), ball(3))
	corrupt := bytes.Clone(good)
	for i := len(good) / 2; i < len(good)/2+100; i++ {
		corrupt[i] = 0xff
	}
	tests := map[string]struct {
		source []byte
		req    job.Request
		want   job.Class
	}{
		"truncated":       {good[:len(good)/2], job.Request{MIME: "image/webp"}, job.Damaged},
		"corrupt":         {corrupt, job.Request{MIME: "image/webp"}, job.Damaged},
		"nothing":         {nil, job.Request{MIME: "image/webp"}, job.Damaged},
		"too many frames": {good, job.Request{MIME: "image/webp", MaxFrames: 2}, job.TooLarge},
		"too many pixels": {good, job.Request{MIME: "image/webp", MaxPixels: 512*512*4 - 1}, job.TooLarge},
		"a GIF":           {[]byte("GIF89a"), job.Request{MIME: "image/gif"}, job.Refused},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, _, err := engine(t).Animation(t.Context(), test.source, test.req)
			if err == nil {
				t.Fatalf("%d bytes came out", len(data))
			}
			if f := failed(err); f.Class != test.want {
				t.Errorf("got %s: %s, want %s", f.Class, f.Message, test.want)
			}
		})
	}
}

func TestAnimationKeepsItsPack(t *testing.T) {
	t.Parallel()
	pack := []byte(`II*` + "\x00" + `{"sticker-pack-id":"one"}`)
	webp := filepath.Join(t.TempDir(), "in.webp")
	tool(t, "webpmux", "-set", "exif", file(t, "exif", pack),
		file(t, "plain.webp", animated(t, 90, nil, photo(99, 80), solid(99, 80))), "-o", webp)
	data, made, err := engine(t).Animation(t.Context(), contents(t, webp), job.Request{MIME: "image/webp"})
	if err != nil {
		t.Fatal(err)
	}
	judgeAnimation(t, data, made, 500_000)
	if !bytes.Contains(data, pack) {
		t.Error("the pack is lost")
	}
}
