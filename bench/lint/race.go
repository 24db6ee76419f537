//go:build unix

package main

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/wamedia/wamedia/bench/measure"
)

// contestant is a program with the files it is given.
type contestant struct {
	name  string
	argv  []string
	files int
}

// score is what the rounds of one contestant came to, for one file.
type score struct {
	wall, cpu           time.Duration
	timesWall, timesCPU float64 // of the first contestant's in the same round
	peak                int64
}

// race runs all contestants one after another, round by round, so that whatever else the machine does meets them all.
func race(ctx context.Context, contestants []contestant, rounds int, before func() error) ([]score, error) {
	heats := make([][]score, len(contestants))
	for range rounds {
		var first score
		for i, c := range contestants {
			if err := before(); err != nil {
				return nil, err
			}
			used, err := measure.Run(ctx, c.argv...)
			if err != nil {
				return nil, err
			}
			n := time.Duration(c.files)
			s := score{wall: used.Wall / n, cpu: used.CPU / n, peak: used.Peak}
			if i == 0 {
				first = s
			}
			s.timesWall, s.timesCPU = ratio(s.wall, first.wall), ratio(s.cpu, first.cpu)
			heats[i] = append(heats[i], s)
		}
	}
	scores := make([]score, len(contestants))
	for i, h := range heats {
		scores[i] = middle(h)
	}
	return scores, nil
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// middle takes the median of every column.
func middle(heats []score) score {
	return score{
		wall:      median(heats, func(s score) time.Duration { return s.wall }),
		cpu:       median(heats, func(s score) time.Duration { return s.cpu }),
		timesWall: median(heats, func(s score) float64 { return s.timesWall }),
		timesCPU:  median(heats, func(s score) float64 { return s.timesCPU }),
		peak:      median(heats, func(s score) int64 { return s.peak }),
	}
}

func median[T int64 | float64 | time.Duration](heats []score, of func(score) T) T {
	var values []T
	for _, h := range heats {
		values = append(values, of(h))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// table prints the scores, and how many files the others do while the slowest does one.
func table(w io.Writer, title string, contestants []contestant, scores []score) {
	t := measure.Table{Title: title, Head: []string{"", "files/s", "cpu µs", "× wall", "× cpu", "script", "peak MB"}}
	script := scores[len(scores)-1]
	for i, s := range scores {
		t.Row(contestants[i].name, figure(0, float64(time.Second)/float64(s.wall)), figure(1, float64(s.cpu)/1e3),
			figure(1, s.timesWall), figure(1, s.timesCPU), figure(0, script.timesWall/s.timesWall)+"×", figure(1, float64(s.peak)/1e6))
	}
	t.Print(w)
}

func figure(digits int, value float64) string { return strconv.FormatFloat(value, 'f', digits, 64) }
