//go:build unix

package main

import (
	"math"

	"github.com/wamedia/wamedia/bench/measure"
)

// goals of the mix. One whose clips or contestants were not chosen is left out.
func goals(all []result) []measure.Goal {
	var out []measure.Goal
	out = append(out, clean(all)...)
	for _, g := range []struct {
		than string
		want float64
	}{{oneliner, 45}, {careful, 75}} {
		if share := cpuShare(all, g.than); share > 0 {
			out = append(out, measure.Goal{Name: "processor time of the " + g.than + "'s", Want: g.want, Got: 100 * share, Most: true, Unit: " %"})
		}
	}
	out = append(out, bound(all, ours, 80)...)
	out = append(out, bound(all, best, 92)...)
	return append(out, speed(all)...)
}

// clean counts what must never be.
func clean(all []result) []measure.Goal {
	var over, broken int
	for _, who := range []string{ours, best} {
		for _, r := range by(all, who) {
			over, broken = over+one(r.over() || r.size == 0), broken+one(len(r.broken) > 0)
		}
	}
	return []measure.Goal{
		{Name: "outputs of wamedia that are over the limit or missing", Got: float64(over), Most: true},
		{Name: "outputs of wamedia that break a rule", Got: float64(broken), Most: true},
	}
}

// cpuShare is the processor time of wamedia as a share of another's, over all clips.
func cpuShare(all []result, than string) float64 {
	var mine, other float64
	for _, p := range pairs(all, ours, than) {
		mine, other = mine+p[0].cost.CPU.Seconds(), other+p[1].cost.CPU.Seconds()
	}
	return mine / max(other, 1e-9)
}

// pairs are the results of two contestants on the same clip.
func pairs(all []result, who, than string) [][2]result {
	var out [][2]result
	for _, a := range by(all, who) {
		for _, b := range by(all, than) {
			if a.clip.name == b.clip.name {
				out = append(out, [2]result{a, b})
			}
		}
	}
	return out
}

// bound compares what was encoded with the one-liner: the worst clip counts. Where the limit binds the pictures must be as
// good and the room must be used; elsewhere they must be good.
func bound(all []result, who string, room float64) []measure.Goal {
	better, used, good := math.Inf(1), math.Inf(1), math.Inf(1)
	for _, p := range pairs(all, who, oneliner) {
		switch {
		case p[1].binds:
			better, used = min(better, p[0].ssim-p[1].ssim), min(used, p[0].budget())
		case p[0].clip.kind == encoded:
			good = min(good, p[0].ssim)
		}
	}
	var out []measure.Goal
	for _, g := range []measure.Goal{
		{Name: who + ": SSIM above the one-liner's where the limit binds", Got: better},
		{Name: who + ": use of the limit where it binds", Want: room, Got: used, Unit: " %"},
		{Name: who + ": SSIM elsewhere", Want: 0.98, Got: good},
	} {
		if !math.IsInf(g.Got, 1) {
			out = append(out, g)
		}
	}
	return out
}

// speed is what not encoding saves, by the clock.
func speed(all []result) []measure.Goal {
	var out []measure.Goal
	least := func(than string, from, to kind) float64 {
		least := math.Inf(1)
		for _, p := range pairs(all, ours, than) {
			if k := p[0].clip.kind; k >= from && k <= to {
				least = min(least, p[1].cost.Wall.Seconds()/max(p[0].cost.Wall.Seconds(), 1e-9))
			}
		}
		return least
	}
	for _, g := range []measure.Goal{
		{Name: "faster than the one-liner where a new container is enough", Want: 20, Got: least(oneliner, remuxed, moved), Unit: "×"},
		{Name: "faster than ffmpeg -c copy where only moov moves", Want: 3, Got: least(copying, moved, moved), Unit: "×"},
	} {
		if !math.IsInf(g.Got, 1) {
			out = append(out, g)
		}
	}
	return out
}
