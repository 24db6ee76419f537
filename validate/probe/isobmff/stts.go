package isobmff

import "math"

// clock sums up how long samples last.
type clock struct {
	samples    int64
	ticks      float64
	low, high  uint32 // shortest and longest duration, the first and the last sample aside
	seen       bool
	often      map[uint32]int64 // samples by duration, of the first maxDurations durations
	pending    uint32
	hasPending bool
}

// add counts n samples of delta ticks.
func (c *clock) add(n int64, delta uint32) {
	if n <= 0 {
		return
	}
	if delta > math.MaxInt32 { // written as a negative number
		delta = 1
	}
	if c.hasPending {
		c.see(c.pending)
	}
	c.count(n, delta)
	between := n - 1
	if c.samples == 0 {
		between--
	}
	if between > 0 {
		c.see(delta)
	}
	c.pending, c.hasPending = delta, c.samples > 0 || n > 1
	c.samples += n
	c.ticks += float64(n) * float64(delta)
}

// maxDurations bounds how many durations are told apart.
const maxDurations = 256

func (c *clock) count(n int64, delta uint32) {
	if c.often == nil {
		c.often = map[uint32]int64{}
	}
	if _, known := c.often[delta]; known || len(c.often) < maxDurations {
		c.often[delta] += n
	}
}

// usual is the duration that most samples have; 0 without any.
func (c *clock) usual() uint32 {
	var usual uint32
	for delta, n := range c.often {
		if most := c.often[usual]; n > most || n == most && delta > usual {
			usual = delta
		}
	}
	return usual
}

func (c *clock) see(delta uint32) {
	if !c.seen {
		c.low, c.high, c.seen = delta, delta, true
	}
	c.low, c.high = min(c.low, delta), max(c.high, delta)
}

// variable tells whether durations differ by more than rounding to a tick or to a millisecond explains.
func (c *clock) variable(timescale uint32) bool {
	spread := c.high - c.low
	if spread <= 1 && c.low > 1 {
		return false
	}
	return float64(spread) > 0.0015*float64(timescale)
}

// seconds is the sum of all durations.
func (c *clock) seconds(timescale uint32) float64 {
	if timescale == 0 {
		return 0
	}
	return c.ticks / float64(timescale)
}
