//go:build vips && cgo

package vips

import (
	"fmt"
	"strconv"

	"github.com/wamedia/wamedia/transcode/job"
)

// losses says in words what a sticker lacks of its source: frames, where fewer are left of an animation, and quality.
// The source shows rate different pictures a second; 0 where it does not move.
func losses(made job.Made, rate float64) []string {
	var notes []string
	if total := sum(made.FrameMS); total > 0 {
		const slack = 0.95 // frames that are shown as long as two are no loss worth a note
		if left := float64(len(made.FrameMS)) * 1000 / float64(total); left < slack*rate {
			notes = append(notes, fmt.Sprintf("%s → %s frames a second", perSecond(rate), perSecond(left)))
		}
	}
	if made.Coding == "lossy" && made.SSIM != nil {
		notes = append(notes, fmt.Sprintf("SSIM %.2f", *made.SSIM))
	}
	return notes
}

// perSecond writes a rate with three figures at most.
func perSecond(rate float64) string {
	if rate >= 10 {
		return strconv.FormatFloat(rate, 'f', 0, 64)
	}
	return strconv.FormatFloat(rate, 'f', 1, 64)
}

func sum(ms []int) int {
	total := 0
	for _, ms := range ms {
		total += ms
	}
	return total
}

// rate is how many different pictures the source shows a second, of those that the film was made of.
func (c *collector) rate(f film, frames *job.Frames) float64 {
	rate := float64(c.seen.Pictures) * 1000 / float64(max(1, f.total()))
	if frames != nil && frames.Source > frames.FPS && frames.FPS > 0 {
		rate *= frames.Source / frames.FPS
	}
	return rate
}
