//go:build unix

package main

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
	"github.com/wamedia/wamedia/bench/scenes"
)

// clip makes a short animation of a drawing that moves, as a PNG, and as a WebP of a quality by ffmpeg.
func clip(t *testing.T, quality string) (source input, webp string) {
	t.Helper()
	dir := t.TempDir()
	r := recipe{"a.png", scenes.NewSprite(side, side, 1), side, 10, 0.6, "-plays 0 -f apng"}
	source = input{filepath.Join(dir, r.name), r.fps}
	if err := r.make(t.Context(), source.path); err != nil {
		t.Fatal(err)
	}
	webp = filepath.Join(dir, "a.webp")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", source.path, "-c:v", "libwebp_anim", "-quality", quality, "-loop", "0", webp)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return source, webp
}

func TestFilmsAreScoredMomentByMoment(t *testing.T) {
	t.Parallel()
	source, fine := clip(t, "95")
	_, coarse := clip(t, "2")
	good, err := scoreFilm(t.Context(), source, fine, t.TempDir())
	if err != nil || min(good.ssim[0], good.ssim[1]) < 0.97 || good.second < 30 {
		t.Errorf("a fine one scores %+v, %v", good, err)
	}
	bad, err := scoreFilm(t.Context(), source, coarse, t.TempDir())
	if err != nil || bad.ssim[0] >= good.ssim[0] || bad.second >= good.second {
		t.Errorf("a coarse one scores %+v, a fine one %+v, %v", bad, good, err)
	}
}

func TestFramesAreTakenOut(t *testing.T) {
	t.Parallel()
	_, webp := clip(t, "80")
	film, err := take(t.Context(), webp, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var durations []int
	for _, frame := range film {
		durations = append(durations, frame.ms)
	}
	if diff := cmp.Diff([]int{100, 100, 100, 100, 100, 100}, durations); diff != "" {
		t.Error(diff)
	}
	if a := film[0].picture.NRGBAAt(0, 0).A; a != 0 {
		t.Errorf("the corner has an alpha of %d", a)
	}
}

func TestMomentsOfAFilm(t *testing.T) {
	t.Parallel()
	a, b := image.NewNRGBA(image.Rect(0, 0, 1, 1)), image.NewNRGBA(image.Rect(0, 0, 1, 1))
	got := at([]shown{{a, 60}, {b, 10}}, 4)
	want := []*image.NRGBA{a, a, b, b}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("at %d ms the wrong picture is seen", every/2+i*every)
		}
	}
}

func TestFramesLieUponEachOther(t *testing.T) {
	t.Parallel()
	red, glass := color.NRGBA{255, 0, 0, 255}, color.NRGBA{}
	canvas := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	dot := func(c color.NRGBA) *image.NRGBA {
		m := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		m.SetNRGBA(0, 0, c)
		return m
	}
	steps := []struct {
		part    part
		picture *image.NRGBA
		want    [2]color.NRGBA
	}{
		{part{x: 1}, dot(red), [2]color.NRGBA{glass, red}},
		{part{x: 1, blend: true}, dot(glass), [2]color.NRGBA{glass, red}},
		{part{clear: true}, dot(red), [2]color.NRGBA{red, red}},
		{part{x: 1}, dot(glass), [2]color.NRGBA{glass, glass}},
	}
	for i, s := range steps {
		seen := s.part.lay(canvas, s.picture)
		if diff := cmp.Diff(s.want, [2]color.NRGBA{seen.NRGBAAt(0, 0), seen.NRGBAAt(1, 0)}); diff != "" {
			t.Errorf("frame %d: %s", i, diff)
		}
	}
}

func TestWhatIsNoPAM(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "P6\n1 1\n255\n", "P7\nWIDTH 2\nHEIGHT 1\nENDHDR\n1234"} {
		if _, err := readPAM([]byte(data)); err == nil {
			t.Errorf("%q is read", data)
		}
	}
}

func TestTheBisectionUsesTheLimit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m, err := photo(1, 20)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.png")
	if err := create(path, func(f *os.File) error { return png.Encode(f, m) }); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "./cwebp-q.sh", path, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c := classes()[0]
	got, err := file(t.Context(), c, input{path: path}, dir, t.TempDir())
	if err != nil || got.size > c.limit || got.size < c.limit*9/10 || got.ssim[0] < 0.8 || got.ssim[0] > 0.999 {
		t.Errorf("%+v, %v; want 90 to 100 %% of the limit", got, err)
	}
	if none, err := file(t.Context(), c, input{path: "b.png"}, dir, t.TempDir()); err != nil || none.size != 0 {
		t.Errorf("%+v, %v; want nothing for what did not come out", none, err)
	}
}

func TestGoals(t *testing.T) {
	t.Parallel()
	of := func(cpu time.Duration, files ...output) result {
		return result{limit: 100, cost: measure.Cost{Wall: cpu, CPU: cpu}, files: files}
	}
	good, fair := score{ssim: [2]float64{0.99, 0.98}}, score{ssim: [2]float64{0.96, 0.96}}
	ours := of(2, output{90, good}, output{80, good})
	results := []result{ours, of(3, output{101, fair}, output{}), of(10, output{99, good}, output{99, good}), of(4, output{1, fair})}
	met := func(goals []measure.Goal) (out []bool) {
		for _, g := range goals {
			out = append(out, g.Met())
		}
		return out
	}
	if diff := cmp.Diff([]bool{true, true, true, true, true}, met(stillGoals(results))); diff != "" {
		t.Errorf("stills: %s", diff)
	}
	if diff := cmp.Diff([]bool{true, false, true, false, true, true, true, true}, met(filmGoals(results))); diff != "" {
		t.Errorf("animations: %s", diff)
	}
	if s := results[1].sum(); s.over != 1 || s.missing != 1 {
		t.Errorf("%+v; want one over and one missing", s)
	}
}
