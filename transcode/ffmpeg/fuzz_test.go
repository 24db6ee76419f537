package ffmpeg

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/media/mediatest"
)

// FuzzArguments takes any facts over the rules, the plan and the estimate of memory to the arguments of every run of
// ffmpeg that may come of them.
func FuzzArguments(f *testing.F) {
	kinds := []media.Kind{media.Sticker, media.Video, media.Audio, media.Voice}
	for kind := range kinds {
		for first := range byte(28) {
			f.Add([]byte{first, 2, 3, 0, 2, 6, 1, 1, 1, 0, 2, 3, 2, 5, 8, 1, 1, 0, 0, 0, 0, 2, 3, 2, 3, 0, 0, 0, 1, 1, 1}, byte(kind), first)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, kind, choice byte) {
		facts := mediatest.Facts(b)
		judged := validate.Policy{As: kinds[int(kind)%len(kinds)]}.Judge(facts, "file.bin")
		o := transcode.Options{Threads: int(choice>>6) * 8, Trim: choice&1 > 0}
		if choice&2 > 0 {
			o.Quality, o.OverLong = "best", "speed"
		}
		plan := transcode.Make(judged, o)
		dearer, _ := plan.Escalate(judged)
		for _, p := range []transcode.Plan{plan, dearer} {
			switch p.Engine {
			case transcode.FFmpegEngine, transcode.MoovEngine:
				madeOf(t, &facts, p)
			case transcode.AnimationEngine:
				framesOf(t, &facts, choice)
			}
		}
	})
}

// madeOf checks the arguments for films and sound, those of a second pass and of samples included.
func madeOf(t *testing.T, facts *media.Facts, p transcode.Plan) {
	t.Helper()
	if memory := Memory(facts, p); memory <= 0 {
		t.Errorf("ffmpeg is estimated to take %d bytes", memory)
	}
	r, err := newRecipe(&Job{Source: "source", Facts: *facts, Plan: p, Output: "output"}, facts, survey{})
	if err != nil {
		return
	}
	if l := r.limits(); l.Wall <= 0 || l.Wall > 1000*time.Hour || l.FileSize <= 0 {
		t.Errorf("ffmpeg has the limits %+v", l)
	}
	runs := []recipe{r}
	for _, o := range []outcome{{size: 2 * r.limit}, {size: 2 * r.limit, pictures: r.limit, seconds: r.seconds}, {size: math.MaxInt64}} {
		if next, again := r.after(o, p.Options.MaxFPS); again {
			runs = append(runs, next)
		}
	}
	for _, run := range runs {
		args, err := run.args()
		sensible(t, args, err)
		if run.whole(Progress{bytes: math.MaxInt64}) < 0 || run.forecast(facts, 0).Size < 0 {
			t.Errorf("a size below zero is foreseen")
		}
	}
	if r.pictures.do == transcode.Encode {
		args, err := r.pictures.sampleArgs(r.source, 0.8*r.seconds, 1, r.threads)
		sensible(t, args, err)
	}
}

// framesOf checks the arguments for the frames of a sticker.
func framesOf(t *testing.T, facts *media.Facts, choice byte) {
	t.Helper()
	if memory := FramesMemory(facts); memory <= 0 {
		t.Errorf("ffmpeg is estimated to take %d bytes", memory)
	}
	f := Frames{
		Source: "source", Facts: *facts, Most: 3,
		Layout: pixel.Layout{Side: limits.StickerSide, Cover: choice&4 > 0, Margin: int(choice >> 4)},
	}
	track := f.track()
	if track.Width <= 0 || track.Height <= 0 {
		return // is measured first
	}
	s, err := newSource(f.Source, facts)
	if err != nil {
		return
	}
	var borders scan
	for _, draw := range []drawing{f.onCanvas, borders.drawn} {
		args, err := f.args(s, f.stream(), track, draw)
		sensible(t, args, err)
	}
}

// noNumber finds what no number of an argument may be.
var noNumber = regexp.MustCompile(`(?i)\b(nan|inf)\b|[=:]-\d`)

// sensible checks a list of arguments. An offset of chroma is the only number in them that may be below zero.
func sensible(t *testing.T, args []string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("no arguments: %v", err)
	}
	for i, arg := range args {
		if strings.HasPrefix(arg, "chroma-qp-offset=") || i > 0 && strings.HasPrefix(args[i-1], "-map_") {
			continue
		}
		number := i > 0 && strings.HasPrefix(args[i-1], "-") && regexp.MustCompile(`^-\d`).MatchString(arg)
		if number || noNumber.MatchString(arg) {
			t.Errorf("argument %q in %q", arg, args)
		}
	}
}
