package oggopus

import "github.com/wamedia/wamedia/validate/probe/opus"

// longestTrim in samples is how much the end may leave out: a packet of 120 ms.
const longestTrim = opus.Rate * 120 / 1000

// ending learns from the granule positions of the source how many samples its last page leaves out. It compares the last
// position with the one before, so that an offset or a drift does not count.
type ending struct {
	// last position of a page.
	last int64
	// early is by how much the latest position is below the one before and the samples of its own page.
	early   int64
	reached bool
}

// page takes a page of the stream with the samples of the packets that end on it.
func (e *ending) page(p page, samples int64) {
	e.reached = p.ends()
	if p.granule >= 0 {
		e.early, e.last = e.last+samples-p.granule, p.granule
	}
}

// trim is how many samples the end leaves out; 0 where the source does not say so in a way that can be believed.
func (e *ending) trim() int64 {
	if !e.reached || e.early < 0 || e.early > longestTrim {
		return 0
	}
	return e.early
}
