package ffmpeg

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestZones shows that B-pictures get less, those that are referred to a little more, by their place in the display.
func TestZones(t *testing.T) {
	t.Parallel()
	var order codedOrder
	for _, line := range []string{
		"#tb 0: 1/12800", "#stream#, dts,        pts, duration,     size, hash",
		"0,      -1024,          0,      512,     1000, 0x1, S=1,        8, 0x2",
		"0,       -512,       2048,      512,      200, 0x1",
		"0,          0,       1024,      512,       60, 0x1",
		"0,        512,        512,      512,       20, 0x1",
		"0,       1024,       1536,      512,       20, 0x1",
		"0,       1536,       2560,      512,      100, 0x1",
	} {
		order.line(line)
	}
	const want = "1,1,b=0.6/2,2,b=0.7/3,3,b=0.6"
	if got := order.zones(); got != want || order.bytes != 1400 {
		t.Errorf("zones %q of %d bytes, want %q of 1400", got, order.bytes, want)
	}
	plain := codedOrder{shown: []int64{0, 1, 2}}
	unknown := codedOrder{shown: []int64{0, noTime, 2}}
	long := codedOrder{}
	for i := range int64(longestZones) {
		long.shown = append(long.shown, 2*i+2, 2*i+1)
	}
	for name, none := range map[string]codedOrder{"no B-pictures": plain, "no times": unknown, "too many": long, "no pictures": {}} {
		if got := none.zones(); got != "" {
			t.Errorf("%s: zones %.40q", name, got)
		}
	}
}

func TestRateFactor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "film")
	for text, want := range map[string]float64{
		"\x00\x00x264 - core 164 r3095 - H.264 - options: cabac=1 rc=crf mbtree=1 crf=28.5 qcomp=0.60\x00": 28.5,
		"x264 - core 164 - options: rc=abr bitrate=400\x00 crf=23":                                         0,
		"crf=23": 0,
		"":       0,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := rateFactor(path); err != nil || got != want {
			t.Errorf("%.40q: factor %v, %v; want %v", text, got, err, want)
		}
	}
	if _, err := rateFactor(path + ".none"); err == nil {
		t.Error("a file that is not there has a factor")
	}
}

func TestWhatIsHeavierThanItsSource(t *testing.T) {
	t.Parallel()
	r := recipe{limit: 16_000_000, seconds: 10}
	r.pictures.do = h264.Do
	r.pictures.pass, r.pictures.rate = 1, maxRate
	r.pictures.held = &sourceRate{bytes: 100_000}
	if r.heavierThanSource(outcome{size: 140_000, pictures: 130_000, seconds: 10}) {
		t.Error("1.3 times the bytes are too many")
	}
	next, again := r.after(outcome{size: 310_000, pictures: 300_000, seconds: 10}, 0)
	if want := 8 * aimOfSource * 100_000 / 10; !again || next.pictures.pass != 2 || next.pictures.rate != want {
		t.Errorf("after three times the bytes: %v, pass %d at %v bit/s, want %v", again, next.pictures.pass, next.pictures.rate, want)
	}
	if _, again := next.after(outcome{size: 140_000}, 0); again {
		t.Error("a second pass is followed by another")
	}
	r.pictures.held = nil
	if _, again := r.after(outcome{size: 310_000, pictures: 300_000, seconds: 10}, 0); again {
		t.Error("a film is held to a source of which nothing is known")
	}
}

// TestSourcesThatAreNoMeasure lists films whose size says little about the output's.
func TestSourcesThatAreNoMeasure(t *testing.T) {
	t.Parallel()
	fits := recipe{limit: 16_000_000, sourceSize: 1_000_000, seconds: 10}
	fits.pictures.do = h264.Do
	fits.pictures.track.Codec, fits.pictures.track.Width, fits.pictures.track.Height = "h264", 640, 360
	fits.pictures.shape = shape{width: 640, height: 360, fps: 30}
	for name, change := range map[string]func(*recipe){
		"kept":          func(r *recipe) { r.pictures.do = keep.Do },
		"another codec": func(r *recipe) { r.pictures.track.Codec = "hevc" },
		"too large":     func(r *recipe) { r.sourceSize = 17_000_000 },
		"smaller":       func(r *recipe) { r.pictures.shape.width = 320 },
		"fewer frames":  func(r *recipe) { r.pictures.shape.resample = true },
		"best":          func(r *recipe) { r.pictures.best = true },
		"one picture":   func(r *recipe) { r.pictures.track.Frames = 1 },
	} {
		r := fits
		change(&r)
		if r.nearsSource() {
			t.Errorf("%s: the source is a measure", name)
		}
		var e Engine // which would fail to run anything
		if got := e.withSourceRate(context.Background(), r); got.pictures.held != nil || got.pictures.pass != 0 {
			t.Errorf("%s: got %+v", name, got.pictures)
		}
	}
	if !fits.nearsSource() {
		t.Error("a film that fits is no measure")
	}
}

func TestArgumentsForSourcesThatFit(t *testing.T) {
	t.Parallel()
	r := recipe{source: source{path: "in.mp4", demuxer: "mov"}, mime: "video/mp4", output: "out.tmp", limit: 16_000_000, seconds: 10}
	r.pictures = pictures{do: h264.Do, rate: maxRate, pass: 1, stats: "out.tmp", shape: shape{width: 640, height: 360, fps: 30}}
	second := func(p *pictures) { p.pass, p.rate = 2, 103_200 }
	for name, change := range map[string]func(*pictures){
		"fine":           func(p *pictures) { p.held.factor = 22 },
		"coarse":         func(p *pictures) { p.held.factor = 28 },
		"unsaid":         func(p *pictures) { p.held.zones = "" },
		"second":         second,
		"second-of-many": func(p *pictures) { second(p); p.held.frames = 10_000 },
	} {
		r := r
		r.pictures.held = &sourceRate{bytes: 100_000, frames: 300, zones: "1,3,b=0.6/5,7,b=0.6"}
		change(&r.pictures)
		args, err := r.args()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "video-fits-"+name, args)
	}
}
