//go:build unix

package main

import (
	"fmt"
	"io"
	"time"

	"github.com/wamedia/wamedia/bench/measure"
)

// result is what a contestant came to.
type result struct {
	name  string
	limit int64
	cost  measure.Cost
	files []output // in the order of the inputs
}

// sum is what the files of a result have in common.
type sum struct {
	used, mean, least, second float64
	ssim                      [2]float64
	over, missing             int
}

// sum takes means over what came out.
func (r result) sum() sum {
	s := sum{least: 1}
	for _, f := range r.files {
		if f.size == 0 {
			s.missing++
			continue
		}
		if f.size > r.limit {
			s.over++
		}
		s.used += float64(f.size) / float64(r.limit)
		s.second += f.second
		for i, v := range f.ssim {
			s.ssim[i] += v
			s.least = min(s.least, v)
		}
	}
	n := float64(max(1, len(r.files)-s.missing))
	s.used, s.second, s.ssim = s.used/n, s.second/n, [2]float64{s.ssim[0] / n, s.ssim[1] / n}
	s.mean = (s.ssim[0] + s.ssim[1]) / 2
	return s
}

// table prints one row for each contestant. Times are for one file; × is how many times ours that is.
func table(w io.Writer, title, second string, results []result) {
	t := measure.Table{Title: title, Head: []string{
		"", "wall ms", "×", "cpu ms", "×", "peak MB", "limit used", "SSIM black", "SSIM white", "mean", "min", second, "over", "missing",
	}}
	ours := results[0].cost
	for _, r := range results {
		s, n := r.sum(), float64(len(r.files))
		t.Row(r.name, fmt.Sprintf("%.0f", r.cost.Wall.Seconds()*1000/n), fmt.Sprintf("%.2f", ratio(r.cost.Wall, ours.Wall)),
			fmt.Sprintf("%.0f", r.cost.CPU.Seconds()*1000/n), fmt.Sprintf("%.2f", ratio(r.cost.CPU, ours.CPU)), fmt.Sprint(r.cost.Peak/1e6),
			fmt.Sprintf("%.1f %%", 100*s.used), fmt.Sprintf("%.5f", s.ssim[0]), fmt.Sprintf("%.5f", s.ssim[1]), fmt.Sprintf("%.5f", s.mean),
			fmt.Sprintf("%.4f", s.least), fmt.Sprintf("%.3f", s.second), fmt.Sprint(s.over), fmt.Sprint(s.missing))
	}
	t.Print(w)
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// each prints one row for every file.
func each(w io.Writer, c class, inputs []input, results []result) {
	head := []string{"bytes, mean SSIM, " + c.second}
	for _, r := range results {
		head = append(head, r.name)
	}
	t := measure.Table{Title: c.name + ", file by file", Head: head}
	for i, in := range inputs {
		row := []string{in.stem()}
		for _, r := range results {
			f := r.files[i]
			row = append(row, fmt.Sprintf("%d %.4f %.2f", f.size, (f.ssim[0]+f.ssim[1])/2, f.second))
		}
		t.Row(row...)
	}
	t.Print(w)
}

// stillGoals are what still stickers aimed at: against cwebp's own search and against a bisection.
func stillGoals(results []result) []measure.Goal {
	ours, own, bisection := results[0], results[1], results[2]
	return []measure.Goal{
		never(ours),
		{Name: "mean SSIM, that of cwebp -size", Want: own.sum().mean, Got: ours.sum().mean},
		{Name: "processor time, times that of cwebp -size", Want: 1, Got: ratio(ours.cost.CPU, own.cost.CPU), Most: true, Unit: "×"},
		{Name: "files per second, times the bisection's", Want: 2, Got: ratio(bisection.cost.Wall, ours.cost.Wall), Unit: "×"},
		{Name: "processor time of the bisection, times ours", Want: 2, Got: ratio(bisection.cost.CPU, ours.cost.CPU), Unit: "×"},
	}
}

// filmGoals are what animated stickers aimed at: against each search.
func filmGoals(results []result) []measure.Goal {
	ours := results[0]
	goals := []measure.Goal{never(ours), {Name: "limit used where quality was lowered, the least", Want: 85, Got: leastUsed(ours), Unit: " %"}}
	for _, r := range results[1:] {
		goals = append(goals,
			measure.Goal{Name: "mean SSIM, that of " + r.name, Want: r.sum().mean, Got: ours.sum().mean},
			measure.Goal{Name: "processor time, times that of " + r.name, Want: 0.5, Got: ratio(ours.cost.CPU, r.cost.CPU), Most: true, Unit: "×"})
	}
	return goals
}

func never(r result) measure.Goal {
	s := r.sum()
	return measure.Goal{Name: "files over the limit or missing", Got: float64(s.over + s.missing), Most: true}
}

// leastUsed is the least share of the limit, in percent, that a file used which does not look like its source to the
// last step: quality was lowered there.
func leastUsed(r result) float64 {
	least := 100.0
	for _, f := range r.files {
		if f.size > 0 && (f.ssim[0]+f.ssim[1])/2 < 0.995 {
			least = min(least, 100*float64(f.size)/float64(r.limit))
		}
	}
	return least
}
