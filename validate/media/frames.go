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
	// TotalMS is how long they are shown together, and StoredMS the sum of what the file stores for them, in milliseconds.
	TotalMS  int `json:"total_ms"`
	StoredMS int `json:"stored_ms"`
	// ShortestMS is the shortest time that the file stores for one of them, in milliseconds.
	ShortestMS int `json:"shortest_ms"`
}

const (
	// hastyMS is the longest time of GIF and APNG frames that browsers and ffmpeg take for "no time in particular", and
	// unsaidMS how long they show such a frame instead, in milliseconds (Chromium and Firefox; libavformat/gifdec.c).
	hastyMS, unsaidMS = 10, 100
)

// ShownMS is how long players show a frame of a picture of the MIME type that stores a time of ms, both in milliseconds:
// 100 ms where a GIF or APNG stores 10 ms and less, and where any other type stores nothing.
func ShownMS(mime string, ms int) int {
	least := 0
	switch mime {
	case "image/gif", "image/png", "image/apng":
		least = hastyMS
	}
	if ms <= least {
		return unsaidMS
	}
	return min(ms, math.MaxInt32)
}

// AddStored notes n frames more of a picture of the MIME type, for each of which the file stores a time of ms milliseconds.
func (p *Picture) AddStored(mime string, ms, n int) {
	p.add(min(max(ms, 0), math.MaxInt32), ShownMS(mime, ms), n)
}

// AddFrames notes that n frames more are shown for ms milliseconds each, as the file says.
func (p *Picture) AddFrames(ms, n int) {
	ms = min(max(ms, 0), math.MaxInt32)
	p.add(ms, ms, n)
}

func (p *Picture) add(stored, shown, n int) {
	listed := min(max(n, 0), listedFrames-len(p.FrameMS))
	if listed > 0 {
		if stored != shown && p.StoredMS == nil {
			p.StoredMS = slices.Clone(p.FrameMS)
		}
		if stored != shown || p.StoredMS != nil {
			p.StoredMS = append(p.StoredMS, slices.Repeat([]int{stored}, listed)...)
		}
		p.FrameMS = append(p.FrameMS, slices.Repeat([]int{shown}, listed)...)
		n -= listed
	}
	if n <= 0 {
		return
	}
	if p.MoreFrames == nil {
		p.MoreFrames = &FrameSum{ShortestMS: stored}
	}
	sum := p.MoreFrames
	sum.Frames += n
	sum.TotalMS = int(saturate.Add(int64(sum.TotalMS), saturate.Mul(int64(shown), int64(n))))
	sum.StoredMS = int(saturate.Add(int64(sum.StoredMS), saturate.Mul(int64(stored), int64(n))))
	sum.ShortestMS = min(sum.ShortestMS, stored)
}

// ClearFrames forgets all frame times.
func (p *Picture) ClearFrames() { p.FrameMS, p.StoredMS, p.MoreFrames = nil, nil, nil }

// Animated tells whether a picture has more than one frame.
func (p *Picture) Animated() bool { return p != nil && p.Frames > 1 }

// TotalMS is how long players show one round of an animation, in milliseconds.
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

// ShortestMS is the shortest time that the file stores for a frame, in milliseconds; false where no time is known.
func (p *Picture) ShortestMS() (int, bool) {
	stored := p.FrameMS
	if p.StoredMS != nil {
		stored = p.StoredMS
	}
	if len(stored) == 0 {
		return 0, false
	}
	shortest := slices.Min(stored)
	if p.MoreFrames != nil {
		shortest = min(shortest, p.MoreFrames.ShortestMS)
	}
	return shortest, true
}
