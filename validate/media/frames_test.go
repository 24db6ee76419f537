package media_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

// A few frames are listed; of millions the sums are as if all were.
func TestFrameTimesAreSummed(t *testing.T) {
	t.Parallel()
	for _, frames := range []int{1, 2, 1499, 1500, 1501, 4_000_000} {
		var p media.Picture
		want, shortest := 0, math.MaxInt
		for i := range frames {
			ms := 10 + i%7
			if i == frames-1 {
				ms = 3
			}
			p.AddFrames(ms, 1)
			want, shortest = want+ms, min(shortest, ms)
		}
		p.Frames = frames
		got, known := p.ShortestMS()
		if p.TotalMS() != want || got != shortest || !known {
			t.Errorf("%d frames: %d ms, the shortest %d (%v), want %d and %d", frames, p.TotalMS(), got, known, want, shortest)
		}
		if len(p.FrameMS) > 1500 || len(p.FrameMS) != frames && len(p.FrameMS)+p.MoreFrames.Frames != frames {
			t.Errorf("%d frames: %d are listed, %+v summed up", frames, len(p.FrameMS), p.MoreFrames)
		}
		if text, err := json.Marshal(p); err != nil || len(text) > 10_000 {
			t.Errorf("%d frames: %d bytes of JSON, %v", frames, len(text), err)
		}
	}
}

// Players show GIF and APNG frames of 10 ms and less for 100 ms; the stored times stay known, however many they are.
func TestStoredAndShownTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mime          string
		stored, shown int
	}{
		{"image/gif", 0, 100}, {"image/gif", 10, 100}, {"image/gif", 20, 20}, {"image/png", 10, 100}, {"image/png", 11, 11},
		{"image/webp", 0, 100}, {"image/webp", 5, 5}, {"image/avif", 10, 10}, {"image/gif", -1, 100},
	} {
		for _, frames := range []int{1, 4, 1500, 1501, 4000} {
			p := media.Picture{Frames: frames}
			for range frames {
				p.AddStored(c.mime, c.stored, 1)
			}
			stored := max(c.stored, 0)
			if shortest, _ := p.ShortestMS(); p.TotalMS() != frames*c.shown || shortest != stored {
				t.Errorf("%s, %d frames of %d ms: %d ms in all and %d the shortest, want %d and %d", c.mime, frames, c.stored,
					p.TotalMS(), shortest, frames*c.shown, stored)
			}
			if (p.StoredMS != nil) != (stored != c.shown) || p.StoredMS != nil && (len(p.StoredMS) != len(p.FrameMS) || p.StoredMS[0] != stored) {
				t.Errorf("%s, %d frames of %d ms: %d stored times", c.mime, frames, c.stored, len(p.StoredMS))
			}
			if sum := p.MoreFrames; sum != nil && sum.StoredMS != sum.Frames*stored {
				t.Errorf("%s, %d frames of %d ms: %+v", c.mime, frames, c.stored, sum)
			}
		}
	}
}

func TestStoredTimesBeginLate(t *testing.T) {
	t.Parallel()
	var p media.Picture
	for _, ms := range []int{50, 60, 10, 70} {
		p.AddStored("image/gif", ms, 1)
	}
	if !slices.Equal(p.FrameMS, []int{50, 60, 100, 70}) || !slices.Equal(p.StoredMS, []int{50, 60, 10, 70}) {
		t.Errorf("shown %v, stored %v", p.FrameMS, p.StoredMS)
	}
}

func TestAddFramesTakesAnyNumbers(t *testing.T) {
	t.Parallel()
	var p media.Picture
	if _, known := p.ShortestMS(); known {
		t.Error("the shortest frame of none is known")
	}
	for _, ms := range []int{math.MaxInt, math.MinInt, -1, 0} {
		for _, n := range []int{math.MaxInt / 2, math.MinInt, -1, 0, 1} {
			p.AddFrames(ms, n)
		}
	}
	if p.TotalMS() != math.MaxInt64 {
		t.Errorf("%d ms in all, want the most that fits", p.TotalMS())
	}
	if shortest, _ := p.ShortestMS(); shortest != 0 {
		t.Errorf("the shortest is %d ms, want 0", shortest)
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	f := media.Facts{
		Seconds: new(9.0), Trailing: 7,
		Video: []media.VideoTrack{{Frames: 3, BFrames: new(0), Bytes: 5, Seconds: new(9.0), Width: 64}, {BFrames: new(2)}},
		Audio: []media.AudioTrack{{Seconds: new(9.0), Bytes: 5, Channels: 2}},
	}
	f.Damagef(media.Truncated, "the file ends")
	f.Unfinished(errors.New("too much to read"))
	switch {
	case f.Seconds != nil, f.Trailing != 0, len(f.Damage) > 0, f.Video[0].Frames != 0, f.Video[0].BFrames != nil,
		f.Video[0].Seconds != nil, f.Audio[0].Seconds != nil:
		t.Errorf("what only the whole can tell is still told: %+v", f)
	case f.Video[0].Width != 64, f.Audio[0].Channels != 2, *f.Video[1].BFrames != 2:
		t.Errorf("what was read is lost: %+v", f)
	}
	for _, fact := range []string{"damage", "structure", "duration", "b-frames"} {
		if f.Undecided[fact] != "too much to read" {
			t.Errorf("%s: %q", fact, f.Undecided[fact])
		}
	}
}
