package ffmpeg

import (
	"encoding/hex"
	"fmt"
	"maps"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// pictures says how one stream of pictures gets into the output.
type pictures struct {
	// described makes ffmpeg write a configuration record by the parameter sets of kept pictures, not copy the source's.
	described bool
	do        transcode.Do
	index     int
	track     media.VideoTrack
	shape     shape
	// hold is how many seconds longer the last picture is shown than its stream says.
	hold float64
	// most frames in a second that are wanted.
	most float64
	// times in milliseconds of the frames of an animated picture; nil for films.
	times []int
	// timed is true where the frames of a container that says nothing of their rate keep their times.
	timed bool
	// survey of what it takes and loses in several shapes; it may be empty.
	survey survey
	// background for transparency.
	background rgb
	// rate in bits per second is what there is for the pictures, on average.
	rate float64
	// best takes more processor time for the same bytes.
	best bool
	// pass is 0 where no second one can be needed, else 1 or 2, and stats the prefix of the files between them.
	pass  int
	stats string
	// hasty makes a first pass for the sake of the second alone, so many steps of quality coarser.
	hasty   bool
	coarser float64
	// held is what the source spends on its pictures, where the output is not to be much heavier.
	held *sourceRate
}

const (
	// quality is x264's constant rate factor where the limit does not bind. It takes about the bytes of factor 23 with
	// preset medium, loses no more, and takes half the processor time (SSIM 0.9840 and 0.9834 of 3 s of 1080p).
	quality     = 21.5
	bestQuality = 18
	// preset of x264. With references and a chroma offset, which cost little, veryfast is as good as medium is by
	// itself, in less than half the processor time (SSIM at equal bytes, of pans with noise and of a phone's clip).
	preset     = "veryfast"
	bestPreset = "medium"
	// references is how many earlier frames one may be put together from; without B-frames they are what saves most. Four
	// of 1080p are the most that level 4.0 allows.
	references = 4
	// chroma is how much finer colours are quantised than brightness where there are bits to spare. Presets that weigh what
	// the eye sees take two steps off by themselves, and fast ones do not. Where the limit binds, colours get no finer
	// steps: four of them cost a twelfth of what brightness loses (film with noise, 720 lines at 2 Mbit/s).
	chroma = -2
	// autoVariance spreads bits by the contrast of each block against that of its picture. It saves 3 % of what brightness
	// loses (the same film).
	autoVariance = ":aq-mode=2"
	// care is what a last pass takes beyond the preset where every bit counts: rate-distortion optimisation of motion and
	// modes, and trellis quantisation. That pass takes 2.3 to 2.5 times as long and gains 0.001 to 0.003 of SSIM (6 s of a
	// landscape and of sport, 720 lines at 2 Mbit/s).
	care = ":subme=6:trellis=1"
	// unweighted does without copies of earlier frames whose brightness is changed by a little: in grain they cost more
	// than they save (0.001 of SSIM). Both passes have to agree on it.
	unweighted = ":weightp=1"
	// faithful spends no bits on what only looks like detail, where all are needed for what is there.
	faithful = ":psy=0"
	// keySeconds is the longest distance of key frames. At 4 s they took 41 % of the bits of a screen recording.
	keySeconds = 10
	// peaks is how many times the average rate a busy moment may take, so that calm ones pay for it.
	peaks = 4
)

// stream selects the pictures, filtered where they are encoded. V leaves cover art out of the count.
func (p pictures) stream(in *ffmpeg.Stream) *ffmpeg.Stream {
	s := in.Get("V:" + strconv.Itoa(p.index))
	if p.do == transcode.Keep {
		return s
	}
	return p.shaped(p.prepared(s))
}

// prepared gives whole pictures at the times that they are shown at, in their source's size.
func (p pictures) prepared(s *ffmpeg.Stream) *ffmpeg.Stream {
	s = p.animated(p.deinterlaced(s))
	if p.hold > 0 {
		s = s.Filter("tpad", nil, ffmpeg.KwArgs{"stop_mode": "clone", "stop_duration": number(p.hold)})
	}
	s = p.paced(s)
	if p.track.Alpha {
		s = onBackground(s, p.background)
	}
	return s
}

// shaped brings prepared pictures to their size and format.
func (p pictures) shaped(s *ffmpeg.Stream) *ffmpeg.Stream {
	return p.fitted(s).
		Filter("setsar", ffmpeg.Args{"1"}).
		Filter("format", ffmpeg.Args{"yuv420p"})
}

// deinterlaced joins fields into frames where the frames say that they are fields.
func (p pictures) deinterlaced(s *ffmpeg.Stream) *ffmpeg.Stream {
	if !p.track.Interlaced && !mayHoldFields(&p.track) {
		return s
	}
	return s.Filter("yadif", nil, ffmpeg.KwArgs{"deint": "interlaced"})
}

// mayHoldFields reports whether the facts leave it open if pictures are fields.
func mayHoldFields(t *media.VideoTrack) bool {
	switch t.Codec {
	case "h264", "hevc", "mpeg2video", "mpeg4", "vc1", "dv":
		return t.Profile == ""
	}
	return false
}

// sized brings the pictures to a size and to the colours of a phone's screen. Ordinary video keeps the matrix it has,
// and is given what more says. An odd edge is cut off, as scaling by a hair would soften the whole.
func (p pictures) sized(s *ffmpeg.Stream, size, more ffmpeg.KwArgs) *ffmpeg.Stream {
	switch {
	case p.track.Transfer == "pq" || p.track.Transfer == "hlg":
		return toneMapped(s, p.track.Transfer, size)
	case p.track.Alpha || p.track.Chroma == "rgb":
		size["out_color_matrix"], size["out_range"] = "bt709", "tv"
		return s.Filter("scale", nil, size).Filter("setparams", nil, rec709())
	}
	if p.shape.oddEdge(&p.track) {
		s = s.Filter("crop", nil, ffmpeg.KwArgs{"w": "trunc(iw/2)*2", "h": "trunc(ih/2)*2", "x": 0, "y": 0, "exact": 1})
	}
	maps.Copy(size, more)
	return s.Filter("scale", nil, size)
}

func rec709() ffmpeg.KwArgs {
	return ffmpeg.KwArgs{"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "range": "tv"}
}

// toneMapped turns high dynamic range into Rec. 709, at the output's size and in linear light.
func toneMapped(s *ffmpeg.Stream, transfer string, size ffmpeg.KwArgs) *ffmpeg.Stream {
	curve := "smpte2084"
	if transfer == "hlg" {
		curve = "arib-std-b67"
	}
	linear := ffmpeg.KwArgs{"tin": curve, "pin": "bt2020", "min": "bt2020nc", "t": "linear", "npl": 100}
	return s.Filter("zscale", nil, size).
		Filter("zscale", nil, linear).
		Filter("format", ffmpeg.Args{"gbrpf32le"}).
		Filter("zscale", nil, ffmpeg.KwArgs{"p": "bt709"}).
		Filter("tonemap", nil, ffmpeg.KwArgs{"tonemap": "hable", "desat": 0}).
		Filter("zscale", nil, ffmpeg.KwArgs{"t": "bt709", "m": "bt709", "r": "tv"})
}

// onBackground composes transparent pictures on a colour, before they are scaled: the colour under transparent pixels
// would bleed into their neighbours. The ground is made of the pictures themselves, so that it lasts as long.
func onBackground(s *ffmpeg.Stream, ground rgb) *ffmpeg.Stream {
	both := s.Filter("format", ffmpeg.Args{"rgba"}).Split()
	painted := both.Get("0").Filter("lutrgb", nil, ffmpeg.KwArgs{"r": ground[0], "g": ground[1], "b": ground[2], "a": 255})
	return ffmpeg.Filter([]*ffmpeg.Stream{painted, both.Get("1")}, "overlay", nil, ffmpeg.KwArgs{"format": "auto"})
}

// options for the encoder, or for copying.
func (p pictures) options() ffmpeg.KwArgs {
	if p.do == transcode.Keep {
		if p.described {
			return ffmpeg.KwArgs{"c:v": "copy", "bsf:v": "h264_mp4toannexb"}
		}
		return ffmpeg.KwArgs{"c:v": "copy"}
	}
	peak := int(p.peak())
	o := ffmpeg.KwArgs{
		"c:v": "libx264", "profile:v": "main", "preset": preset, "bf": 0, "crf": number(p.quality()), "refs": references,
		"x264-params": p.x264(),
		"g":           int(p.top()*keySeconds + 0.5), "maxrate": peak, "bufsize": int(float64(peak) * bufferSeconds),
	}
	if p.best {
		o["preset"] = bestPreset
	}
	maps.Copy(o, p.clock())
	maps.Copy(o, p.passing())
	if p.pass == 2 {
		delete(o, "crf")
		o["b:v"] = int(p.rate)
	}
	if p.pass == 2 || p.hasty { // with a peak to hold, a second pass on several threads gives other bytes in every run
		delete(o, "maxrate")
		delete(o, "bufsize")
	}
	p.likeSource(o)
	return o
}

// quality is the constant rate factor of a first pass.
func (p pictures) quality() float64 {
	if p.best {
		return bestQuality + p.coarser
	}
	return quality + p.coarser
}

// x264 is what the encoder is told in its own words. Told not to weigh what the eye sees, it takes no steps off chroma by
// itself either.
func (p pictures) x264() string {
	steps, more := chroma, autoVariance
	if p.pass == 2 || p.hasty {
		steps = 0
		more += faithful
	}
	switch {
	case p.best:
		more += unweighted
	case p.pass == 2:
		more += care
	}
	return fmt.Sprintf("chroma-qp-offset=%d%s", steps, more)
}

// passing gives the options for the first or second of two passes. The first is of constant quality, and its file the
// last where it is under the limit; the second spreads the bits that there are by what the first has learned. Where the
// first comes out far over, a hasty one near the rate of the second teaches that more. It learns to a few percent; with
// the best quality, which is to use up what there is, it takes its time.
func (p pictures) passing() ffmpeg.KwArgs {
	if p.pass == 0 {
		return nil
	}
	o := ffmpeg.KwArgs{"pass": p.pass, "passlogfile": p.stats, "fastfirstpass": 0}
	if p.hasty && !p.best {
		o["fastfirstpass"] = 1
	}
	return o
}

// peak is the highest rate of a moment, in bits per second. Without a second pass to answer what is over, it is what
// the whole can bear all the time.
func (p pictures) peak() float64 {
	if p.pass == 0 {
		return p.rate
	}
	return min(maxRate, peaks*p.rate)
}

// rgb is a colour, 8 bits each.
type rgb [3]uint8

// colorOf reads #rrggbb; anything else is white.
func colorOf(background string) rgb {
	b, err := hex.DecodeString(strings.TrimPrefix(background, "#"))
	if err != nil || len(b) != 3 {
		return rgb{255, 255, 255}
	}
	return rgb(b)
}

// number writes a rate with enough digits for 30000/1001 to be recognised.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 8, 64) }
