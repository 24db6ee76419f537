//go:build unix

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wamedia/wamedia/bench/measure"
)

func (r result) over() bool { return r.size > limit }

// budget is the share of the limit that was used, in percent.
func (r result) budget() float64 { return float64(r.size) / limit * 100 }

func printClip(w io.Writer, c clip, results []result) {
	shown := c.shown()
	t := measure.Table{
		Title: fmt.Sprintf("%s, %g s, shown at %dx%d", c.name, shown.seconds, shown.width, shown.height),
		Head:  []string{"", "wall s", "cpu s", "peak MB", "MB", "of limit %", "SSIM", "breaks"},
	}
	for _, r := range results {
		cells := []string{r.who, seconds(r.cost.Wall), seconds(r.cost.CPU), fmt.Sprintf("%.0f", float64(r.cost.Peak)/1e6)}
		if r.size == 0 {
			t.Row(append(cells, "nothing was made")...)
			continue
		}
		t.Row(append(cells, fmt.Sprintf("%.2f", float64(r.size)/1e6), fmt.Sprintf("%.1f", r.budget()),
			fmt.Sprintf("%.4f", r.ssim), strings.Join(r.broken, " "))...)
	}
	t.Print(w)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// printTotals adds up what everybody did. Who was not given all clips shows with how many.
func printTotals(w io.Writer, all []result) {
	t := measure.Table{
		Title: "all together",
		Head:  []string{"", "clips", "wall s", "cpu s", "nothing made", "over the limit", "break a rule"},
	}
	for _, who := range names(all) {
		var cost measure.Cost
		var made, none, over, broken int
		for _, r := range by(all, who) {
			cost, made = cost.Add(r.cost), made+1
			none, over, broken = none+one(r.size == 0), over+one(r.over()), broken+one(len(r.broken) > 0)
		}
		t.Row(who, fmt.Sprint(made), seconds(cost.Wall), seconds(cost.CPU), fmt.Sprint(none), fmt.Sprint(over), fmt.Sprint(broken))
	}
	t.Print(w)
	_, _ = fmt.Fprintln(w)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// names of the contestants, in the order in which they ran.
func names(all []result) []string {
	var out []string
	for _, r := range all {
		if !slices.Contains(out, r.who) {
			out = append(out, r.who)
		}
	}
	return out
}

func by(all []result, who string) []result {
	return slices.DeleteFunc(slices.Clone(all), func(r result) bool { return r.who != who })
}
