package ffmpeg

import (
	"fmt"

	ffmpeg "github.com/u2takey/ffmpeg-go"
)

// timescale is the clock of encoded pictures that keep uneven times, in ticks per second.
const timescale = 90_000

// uneven reports whether the pictures keep the times that they have instead of a constant rate: where these vary, or
// may vary as nothing was said of them.
func (p pictures) uneven() bool {
	return p.hold == 0 && (p.track.VariableRate || p.timed)
}

// top is the most frames in a second. An uneven film moves faster at times than its average says; one of a rate that is
// too high keeps every second frame, or every third.
func (p pictures) top() float64 {
	if p.track.VariableRate || p.uneven() && !p.shape.resample {
		return max(p.shape.fps, p.most)
	}
	return p.shape.fps
}

// paced drops frames that come faster than the top rate. Of an uneven film, whose pauses would be filled with copies at a
// constant rate, each frame that is kept moves the earliest time of the next one on by its share of a second; a frame may
// be early by less than half of that, as clocks tremble.
func (p pictures) paced(s *ffmpeg.Stream) *ffmpeg.Stream {
	switch {
	case p.hold > 0 || p.shape.resample && !p.uneven():
		return s.Filter("fps", ffmpeg.Args{number(p.shape.fps)})
	case !p.uneven():
		return s
	}
	step := 1 / (p.top() * 1.01)
	const next = "st(0,max(t,ld(0))+%[1]s)*0+1"
	expr := fmt.Sprintf("if(isnan(prev_selected_t),st(0,t+%[1]s)*0+1,if(gte(t,ld(0)-%[2]s),"+next+",0))", number(step), number(0.4*step))
	return s.Filter("select", nil, ffmpeg.KwArgs{"expr": "'" + expr + "'"})
}

// clock gives the options that keep the times of frames.
func (p pictures) clock() ffmpeg.KwArgs {
	o := ffmpeg.KwArgs{"fps_mode": "vfr"}
	if p.uneven() {
		o["enc_time_base"] = fmt.Sprintf("1:%d", timescale)
	}
	return o
}
