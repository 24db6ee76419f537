package pipeline

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// drawnView is a view of what paint says of each pixel: a gray value and its opacity.
func drawnView(side int, paint func(x, y int) (gray, alpha float64)) job.View {
	v := job.View{Side: side, Pix: make([]byte, 4*side*side)}
	for i := range side * side {
		gray, alpha := paint(i%side, i/side)
		for c := range 3 {
			v.Pix[4*i+c] = byte(min(255, max(0, gray)) * alpha)
		}
		v.Pix[4*i+3] = byte(255 * alpha)
	}
	return v
}

func gray(value, alpha float64) func(int, int) (float64, float64) {
	return func(int, int) (float64, float64) { return value, alpha }
}

// noisyView strays by so much around the values of another.
func noisyView(paint func(x, y int) (float64, float64), by float64) func(int, int) (float64, float64) {
	rng := rand.New(rand.NewPCG(3, 4))
	return func(x, y int) (float64, float64) {
		g, a := paint(x, y)
		return g + by*(2*rng.Float64()-1), a
	}
}

type viewer struct {
	Engine
	moments []Moment
	err     error
}

func (v viewer) Views(context.Context, Task, Outcome) ([]Moment, error) { return v.moments, v.err }

func TestPicturesAreConserved(t *testing.T) {
	t.Parallel()
	scene := func(x, y int) (float64, float64) { return float64(2*x+y) + 40*float64((x/8+y/8)%2), 1 }
	logo := func(value float64) func(x, y int) (float64, float64) {
		return func(x, y int) (float64, float64) {
			if x > 16 && x < 48 && y > 16 && y < 48 {
				return value, 1
			}
			return 0, 0
		}
	}
	text := func(x, y int) (float64, float64) {
		if y%8 < 3 && (x*7+y*3)%5 < 2 {
			return 120, 1
		}
		return 255, 1
	}
	image, sticker := transcode.Plan{Kind: media.Image}, transcode.Plan{Kind: media.Sticker}
	onBlack := transcode.Plan{Kind: media.Image, Options: transcode.Options{Background: "#000000"}}
	for name, c := range map[string]struct {
		in, out func(x, y int) (float64, float64)
		side    int
		plan    transcode.Plan
		lost    string
	}{
		"the same":                    {scene, scene, 64, image, ""},
		"coded with loss":             {scene, noisyView(scene, 6), 64, image, ""},
		"white":                       {scene, gray(255, 1), 64, image, "brightness"},
		"gray of the same brightness": {scene, gray(113, 1), 64, image, "blank"},
		"turned":                      {scene, func(x, y int) (float64, float64) { return scene(63-x, 63-y) }, 64, image, "structure"},
		"negative":                    {scene, func(x, y int) (float64, float64) { g, a := scene(x, y); return 226 - g, a }, 64, image, "structure"},
		"a little darker":             {scene, func(x, y int) (float64, float64) { g, a := scene(x, y); return 0.95 * g, a }, 64, image, ""},
		"much darker":                 {scene, func(x, y int) (float64, float64) { g, a := scene(x, y); return 0.8 * g, a }, 64, image, "brightness"},
		"flat":                        {gray(80, 1), noisyView(gray(80, 1), 3), 64, image, ""},
		"white paper":                 {gray(255, 1), noisyView(gray(254, 1), 2), 64, image, ""},
		"black":                       {gray(0, 1), noisyView(gray(1, 1), 2), 64, image, ""},
		"text that vanished":          {text, gray(255, 1), 64, image, "b"},
		"text":                        {text, noisyView(text, 4), 64, image, ""},
		"few pixels":                  {scene, noisyView(scene, 2), 4, image, ""},
		"few pixels that are gone":    {gray(30, 1), gray(200, 1), 2, image, "brightness"},
		"noise":                       {noisyView(gray(128, 1), 100), noisyView(gray(128, 1), 100), 64, image, ""},
		"noise for other noise":       {noisyView(gray(128, 1), 100), noisyView(gray(128, 1), 99), 64, image, ""},
		"on its background":           {logo(200), func(x, y int) (float64, float64) { g, a := logo(200)(x, y); return g * a, 1 }, 64, onBlack, ""},
		"on another background":       {logo(200), func(x, y int) (float64, float64) { g, a := logo(200)(x, y); return g * a, 1 }, 64, image, "brightness"},
		"a white sticker":             {logo(255), logo(255), 64, sticker, ""},
		"a black sticker":             {logo(0), logo(0), 64, sticker, ""},
		"an invisible white sticker":  {logo(255), gray(0, 0), 64, sticker, "brightness"},
		"an invisible black sticker":  {logo(0), gray(0, 0), 64, sticker, "brightness"},
		"a sticker become white":      {logo(90), logo(255), 64, sticker, "brightness"},
		"a sticker become opaque":     {logo(255), func(x, y int) (float64, float64) { g, a := logo(255)(x, y); return g * a, 1 }, 64, sticker, "brightness"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Moment{Output: drawnView(c.side, c.out), Source: []job.View{drawnView(c.side, c.in)}}
			w := &work{result: Result{Plan: c.plan}}
			err := w.lostPictures(t.Context(), viewer{moments: []Moment{m}}, Task{})
			var lost *LostError
			if c.lost == "" && err != nil || c.lost != "" && (!errors.As(err, &lost) || !strings.Contains(lost.What, c.lost)) {
				t.Errorf("got %v, want %q", err, c.lost)
			}
		})
	}
}

// Frames of a film may be left out: one picture of the source near the moment has to be that of the output.
func TestOneOfThePicturesNearAMomentCounts(t *testing.T) {
	t.Parallel()
	black, white := drawnView(64, gray(0, 1)), drawnView(64, gray(255, 1))
	w := &work{result: Result{Plan: transcode.Plan{Kind: media.Video}}}
	for _, c := range []struct {
		source []job.View
		lost   bool
	}{{[]job.View{black, white}, false}, {[]job.View{white, black}, false}, {[]job.View{black, black}, true}} {
		err := w.lostPictures(t.Context(), viewer{moments: []Moment{{Output: white, Source: c.source}}}, Task{})
		if (err != nil) != c.lost {
			t.Errorf("got %v, want a loss: %v", err, c.lost)
		}
	}
	cause := errors.New("no worker")
	if err := w.lostPictures(t.Context(), viewer{err: cause}, Task{}); !errors.Is(err, cause) {
		t.Errorf("got %v, want %v", err, cause)
	}
	w.result.Plan.ForcedBy = []string{"any.damaged"}
	if err := w.lostPictures(t.Context(), viewer{moments: []Moment{{Output: white, Source: []job.View{black}}}}, Task{}); err != nil {
		t.Errorf("what is left of a damaged picture was compared: %v", err)
	}
}
