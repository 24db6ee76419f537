//go:build unix

package main

import (
	"fmt"
	"io"
	"time"

	"github.com/wamedia/wamedia/bench/measure"
)

// table prints one row for each contestant. Times are for one file; × is how many times ours that is.
func table(w io.Writer, title string, results []result) {
	t := measure.Table{Title: title, Head: []string{
		"", "wall ms", "×", "cpu ms", "×", "peak MB", "limit used", "mean SSIM", "min SSIM", "Butteraugli", "over", "missing",
	}}
	ours := results[0]
	for _, r := range results {
		s := r.sum()
		t.Row(r.name, millis(r.cost.Wall, r.inputs), times(r.cost.Wall, ours.cost.Wall), millis(r.cost.CPU, r.inputs), times(r.cost.CPU, ours.cost.CPU),
			fmt.Sprint(r.cost.Peak/1e6), fmt.Sprintf("%.1f %%", 100*s.used), fmt.Sprintf("%.5f", s.ssim), fmt.Sprintf("%.5f", s.least),
			fmt.Sprintf("%.3f", s.butteraugli), fmt.Sprint(s.over), fmt.Sprint(s.missing))
	}
	t.Print(w)
}

func millis(d time.Duration, n int) string {
	return fmt.Sprintf("%.0f", d.Seconds()*1000/float64(n))
}

func times(a, b time.Duration) string { return fmt.Sprintf("%.2f", ratio(a, b)) }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// sum is what the files of a result have in common.
type sum struct {
	used, ssim, least, butteraugli float64
	over, missing                  int
}

// sum takes means over what came out.
func (r result) sum() sum {
	s := sum{least: 1}
	for _, f := range r.files {
		if f.name == "" {
			s.missing++
			continue
		}
		s.used += float64(f.size) / limit
		s.ssim += f.ssim
		s.butteraugli += f.butteraugli
		s.least = min(s.least, f.ssim)
		if f.size > limit {
			s.over++
		}
	}
	n := float64(max(1, len(r.files)-s.missing))
	s.used, s.ssim, s.butteraugli = s.used/n, s.ssim/n, s.butteraugli/n
	return s
}

// each prints one row for every file.
func each(w io.Writer, s set, results []result) {
	head := []string{"bytes, SSIM, Butteraugli"}
	for _, r := range results {
		head = append(head, r.name)
	}
	t := measure.Table{Title: s.name + ", file by file", Head: head}
	for i, input := range s.inputs {
		row := []string{stem(input)}
		for _, r := range results {
			f := r.files[i]
			row = append(row, fmt.Sprintf("%d %.4f %.2f", f.size, f.ssim, f.butteraugli))
		}
		t.Row(row...)
	}
	t.Print(w)
}

// goals are what the whole was aimed at: ours against the second and the third contestant, and against ours without
// confinement.
func goals(results []result) []measure.Goal {
	ours, vips, magick, free := results[0], results[1], results[2], results[3]
	best := max(vips.sum().ssim, magick.sum().ssim)
	return []measure.Goal{
		{Name: "files per second, times ImageMagick's", Want: 3, Got: ratio(magick.cost.Wall, ours.cost.Wall), Unit: "×"},
		{Name: "processor time of ImageMagick, times ours", Want: 3, Got: ratio(magick.cost.CPU, ours.cost.CPU), Unit: "×"},
		{Name: "files per second, times the vips loop's", Want: 1.6, Got: ratio(vips.cost.Wall, ours.cost.Wall), Unit: "×"},
		{Name: "processor time of the vips loop, times ours", Want: 1.6, Got: ratio(vips.cost.CPU, ours.cost.CPU), Unit: "×"},
		{Name: "processor time, times that without confinement", Want: 1.01, Got: ratio(ours.cost.CPU, free.cost.CPU), Unit: "×", Most: true},
		{Name: "mean SSIM, of the better of both", Want: best, Got: ours.sum().ssim},
		{Name: "files over the limit or missing", Got: float64(ours.sum().over + ours.sum().missing), Most: true},
	}
}
