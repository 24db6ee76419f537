package ffmpeg

import (
	"fmt"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	// leastSeconds is the least that a film of an animated picture plays: shorter ones are repeated.
	leastSeconds = 1.0
	// mostTimes is how many frames are given their times one by one. The times of more are left to ffmpeg.
	mostTimes = 4000
	// tailMS is how long before its end the last frame of an animation is shown once more, so that it lasts.
	tailMS = 40
)

// moving describes an animated picture as a film.
func moving(f *media.Facts) (track media.VideoTrack, times []int) {
	times = transcode.ShownMS(f, transcode.Options{OverLong: "speed"})
	p := f.Picture
	total := max(1, sum(times))
	track = media.VideoTrack{
		Codec: p.Codec, Width: p.Width, Height: p.Height, PixelAspect: 1, Chroma: "rgb", Bits: 8, Alpha: p.Alpha,
		Frames: p.Frames, FrameRate: 1000 * float64(p.Frames) / float64(total), Untagged: new(false),
	}
	for _, ms := range times {
		track.VariableRate = track.VariableRate || ms != times[0]
	}
	return track, times
}

// rounds is how often an animation is shown in its film.
func rounds(times []int) int {
	once := float64(sum(times)) / 1000
	if once <= 0 || once >= leastSeconds || len(times) > mostTimes {
		return 1
	}
	return int(leastSeconds/once-0.001) + 1
}

func sum(times []int) int {
	total := 0
	for _, ms := range times {
		total += ms
	}
	return total
}

// animated gives the frames of an animation their times, which say of each how long browsers show it.
func (p pictures) animated(s *ffmpeg.Stream) *ffmpeg.Stream {
	if len(p.times) == 0 || len(p.times) > mostTimes {
		return s
	}
	n := rounds(p.times)
	if n > 1 {
		s = s.Filter("loop", nil, ffmpeg.KwArgs{"loop": n - 1, "size": len(p.times)})
	}
	var starts []int
	at := 0
	for range n {
		for _, ms := range p.times {
			starts = append(starts, at)
			at += ms
		}
	}
	last := p.times[len(p.times)-1]
	starts = append(starts, at-min(tailMS, last/2))
	return s.Filter("tpad", nil, ffmpeg.KwArgs{"stop": 1, "stop_mode": "clone"}).
		Filter("settb", ffmpeg.Args{"1/1000"}).
		Filter("setpts", nil, ffmpeg.KwArgs{"expr": "'(" + choice(starts, 0) + ")/1000/TB'"})
}

// choice is an expression that gives for N the number that stands at it, the first of which has the index from.
func choice(numbers []int, from int) string {
	if len(numbers) == 1 {
		return fmt.Sprint(numbers[0])
	}
	half := len(numbers) / 2
	var b strings.Builder
	fmt.Fprintf(&b, "if(lt(N,%d),%s,%s)", from+half, choice(numbers[:half], from), choice(numbers[half:], from+half))
	return b.String()
}
