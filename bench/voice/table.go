//go:build unix

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// show prints what everybody made of one input.
func show(w io.Writer, title string, results []result) {
	t := measure.Table{Title: title, Head: []string{"", "wall ms", "cpu ms", "peak MB", "kB", "breaks"}}
	for _, r := range results {
		t.Row(r.who, fmt.Sprint(r.cost.Wall.Milliseconds()), fmt.Sprint(r.cost.CPU.Milliseconds()),
			fmt.Sprintf("%.0f", float64(r.cost.Peak)/1e6), fmt.Sprintf("%.1f", float64(r.size)/1e3), strings.Join(r.broken, " "))
	}
	t.Print(w)
}

// goalsOf sums up: no rule broken, voice notes small enough for their icon, and no more processor time than a script.
func goalsOf(all []result) []measure.Goal {
	var broken, large, cpu, script float64
	for _, r := range all {
		switch r.who {
		case ours:
			cpu += r.cost.CPU.Seconds()
			broken += count(len(r.broken) > 0 || r.size == 0)
			large += count(r.as == "voice" && r.size > small)
		case careful:
			script += r.cost.CPU.Seconds()
		}
	}
	return []measure.Goal{
		{Name: "files of wamedia that are missing or break a rule", Got: broken, Most: true},
		{Name: "voice notes of wamedia over 512 000 bytes", Got: large, Most: true},
		{Name: "processor time of the careful script's", Want: 100, Got: 100 * cpu / max(script, 1e-9), Most: true, Unit: " %"},
	}
}

func count(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
