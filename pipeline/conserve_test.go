package pipeline

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func film(seconds float64, frames int, sounds int) media.Facts {
	f := media.Facts{Seconds: new(seconds), Video: []media.VideoTrack{{Frames: frames, Seconds: new(seconds)}}}
	for range sounds {
		f.Audio = append(f.Audio, media.AudioTrack{Codec: "aac"})
	}
	return f
}

func rated(seconds float64, frames int, fps float64, variable bool) media.Facts {
	f := film(seconds, frames, 0)
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

// tune is a file of sound alone.
func tune(seconds float64) media.Facts {
	return media.Facts{Seconds: new(seconds), Audio: []media.AudioTrack{{Codec: "pcm", Seconds: new(seconds)}}}
}

func still(w, h, orientation int, alpha bool) media.Facts {
	return media.Facts{Picture: &media.Picture{Width: w, Height: h, Orientation: orientation, Alpha: alpha, Frames: 1}}
}

func animation(ms ...int) media.Facts {
	return media.Facts{Picture: &media.Picture{Width: 512, Height: 512, Frames: len(ms), FrameMS: ms}}
}

// counts stands for what the streams of a source and of an output hold.
type counts struct{ source, output Count }

// Count tells the two apart by the path.
func (c counts) Count(_ context.Context, path string, _ *media.Facts, _ bool, _ int) (Count, error) {
	if path == "source" {
		return c.source, nil
	}
	return c.output, nil
}

// frames of a second each.
func frames(source, output int) counts {
	return counts{
		Count{Packets: source, Seconds: float64(source), Played: float64(source)},
		Count{Packets: output, Seconds: float64(output), Played: float64(output)},
	}
}

// isLost reports what became of an output.
func isLost(t *testing.T, in, out media.Facts, plan transcode.Plan, outcome Outcome, held Counter) (bool, string) {
	t.Helper()
	w := work{
		line: &Line{Counter: held}, item: Item{Path: "source"}, converted: "output",
		result: Result{Result: validate.Result{Facts: in}, Plan: plan, Outcome: outcome},
	}
	err := w.conserved(t.Context(), &out)
	var lost *LostError
	if err != nil && !errors.As(err, &lost) {
		t.Fatal(err)
	}
	return err != nil, w.result.Outcome.Note
}

var (
	kept    = transcode.Stream{Do: transcode.Keep}
	encoded = transcode.Stream{Do: transcode.Encode}
)

func streams(video, audio transcode.Stream) transcode.Plan {
	return transcode.Plan{Kind: media.Video, Engine: transcode.FFmpegEngine, Video: video, Audio: audio}
}

// TestConserved holds an output to what its plan did not give up.
func TestConserved(t *testing.T) {
	t.Parallel()
	remux, pictures, sound := streams(kept, kept), streams(encoded, kept), streams(transcode.Stream{}, kept)
	image, keepAlpha := transcode.Plan{Kind: media.Image}, transcode.Plan{Kind: media.Image, Options: transcode.Options{KeepAlpha: true}}
	sticker := transcode.Plan{Kind: media.Sticker, Engine: transcode.AnimationEngine}
	for _, c := range []struct {
		what    string
		in, out media.Facts
		plan    transcode.Plan
		held    Counter
		lost    bool
	}{
		{"a film as long as before", film(10, 300, 1), film(9.98, 150, 1), pictures, nil, false},
		{"a film cut short", film(10, 300, 1), film(5, 150, 1), pictures, frames(10, 5), true},
		{"a kept film cut short", film(10, 300, 1), film(5, 150, 1), remux, frames(300, 150), true},
		{"a film a little shorter", film(10, 300, 1), film(9.9, 297, 1), remux, frames(300, 297), true},
		{"a film that nobody counts", film(10, 300, 1), film(5, 150, 1), remux, nil, true},
		{"a film of few frames a second", rated(10, 100, 10, false), rated(9.9, 99, 10, false), pictures, nil, false},
		{"a film of uneven frames", rated(10, 95, 10, true), rated(9.85, 296, 30, false), pictures, nil, false},
		{"a film in a container that says a length", inside("flv", film(10, 0, 1)), film(9.8, 294, 1), pictures, nil, false},
		{"a film that is longer than its header says", inside("mpegts", film(1, 0, 1)), film(20, 20, 1), pictures, frames(20, 20), false},
		{"a film that is shorter than its header says", inside("flv", film(20, 0, 1)), film(10, 10, 1), pictures, frames(10, 10), false},
		{"frames twice", film(10, 300, 1), film(20, 600, 1), pictures, frames(10, 20), true},
		{"sound that ends early", sounding(10, 10), sounding(10, 8), remux, frames(10, 5), true},
		{"sound whose header claims more", sounding(10, 10), sounding(10, 8), remux, frames(8, 8), false},
		{"sound that was shorter before", sounding(10, 8), sounding(10, 7.95), remux, nil, false},
		{"sound with gaps", tune(10), tune(9), sound, frames(420, 420), false},
		{"sound without its second half", tune(10), tune(5), sound, frames(470, 235), true},
		{"a film with every frame", film(0.52, 2, 0), film(0.08, 2, 0), pictures, nil, false},
		{"a film without its sound", film(10, 300, 1), film(10, 300, 0), remux, nil, true},
		{"a film without its pictures", film(10, 300, 1), tune(10), remux, nil, true},
		{"a picture turned upright", still(400, 300, 6, false), still(300, 400, 0, false), image, nil, false},
		{"a picture not turned", still(400, 300, 6, false), still(400, 300, 0, false), image, nil, true},
		{"a picture scaled down", still(4001, 3000, 0, false), still(1000, 750, 0, false), image, nil, false},
		{"transparency composited", still(10, 10, 0, true), still(10, 10, 0, false), image, nil, false},
		{"transparency that was to be kept", still(10, 10, 0, true), still(10, 10, 0, false), keepAlpha, nil, true},
		{"a long animation cut", animation(6000, 6000), animation(6000, 4000), sticker, nil, false},
		{"an animation cut short", animation(1000, 1000, 1000), animation(1000, 1000), sticker, nil, true},
		{"an animation that became a still", animation(500, 500), animation(1000), sticker, nil, true},
		{"GIF frames of 10 ms", delays("image/gif", 10, 10, 10), animation(100, 100, 100), sticker, nil, false},
		{"APNG frames of 10 ms, kept so short", delays("image/png", 10, 10, 10), animation(10, 10, 10), sticker, nil, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			if lost, _ := isLost(t, c.in, c.out, c.plan, Outcome{}, c.held); lost != c.lost {
				t.Errorf("a loss: %v, want %v", lost, c.lost)
			}
		})
	}
}

// TestEncodedSoundIsConserved compares samples with samples, and loudness with loudness.
func TestEncodedSoundIsConserved(t *testing.T) {
	t.Parallel()
	silence := math.Inf(-1)
	for _, c := range []struct {
		what         string
		said         float64 // by the header, in seconds
		source, made Sound
		loudness     bool
		packets      float64 // seconds that the source's packets play
		lost, noted  bool
	}{
		{"the same", 10, Sound{10, -20}, Sound{10.02, -20}, false, 10, false, false},
		{"half of it", 10, Sound{10, -20}, Sound{5, -20}, false, 10, true, false},
		{"a click", 0.02, Sound{0.02, -20}, Sound{0.1, -20}, false, 0.02, false, false},
		{"a click that became nothing", 0.02, Sound{0.02, -20}, Sound{0, silence}, false, 0.02, true, false},
		{"a header that claims more", 20, Sound{10, -20}, Sound{10, -20}, false, 10, false, true},
		{"a header that claims less", 5, Sound{10, -20}, Sound{10, -20}, false, 10, false, false},
		{"gaps in the source's clock", 10, Sound{9, -20}, Sound{9, -20}, false, 9.1, false, true},
		{"half of it cannot be decoded", 10, Sound{5, -20}, Sound{5, -20}, false, 10, true, true},
		{"silence for sound", 10, Sound{10, -20}, Sound{10, silence}, false, 10, true, false},
		{"a whisper for sound", 10, Sound{10, -20}, Sound{10, -41}, false, 10, true, false},
		{"softer sound", 10, Sound{10, -20}, Sound{10, -38}, false, 10, false, false},
		{"silence for silence", 10, Sound{10, silence}, Sound{10, silence}, false, 10, false, false},
		{"noise of a recorder", 10, Sound{10, -80}, Sound{10, silence}, false, 10, false, false},
		{"made as loud as asked for", 10, Sound{10, -1}, Sound{10, -22}, true, 10, false, false},
		{"made silent for loudness", 10, Sound{10, -1}, Sound{10, silence}, true, 10, true, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			plan := streams(transcode.Stream{}, encoded)
			plan.Options.Loudness = c.loudness
			outcome := Outcome{Source: &c.source, Made: &c.made}
			lost, note := isLost(t, tune(c.said), tune(c.made.Seconds), plan, outcome, counts{source: Count{Played: c.packets}})
			if lost != c.lost || (note != "") != c.noted {
				t.Errorf("a loss: %v, want %v; note %q, want one: %v", lost, c.lost, note, c.noted)
			}
		})
	}
}

// delays is an animation whose file stores these frame times.
func delays(mime string, ms ...int) media.Facts {
	f := media.Facts{MIME: mime, Picture: &media.Picture{Width: 512, Height: 512, Frames: len(ms)}}
	for _, ms := range ms {
		f.Picture.AddStored(mime, ms, 1)
	}
	return f
}

// TestEqualFramesMayBecomeAStill holds a still sticker to what was seen of its source.
func TestEqualFramesMayBecomeAStill(t *testing.T) {
	t.Parallel()
	sticker := transcode.Plan{Kind: media.Sticker, Engine: transcode.AnimationEngine}
	for _, c := range []struct {
		what   string
		in     media.Facts
		motion *job.Motion
		lost   bool
	}{
		{"equal frames", animation(500, 500), &job.Motion{Frames: 2, Pictures: 1}, false},
		{"equal frames until the end after 10 s", animation(6000, 5000, 1000), &job.Motion{Frames: 2, Pictures: 1}, false},
		{"frames that differ", animation(500, 500), &job.Motion{Frames: 2, Pictures: 2}, true},
		{"frames that were not decoded", animation(500, 500, 500, 500), &job.Motion{Frames: 1, Pictures: 1}, true},
		{"frames that nobody counted", animation(500, 500), nil, true},
		{"a clip that does not move", film(1, 30, 0), &job.Motion{Frames: 15, Pictures: 1}, false},
		{"a clip that moves", film(1, 30, 0), &job.Motion{Frames: 15, Pictures: 3}, true},
	} {
		lost, _ := isLost(t, c.in, still(512, 512, 0, false), sticker, Outcome{Motion: c.motion}, nil)
		if lost != c.lost {
			t.Errorf("%s: a loss: %v, want %v", c.what, lost, c.lost)
		}
	}
}

// A picture with an alpha channel that its decoder saw to be opaque has no transparency to lose; one in which a transparent
// pixel was found has.
func TestOpaquePicturesHaveNoTransparencyToLose(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	keep := transcode.Plan{Kind: media.Image, Options: transcode.Options{KeepAlpha: true}}
	for _, c := range []struct {
		what   string
		found  *bool
		bits   int
		opaque bool
		lost   bool
	}{
		{"not looked at, seen to be opaque", nil, 8, true, false},
		{"not looked at, not seen to be opaque", nil, 8, false, true},
		{"nothing found, seen to be opaque", &no, 8, true, false},
		{"a transparent pixel of 8 bits found", &yes, 8, true, true},
		{"one of 16 bits that is opaque in 8", &yes, 16, true, false},
	} {
		in := still(10, 10, 0, true)
		in.Picture.Transparent, in.Picture.Bits = c.found, c.bits
		if lost, _ := isLost(t, in, still(10, 10, 0, false), keep, Outcome{Opaque: c.opaque}, nil); lost != c.lost {
			t.Errorf("%s: a loss: %v, want %v", c.what, lost, c.lost)
		}
	}
}
