//go:build vips && cgo

package vips

import (
	"errors"
	"io"
	"math"

	"github.com/wamedia/wamedia/transcode/job"
)

// collector gathers the frames of an animation into a film, within the request's budget.
type collector struct {
	film   film
	seen   int // frames, those left out included
	most   int
	cut    bool // over-long animations end early; they are played faster otherwise
	longer bool // frames came after the end
}

func newCollector(req job.Request) (*collector, error) {
	if req.OverLong != "cut" && req.OverLong != "speed" {
		return nil, job.Refused.Failf("over-long animations: %q: want cut or speed", req.OverLong)
	}
	return &collector{most: req.MaxFrames, cut: req.OverLong != "speed"}, nil
}

// over tells whether more frames change nothing.
func (c *collector) over() bool { return c.cut && c.film.total() >= maxMS }

// add takes one frame that is shown for ms. It keeps pix when it says so.
func (c *collector) add(pix []byte, ms int) (kept bool, err error) {
	if c.over() {
		c.longer = true
		return false, nil
	}
	if c.seen++; c.seen > c.most {
		return false, job.TooLarge.Failf("more than %d frames, the most that an animation may have: shorten it", c.most)
	}
	n := len(c.film)
	if n > 1 && c.film[n-1].ms < finestMS { // two pictures always stay: one would not move
		c.film[n-1].ms += shown(ms)
		return false, nil
	}
	c.film = c.film.add(pix, shown(ms))
	return len(c.film) > n, nil
}

// shown is how long a frame that says ms is shown.
func shown(ms int) int {
	if ms <= 0 {
		return unsaidMS
	}
	return max(ms, minMS)
}

// result is the film, no longer than allowed, and what the user should know of it.
func (c *collector) result() (film, []string, error) {
	total := c.film.total()
	switch {
	case len(c.film) == 0:
		return nil, nil, job.Damaged.Failf("the animation has no frame that can be decoded")
	case total <= maxMS && !c.longer:
		return c.film, nil, nil
	case c.cut:
		return c.film.cut(maxMS), []string{"cut to the first 10 seconds"}, nil
	}
	return c.film.speed(maxMS), []string{"played faster, to end after 10 seconds"}, nil
}

// stream reads raw frames until the stream ends.
func (c *collector) stream(r io.Reader, frames job.Frames) error {
	var pix []byte
	for i := 0; ; i++ {
		ms, err := frameMS(frames, i)
		if err != nil {
			return err
		}
		if pix == nil {
			pix = make([]byte, side*side*4)
		}
		switch _, err := io.ReadFull(r, pix); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return job.Internal.Failf("the stream of frames breaks off within frame %d: %v", i+1, err)
		}
		kept, err := c.add(pix, ms)
		if err != nil {
			return err
		}
		if kept {
			pix = nil
		}
	}
}

// frameMS is how long frame i is shown. A list that is too short goes on with its last entry.
func frameMS(f job.Frames, i int) (int, error) {
	if n := len(f.MS); n > 0 {
		return f.MS[min(i, n-1)], nil
	}
	if !(f.FPS > 0 && f.FPS <= 1000) {
		return 0, job.Internal.Failf("frames at %v per second: want a rate over 0, or a list of durations", f.FPS)
	}
	start := func(i int) int { return int(math.Round(float64(i) * 1000 / f.FPS)) }
	return start(i+1) - start(i), nil
}
