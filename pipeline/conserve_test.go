package pipeline

import (
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func film(seconds float64, frames int, sounds int) media.Facts {
	f := media.Facts{Seconds: new(seconds), Video: []media.VideoTrack{{Frames: frames}}}
	for range sounds {
		f.Audio = append(f.Audio, media.AudioTrack{Codec: "aac"})
	}
	return f
}

func rated(seconds float64, frames int, fps float64, variable bool) media.Facts {
	f := film(seconds, frames, 1)
	f.Video[0].FrameRate, f.Video[0].VariableRate = fps, variable
	return f
}

func inside(container string, f media.Facts) media.Facts {
	f.Container = &media.Container{Format: container}
	return f
}

// sounding is a film whose sound has a length of its own.
func sounding(seconds, sound float64) media.Facts {
	f := film(seconds, 300, 1)
	f.Audio[0].Seconds = &sound
	return f
}

func still(w, h, orientation int, alpha bool) media.Facts {
	return media.Facts{Picture: &media.Picture{Width: w, Height: h, Orientation: orientation, Alpha: alpha, Frames: 1}}
}

func animation(ms ...int) media.Facts {
	return media.Facts{Picture: &media.Picture{Width: 512, Height: 512, Frames: len(ms), FrameMS: ms}}
}

// TestConserved holds a cure to what its plan did not give up.
func TestConserved(t *testing.T) {
	t.Parallel()
	kept := transcode.Plan{Kind: media.Video, Audio: transcode.Stream{Do: transcode.Keep}}
	image, keepAlpha := transcode.Plan{Kind: media.Image}, transcode.Plan{Kind: media.Image, Options: transcode.Options{KeepAlpha: true}}
	sticker := transcode.Plan{Kind: media.Sticker, Engine: transcode.AnimationEngine}
	for _, c := range []struct {
		what    string
		in, out media.Facts
		plan    transcode.Plan
		lost    bool
	}{
		{"a film as long as before", film(10, 300, 1), film(9.98, 150, 1), kept, false},
		{"a film cut short", film(10, 300, 1), film(5, 150, 1), kept, true},
		{"a film a little shorter", film(10, 300, 1), film(9.9, 297, 1), kept, true},
		{"a film of few frames a second", rated(10, 100, 10, false), rated(9.9, 99, 10, false), kept, false},
		{"a film of uneven frames", rated(10, 95, 10, true), rated(9.85, 296, 30, false), kept, false},
		{"a film in a container that says a length", inside("flv", film(10, 0, 1)), film(9.8, 294, 1), kept, false},
		{"a film that plays on", film(10, 300, 1), film(10.4, 312, 1), kept, true},
		{"frames twice", film(10, 300, 1), film(20, 600, 1), kept, true},
		{"sound that ends early", sounding(10, 10), sounding(10, 8), kept, true},
		{"sound that was shorter before", sounding(10, 8), sounding(10, 7.95), kept, false},
		{"a click that is made as long as can be played", media.Facts{Seconds: new(0.01)}, media.Facts{Seconds: new(0.1)}, transcode.Plan{Kind: media.Audio}, false},
		{"a film with every frame", film(0.52, 2, 1), film(0.08, 2, 1), kept, false},
		{"a film without its sound", film(10, 300, 1), film(10, 300, 0), kept, true},
		{"sound that became nothing", media.Facts{Seconds: new(0.02)}, media.Facts{Seconds: new(0.0)}, transcode.Plan{Kind: media.Audio}, true},
		{"a picture turned upright", still(400, 300, 6, false), still(300, 400, 0, false), image, false},
		{"a picture not turned", still(400, 300, 6, false), still(400, 300, 0, false), image, true},
		{"a picture scaled down", still(4001, 3000, 0, false), still(1000, 750, 0, false), image, false},
		{"transparency composited", still(10, 10, 0, true), still(10, 10, 0, false), image, false},
		{"transparency that was to be kept", still(10, 10, 0, true), still(10, 10, 0, false), keepAlpha, true},
		{"a long animation cut", animation(6000, 6000), animation(6000, 4000), sticker, false},
		{"an animation that became a still", animation(500, 500), animation(1000), sticker, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			r := Result{Result: validate.Result{Facts: c.in}, Plan: c.plan}
			if err := conserved(&r, &c.out); (err != nil) != c.lost {
				t.Errorf("%v, want a loss: %v", err, c.lost)
			}
		})
	}
}
