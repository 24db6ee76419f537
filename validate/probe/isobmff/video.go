package isobmff

import (
	"math"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/h264"
)

// videoFacts describes a track of moving pictures.
func (p *prober) videoFacts(t *track) media.VideoTrack {
	v := media.VideoTrack{Codec: unknownCodec}
	rgb := false
	if len(t.entries) > 0 {
		v, rgb = t.entries[0].video, t.entries[0].rgb
	}
	v.Encrypted = t.encrypted()
	if v.Codec == "h264" {
		describeH264(&v, t.sets(), rgb)
		p.decideBFrames(&v, t)
	} else if rgb && v.Chroma == "4:4:4" {
		v.Chroma = "rgb"
	}
	if v.Untagged != nil && t.entries[0].tagged {
		*v.Untagged = false
	}
	if v.PixelAspect == 0 {
		v.PixelAspect = 1 // MP4: square pixels unless something says otherwise
	}
	v.Rotation = t.matrix.times(p.movie.matrix).rotation()
	v.Bytes = t.samples.bytes
	v.Frames = int(min(t.samples.n, math.MaxInt32))
	v.Seconds = p.seconds(t)
	v.VariableRate = t.clock.variable(t.timescale)
	if usual := t.clock.usual(); v.VariableRate && usual > 0 {
		v.UsualRate = float64(t.timescale) / float64(usual)
	}
	if total := t.clock.seconds(t.timescale); total > 0 {
		v.FrameRate = float64(t.clock.samples) / total
	}
	return v
}

// encrypted tells whether some of the samples are, or all.
func (t *track) encrypted() bool {
	return slices.ContainsFunc(t.entries, func(e entry) bool { return e.encrypted })
}

// sets are the sequence parameter sets of a track: of the scan, which saw those between the samples too, or of the
// configuration records alone.
func (t *track) sets() []h264.SPS {
	if t.scan != nil {
		return t.scan.sets
	}
	var sets []h264.SPS
	for _, e := range t.entries {
		if e.avc == nil {
			continue
		}
		for _, unit := range e.avc.SPS {
			if sps, ok := h264.ParseSPS(unit); ok {
				sets = append(sets, sps)
			}
		}
	}
	return sets
}

// describeH264 takes the facts from the parameter sets, because decoders do: of several the one that asks the most.
// What the configuration record says stands only where there are none.
func describeH264(v *media.VideoTrack, sets []h264.SPS, rgb bool) {
	if len(sets) == 0 {
		return
	}
	most := sets[0]
	for _, sps := range sets {
		if demand(sps) > demand(most) {
			most = sps
		}
		v.Interlaced = v.Interlaced || sps.Fields
		if name := transferName(int(sps.Transfer)); name != "" && (v.Transfer == "" || name != "sdr") {
			v.Transfer = name
		}
	}
	v.Profile, v.Level, v.Chroma, v.Bits = most.ProfileName(), int(most.Level), most.Chroma(), most.Bits
	v.Width, v.Height = sets[0].Width, sets[0].Height
	if rgb && v.Chroma == "4:4:4" && most.Matrix == 2 {
		v.Chroma = "rgb"
	}
	untagged := !slices.ContainsFunc(sets, func(s h264.SPS) bool { return s.Matrix != unspecified })
	v.Untagged = &untagged
	if v.PixelAspect == 0 {
		v.PixelAspect = sets[0].PixelAspect
	}
}

// demand orders profiles by what a decoder must be able to do.
func demand(s h264.SPS) int {
	switch s.Profile {
	case 66:
		if s.Constraints&0x40 != 0 {
			return 0
		}
		return 1
	case 77:
		return 2
	case 88:
		return 3
	case 100:
		return 4
	}
	return 5 + s.ChromaFormat
}

// decideBFrames says how many pictures are bi-predicted, or why that is not known.
func (p *prober) decideBFrames(v *media.VideoTrack, t *track) {
	const fact = "b-frames"
	s := t.scan
	switch {
	case v.Encrypted:
		p.facts.Undecide(fact, "the video is encrypted")
	case s == nil:
		p.facts.Undecide(fact, "the samples cannot be read")
	case p.r.Err() != nil:
		p.facts.Undecide(fact, p.r.Err().Error())
	case s.read == 0:
		p.facts.Undecide(fact, "there are no samples to look at")
	case s.bFrames == 0 && s.exhausted:
		p.facts.Undecide(fact, "the video has more slices than are read of one file")
	case s.bFrames == 0 && s.bad > 0 && !s.proven():
		p.facts.Undecide(fact, "some samples are damaged")
	default:
		v.BFrames = &s.bFrames
	}
}
