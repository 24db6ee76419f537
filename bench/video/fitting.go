//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/bench/measure"
)

// Films below are under the limit and have to be encoded for their profile or their B-frames alone. The output is to show
// what its source shows, and to be little heavier.
const (
	fittingSSIM = 0.985
	fittingSize = 1.35 // of the source's
	spentSize   = 1.29 // from here on a film has all the bytes that an encoder can be told to use
	// fittingMet is how many of the films have to be within both.
	fittingMet = 10
)

// fitting is a film that fits.
type fitting struct {
	clip
	// hard says why a film cannot be within both; empty where it should.
	hard string
}

func (f fitting) painted(picture, options string) fitting {
	f.picture, f.options = picture, "-c:v libx264 -profile:v high "+options
	return f
}

func shownAs(name string, seconds float64, width, height int) fitting {
	return fitting{clip: clip{name: "fits-" + name + ".mp4", seconds: seconds, width: width, height: height, fps: 30}}
}

// fittings are films as x264 makes them for the web, of unlike pictures, from fine to coarse.
func fittings() []fitting {
	const newNoise = "what is new in every picture cannot be predicted, and B-frames have the mean of two pictures at no cost"
	all := []fitting{
		shownAs("walk-720p", 4, 1280, 720).painted(handheld(1280, 720, 30)+grain(3), "-preset medium -crf 21"),
		shownAs("walk-360p", 5, 640, 360).painted(handheld(640, 360, 30)+grain(3), "-preset medium -crf 28"),
		shownAs("cuts-480p", 9, 854, 480).painted(cuts(854, 480, 30)+grain(2), "-preset medium -crf 26"),
		shownAs("page-720p", 11, 1280, 720).painted(scrolling(30)+",scale=1280:720", "-preset medium -crf 24 -vsync vfr"),
		shownAs("chart-720p", 5, 1280, 720).painted("testsrc2=s=1280x720:r=30", "-preset medium -crf 23"),
		shownAs("fractal-360p", 5, 640, 360).painted("mandelbrot=s=640x360:r=30:start_scale=1:end_scale=0.01:end_pts=200", "-preset slow -crf 28"),
		shownAs("zoom-portrait", 5, 540, 960).painted(zoom(540, 960), "-preset medium -crf 25"),
		shownAs("soft-1080p", 3, 1920, 1080).painted("gradients=s=1920x1080:r=30:speed=0.02:seed=4:n=6", "-preset medium -crf 26"),
		shownAs("thing-540p", 4, 960, 540).painted(passing(960, 540), "-preset slow -crf 30"),
		shownAs("ten-bits-480p", 4, 854, 480).painted(handheld(854, 480, 30), "-preset medium -crf 24 -profile:v high10 -pix_fmt yuv420p10le"),
		shownAs("wide-chroma-360p", 6, 640, 360).painted(cuts(640, 360, 30), "-preset medium -crf 27 -profile:v high422 -pix_fmt yuv422p"),
		shownAs("grain-480p", 3, 854, 480).painted(handheld(854, 480, 30)+grain(12), "-preset medium -crf 26"),
		shownAs("chart-360p", 15, 640, 360).painted("testsrc2=s=640x360:r=30", "-preset medium -crf 30"),
	}
	for i := range all {
		if all[i].name == "fits-grain-480p.mp4" {
			all[i].hard = newNoise
		}
	}
	return all
}

// fitted is what came of one.
type fitted struct {
	fitting
	source, size int64
	ssim         float64
	cost, line   measure.Cost
}

func (f fitted) ratio() float64 { return float64(f.size) / float64(max(1, f.source)) }

func (f fitted) met() bool { return f.ssim >= fittingSSIM && f.ratio() <= fittingSize }

// measureFittings makes the films, prepares them, and encodes them by a plain line as well for the processor time.
func (o options) measureFittings(ctx context.Context, w io.Writer, chosen []fitting) error {
	var all []fitted
	for _, f := range chosen {
		source, err := f.make(ctx, o.keep)
		if err != nil {
			return fmt.Errorf("make %s: %w", f.name, err)
		}
		made, err := o.fit(ctx, f, source)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		all = append(all, made)
	}
	printFittings(w, all)
	return nil
}

func (o options) fit(ctx context.Context, f fitting, source string) (fitted, error) {
	dir, err := os.MkdirTemp("", "bench-video-*")
	if err != nil {
		return fitted{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	made := fitted{fitting: f}
	for _, side := range []struct {
		cost *measure.Cost
		argv []string
	}{
		{&made.cost, []string{o.wamedia, "prepare", "--quiet", "-o", filepath.Join(dir, "made"), source}},
		{&made.line, []string{"ffmpeg", "-nostdin", "-v", "error", "-i", source, "-c:v", "libx264", "-preset", "medium", "-crf", "21",
			"-profile:v", "main", "-bf", "0", "-pix_fmt", "yuv420p", "-movflags", "+faststart", filepath.Join(dir, "line.mp4")}},
	} {
		if *side.cost, err = measure.Run(ctx, side.argv...); err != nil {
			return fitted{}, err
		}
	}
	path := filepath.Join(dir, "made", f.name)
	for path, size := range map[string]*int64{source: &made.source, path: &made.size} {
		info, err := os.Stat(path)
		if err != nil {
			return fitted{}, err
		}
		*size = info.Size()
	}
	made.ssim, err = f.score(ctx, source, path)
	return made, err
}

func printFittings(w io.Writer, all []fitted) {
	if len(all) == 0 {
		return
	}
	t := measure.Table{
		Title: "films that fit, and are encoded for their profile or B-frames",
		Head:  []string{"", "source KB", "KB", "ratio", "SSIM", "cpu s", "of medium crf 21 %"},
	}
	met := 0
	for _, f := range all {
		met += one(f.met())
		t.Row(f.name, fmt.Sprintf("%.0f", float64(f.source)/1e3), fmt.Sprintf("%.0f", float64(f.size)/1e3), fmt.Sprintf("%.2f", f.ratio()),
			fmt.Sprintf("%.4f", f.ssim), seconds(f.cost.CPU), fmt.Sprintf("%.0f", 100*f.cost.CPU.Seconds()/max(1e-3, f.line.CPU.Seconds())))
	}
	t.Print(w)
	for _, f := range all {
		if !f.met() {
			_, _ = fmt.Fprintf(w, "missed: %s, %.2f times the bytes at SSIM %.4f: %s\n", f.name, f.ratio(), f.ssim, f.why())
		}
	}
	_, _ = fmt.Fprintln(w, "goal", measure.Goal{
		Name: fmt.Sprintf("films that fit with SSIM %g within %g times their bytes, of %d", fittingSSIM, fittingSize, len(all)),
		Want: float64(min(fittingMet, len(all))), Got: float64(met),
	})
}

// why is the reason for a film that missed.
func (f fitted) why() string {
	switch {
	case f.hard != "":
		return f.hard
	case f.ratio() > fittingSize:
		return "too heavy"
	case f.ratio() > spentSize:
		return "without B-frames, the bytes that it may take hold no more"
	}
	return "coarser than it should be"
}
