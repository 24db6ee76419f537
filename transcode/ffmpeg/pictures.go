package ffmpeg

import (
	"encoding/hex"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// pictures says how one stream of pictures gets into the output.
type pictures struct {
	do    transcode.Do
	index int
	track media.VideoTrack
	shape shape
	// hold is how many seconds longer the last picture is shown than its stream says.
	hold float64
	// need was measured, or is zero.
	need need
	// background for transparency.
	background rgb
	// rate is the cap in bits per second; with pass 2 the average.
	rate float64
	// pass is 0 for one pass, else 1 or 2, and stats the prefix of the files between them.
	pass  int
	stats string
}

const (
	// quality is x264's constant rate factor where the limit does not bind; firstQuality that of the first of two
	// passes, which is the last where it fits.
	quality      = 23
	firstQuality = 21
	// preset of x264: the next ones double the processor time for half a hundredth of SSIM.
	preset     = "veryfast"
	bestPreset = "medium"
	// keySeconds is the longest distance of key frames.
	keySeconds = 4
)

// stream selects the pictures, filtered where they are encoded. V leaves cover art out of the count.
func (p pictures) stream(in *ffmpeg.Stream) *ffmpeg.Stream {
	s := in.Get("V:" + strconv.Itoa(p.index))
	if p.do == transcode.Keep {
		return s
	}
	s = p.deinterlaced(s)
	if p.hold > 0 {
		s = s.Filter("tpad", nil, ffmpeg.KwArgs{"stop_mode": "clone", "stop_duration": number(p.hold)})
	}
	if p.shape.resample || p.hold > 0 {
		s = s.Filter("fps", ffmpeg.Args{number(p.shape.fps)})
	}
	if p.track.Alpha {
		s = onBackground(s, p.background)
	}
	return p.sized(s).
		Filter("setsar", ffmpeg.Args{"1"}).
		Filter("format", ffmpeg.Args{"yuv420p"})
}

// deinterlaced joins fields into frames where the frames say that they are fields.
func (p pictures) deinterlaced(s *ffmpeg.Stream) *ffmpeg.Stream {
	if !p.track.Interlaced {
		return s
	}
	return s.Filter("yadif", nil, ffmpeg.KwArgs{"deint": "interlaced"})
}

// sized brings the pictures to their size and to the colours of a phone's screen. Ordinary video keeps the matrix it
// has: for untagged files only the player's guess counts, and that stays the same. An odd edge is cut off, as scaling
// by a hair would soften the whole.
func (p pictures) sized(s *ffmpeg.Stream) *ffmpeg.Stream {
	size := ffmpeg.KwArgs{"w": p.shape.width, "h": p.shape.height}
	switch {
	case p.track.Transfer == "pq" || p.track.Transfer == "hlg":
		return toneMapped(s, p.track.Transfer, size)
	case p.track.Alpha || p.track.Chroma == "rgb":
		size["out_color_matrix"], size["out_range"] = "bt709", "tv"
		return s.Filter("scale", nil, size).Filter("setparams", nil, rec709())
	}
	if p.shape.oddEdge(&p.track) {
		return s.Filter("crop", nil, ffmpeg.KwArgs{"w": p.shape.width, "h": p.shape.height, "x": 0, "y": 0, "exact": 1})
	}
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
		return ffmpeg.KwArgs{"c:v": "copy"}
	}
	o := ffmpeg.KwArgs{
		"c:v": "libx264", "profile:v": "main", "preset": preset, "bf": 0,
		"g": int(p.shape.fps*keySeconds + 0.5),
	}
	switch p.pass {
	case 0:
		o["crf"], o["maxrate"], o["bufsize"] = quality, int(p.rate), int(p.rate*bufferSeconds)
	case 1:
		// The file of a first pass may be the last, and else may be thrown away, so that it may grow well over the limit.
		o["crf"], o["maxrate"], o["bufsize"] = firstQuality, int(4*p.rate), int(4*p.rate*bufferSeconds)
		o["fastfirstpass"] = 0
	case 2:
		o["b:v"] = int(p.rate)
	}
	if p.pass > 0 {
		o["preset"], o["pass"], o["passlogfile"] = bestPreset, p.pass, p.stats
	}
	return o
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
