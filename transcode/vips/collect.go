//go:build vips && cgo

package vips

import (
	"errors"
	"io"
	"math"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// errEnough says that more frames change nothing.
var errEnough = errors.New("the film is long enough")

// collector gathers the frames of an animation into a film, within the request's budget.
type collector struct {
	film   film
	seen   job.Motion // of all frames, those left out included
	most   int
	finest int  // milliseconds that a picture is shown at least, where there are too many to hold
	cut    bool // over-long animations end early; they are played faster otherwise
	longer bool // frames came after the end
}

func newCollector(req job.Request) (*collector, error) {
	if req.OverLong != "cut" && req.OverLong != "speed" {
		return nil, job.Refused.Failf("over-long animations: %q: want cut or speed", req.OverLong)
	}
	return &collector{most: req.MaxFrames, cut: req.OverLong != "speed"}, nil
}

// add takes one frame that is shown for ms. It keeps pix when it says so. After the end of the film the error is
// errEnough.
func (c *collector) add(pix []byte, ms int) (kept bool, err error) {
	if c.cut && c.film.total() >= maxMS {
		c.longer = true
		return false, errEnough
	}
	if c.seen.Frames++; c.seen.Frames > c.most {
		return false, job.TooLarge.Failf("more than %d frames, the most that are decoded of an animation: shorten it", c.most)
	}
	n := len(c.film)
	if n == 0 || !same(c.film[n-1].pix, pix) {
		c.seen.Pictures++
	}
	if n > 1 && c.film[n-1].ms < c.finest {
		c.film[n-1].ms += shown(ms)
		return false, nil
	}
	c.film = c.film.add(pix, shown(ms))
	kept = len(c.film) > n
	for len(c.film) > mostFrames {
		c.finest = 5 * max(c.finest, c.film.total()/len(c.film)) / 4
		c.film = c.film.thin(c.finest)
	}
	return kept, nil
}

// shown is how long a sticker shows a frame whose WebP stores ms, or that came with ms.
func shown(ms int) int { return max(media.ShownMS("image/webp", ms), minMS) }

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
		switch {
		case errors.Is(err, errEnough):
			_, err = io.Copy(io.Discard, r) // who writes is not to fail
			return err
		case err != nil:
			return err
		case kept:
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
