package pipeline

import (
	"context"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// Viewer is an Engine that can show what is seen of a source and of the output made of it.
type Viewer interface {
	// Views gives small copies of moments of the output, each with what the source may show then. The source is decoded
	// by another way than Apply did it, as far as there is one. None are given where a source shows nothing that the
	// other way can decode.
	Views(ctx context.Context, t Task, made Outcome) ([]Moment, error)
}

// Moment is one picture of an output. Views of one Moment have one size.
type Moment struct {
	Output job.View
	// Source lists what may be seen then: one of them has to be. Films whose frames are dropped show another frame for a
	// moment.
	Source []job.View
}

const (
	// leastSSIM and mostMeanShift are what the luminance of small copies may differ by: encoding and scaling change what
	// is finer than they show.
	leastSSIM     = 0.9
	mostMeanShift = 0.1
	// meanSlack of 255 is what means of dark pictures may differ by.
	meanSlack = 4
	// flatContrast of 255 is the standard deviation under which a picture may lose its contrast: it shows nothing.
	flatContrast = 4
)

// lostPictures compares what is seen of an output with its source. It is a LostError where they differ.
func (w *work) lostPictures(ctx context.Context, engine Engine, t Task) error {
	viewer, ok := engine.(Viewer)
	if !ok || slices.Contains(w.result.Plan.ForcedBy, "any.damaged") {
		return nil
	}
	moments, err := viewer.Views(ctx, t, w.result.Outcome)
	if err != nil {
		return fmt.Errorf("compare the pictures with their source: %w", err)
	}
	for _, m := range moments {
		if lost := m.lost(w.grounds()); lost != "" {
			return &LostError{What: lost}
		}
	}
	return nil
}

// grounds are what transparent pictures are laid on before they are compared: the background of an image, or black and
// white, so that whatever the transparency hides shows on one of them.
func (w *work) grounds() [][3]float64 {
	p := w.result.Plan
	if p.Kind == media.Sticker || p.Kind == media.Image && p.Options.KeepAlpha {
		return [][3]float64{{0, 0, 0}, {255, 255, 255}}
	}
	if seen := w.result.Outcome.Seen; seen != nil && seen.Background != "" {
		return [][3]float64{groundOf(seen.Background)}
	}
	return [][3]float64{groundOf(p.Options.Background)}
}

// groundOf reads #rrggbb; anything else is white.
func groundOf(background string) [3]float64 {
	b, err := hex.DecodeString(strings.TrimPrefix(background, "#"))
	if err != nil || len(b) != 3 {
		return [3]float64{255, 255, 255}
	}
	return [3]float64{float64(b[0]), float64(b[1]), float64(b[2])}
}

// lost says what of a moment is not in the output; empty where all is.
func (m Moment) lost(grounds [][3]float64) string {
	worst := ""
	for _, source := range m.Source {
		worst = ""
		for _, ground := range grounds {
			if worst == "" {
				worst = differ(luma(source, ground), luma(m.Output, ground))
			}
		}
		if worst == "" {
			return ""
		}
	}
	return worst
}

// luma is the luminance of a view on a background, by the weights of Rec. 709, row by row.
func luma(v job.View, ground [3]float64) []float64 {
	weights := [3]float64{0.2126, 0.7152, 0.0722}
	out := make([]float64, len(v.Pix)/4)
	for i := range out {
		p := v.Pix[4*i : 4*i+4]
		through := 1 - float64(p[3])/255
		for c, weight := range weights {
			out[i] += weight * (float64(p[c]) + through*ground[c])
		}
	}
	return out
}

// differ says by what two pictures of one size differ; empty where they are alike.
func differ(source, output []float64) string {
	if len(source) != len(output) {
		return "pictures of another size"
	}
	was, is := momentsOf(source, output), momentsOf(output, source)
	if math.Abs(was.mean-is.mean) > meanSlack+mostMeanShift*max(was.mean, is.mean) {
		return fmt.Sprintf("the brightness of the picture: a mean of %.0f became %.0f of 255", was.mean, is.mean)
	}
	if was.variance > flatContrast*flatContrast && is.variance < was.variance/16 {
		return "what the picture shows: it became blank"
	}
	if s := similarity(source, output); s < leastSSIM {
		return fmt.Sprintf("what the picture shows: of its structure %.2f is left, and %.2f has to be", s, leastSSIM)
	}
	return ""
}

// moments are the statistics of one window of a picture beside the same of another.
type moments struct{ mean, variance, covariance float64 }

func momentsOf(a, b []float64) moments {
	var sumA, sumB, squares, products float64
	for i := range a {
		sumA += a[i]
		sumB += b[i]
		squares += a[i] * a[i]
		products += a[i] * b[i]
	}
	n := float64(max(1, len(a)))
	return moments{mean: sumA / n, variance: max(0, squares/n-sumA*sumA/n/n), covariance: products/n - sumA*sumB/n/n}
}

const (
	// window is the side of the squares that are compared, and step their distance, in pixels of a view.
	window, step = 8, 4
	// The constants of Wang, Bovik, Sheikh and Simoncelli, 2004, which keep flat windows from counting their noise: the
	// second is larger than theirs, as small copies of noise and grain have little contrast and lose some of it.
	steadyMean     = 0.01 * 0.01 * 255 * 255
	steadyContrast = 0.05 * 0.05 * 255 * 255
)

// similarity is the mean structural similarity of two square pictures of one size; 1 for those that are too small to
// have a structure.
func similarity(a, b []float64) float64 {
	side := int(math.Sqrt(float64(len(a))))
	sum, count := 0.0, 0
	for y := 0; y+window <= side; y += step {
		for x := 0; x+window <= side; x += step {
			sum += alike(cell(a, side, x, y), cell(b, side, x, y))
			count++
		}
	}
	if count == 0 {
		return 1
	}
	return sum / float64(count)
}

// cell copies one window.
func cell(a []float64, side, x, y int) []float64 {
	out := make([]float64, 0, window*window)
	for row := y; row < y+window; row++ {
		out = append(out, a[row*side+x:row*side+x+window]...)
	}
	return out
}

// alike is the structural similarity of two windows.
func alike(a, b []float64) float64 {
	p, q := momentsOf(a, b), momentsOf(b, a)
	return (2*p.mean*q.mean + steadyMean) * (2*p.covariance + steadyContrast) /
		((p.mean*p.mean + q.mean*q.mean + steadyMean) * (p.variance + q.variance + steadyContrast))
}
