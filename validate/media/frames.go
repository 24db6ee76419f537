package media

import (
	"math"
	"slices"

	"github.com/wamedia/wamedia/internal/saturate"
)

// listedFrames is how many frame times are kept one by one: more than 10 s of a sticker hold at its shortest frame time
// of 8 ms. Those of all other frames are summed up, so that millions of frames cost no memory.
const listedFrames = 1500

// FrameSum sums up frames whose times are not listed.
type FrameSum struct {
	// Frames that are summed up.
	Frames int `json:"frames"`
	// TotalMS is how long they are shown together, and ShortestMS the one of them that is shown the shortest, in
	// milliseconds.
	TotalMS    int `json:"total_ms"`
	ShortestMS int `json:"shortest_ms"`
}

// AddFrames notes that n frames more are shown for ms milliseconds each. Frames that their format says nothing about have
// 0 ms.
func (p *Picture) AddFrames(ms, n int) {
	ms = min(max(ms, 0), math.MaxInt32)
	listed := min(max(n, 0), listedFrames-len(p.FrameMS))
	if listed > 0 {
		p.FrameMS = append(p.FrameMS, slices.Repeat([]int{ms}, listed)...)
		n -= listed
	}
	if n <= 0 {
		return
	}
	if p.MoreFrames == nil {
		p.MoreFrames = &FrameSum{ShortestMS: ms}
	}
	sum := p.MoreFrames
	sum.Frames += n
	sum.TotalMS = int(saturate.Add(int64(sum.TotalMS), saturate.Mul(int64(ms), int64(n))))
	sum.ShortestMS = min(sum.ShortestMS, ms)
}

// Animated tells whether a picture has more than one frame.
func (p *Picture) Animated() bool { return p != nil && p.Frames > 1 }

// TotalMS is how long one round of an animation lasts, in milliseconds.
func (p *Picture) TotalMS() int {
	total := int64(0)
	for _, ms := range p.FrameMS {
		total = saturate.Add(total, int64(ms))
	}
	if p.MoreFrames != nil {
		total = saturate.Add(total, int64(p.MoreFrames.TotalMS))
	}
	return int(total)
}

// ShortestMS is the time of the frame that is shown the shortest, in milliseconds; false where no time is known.
func (p *Picture) ShortestMS() (int, bool) {
	if len(p.FrameMS) == 0 {
		return 0, false
	}
	shortest := slices.Min(p.FrameMS)
	if p.MoreFrames != nil {
		shortest = min(shortest, p.MoreFrames.ShortestMS)
	}
	return shortest, true
}
