package matroska

import (
	"math"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/hevc"
)

// codecs names codec identifiers by how they begin, the longer ones first (RFC 9559 and the Matroska codec list).
var codecs = [...][2]string{
	{"V_MPEG4/ISO/AVC", "h264"}, {"V_MPEGH/ISO/HEVC", "hevc"}, {"V_MPEGI/ISO/VVC", "vvc"},
	{"V_MPEG4/MS/V3", "msmpeg4v3"}, {"V_MPEG4/ISO/", "mpeg4"}, {"V_MPEG1", "mpeg1video"}, {"V_MPEG2", "mpeg2video"},
	{"V_VP8", "vp8"}, {"V_VP9", "vp9"}, {"V_AV1", "av1"}, {"V_THEORA", "theora"}, {"V_MJPEG", "mjpeg"},
	{"V_PRORES", "prores"}, {"V_FFV1", "ffv1"}, {"V_UNCOMPRESSED", "rawvideo"}, {"V_DIRAC", "dirac"},
	{"V_SNOW", "snow"}, {"V_REAL/RV10", "rv10"}, {"V_REAL/RV20", "rv20"}, {"V_REAL/RV30", "rv30"},
	{"V_REAL/RV40", "rv40"}, {"V_QUICKTIME", "quicktime"}, {"V_AVS", "avs"},
	{"A_AAC", "aac"}, {"A_MPEG/L3", "mp3"}, {"A_MPEG/L2", "mp2"}, {"A_MPEG/L1", "mp1"}, {"A_OPUS", "opus"},
	{"A_VORBIS", "vorbis"}, {"A_FLAC", "flac"}, {"A_ALAC", "alac"}, {"A_AC3", "ac-3"}, {"A_EAC3", "e-ac-3"},
	{"A_DTS", "dts"}, {"A_TRUEHD", "truehd"}, {"A_MLP", "mlp"}, {"A_PCM/FLOAT", "pcm-float"}, {"A_PCM", "pcm"},
	{"A_TTA1", "tta"}, {"A_WAVPACK4", "wavpack"}, {"A_REAL/COOK", "cook"}, {"A_REAL/", "real"},
	{"A_ATRAC/AT1", "atrac1"}, {"A_QUICKTIME", "quicktime"},
}

func codecName(id string) string {
	for _, c := range codecs {
		if strings.HasPrefix(id, c[0]) {
			return c[1]
		}
	}
	if id == "" {
		return "unknown"
	}
	return strings.ToLower(id)
}

// video describes a track of pictures. What its private data say counts more than the track's own fields.
func (t *track) video(f *media.Facts) media.VideoTrack {
	v := media.VideoTrack{
		Codec: codecName(t.codec), Width: max(0, t.width-t.cropX), Height: max(0, t.height-t.cropY),
		Interlaced: t.interlaced, Alpha: t.alpha, Bits: t.bits, Encrypted: t.locked, Rotation: t.rotation(),
		PixelAspect: t.pixelAspect(),
	}
	if t.frame > 0 {
		v.FrameRate = 1e9 / float64(t.frame)
	}
	switch t.transfer {
	case 16:
		v.Transfer = "pq"
	case 18:
		v.Transfer = "hlg"
	case 1, 6, 13, 14, 15:
		v.Transfer = "sdr"
	}
	if t.codec == "V_MS/VFW/FOURCC" {
		b, _ := fourcc.ParseBitmap(t.private)
		v.Codec = b.Codec
		if v.Width == 0 || v.Height == 0 {
			v.Width, v.Height = b.Width, b.Height
		}
	}
	switch v.Codec {
	case "h264":
		t.readAVC(&v, f)
	case "hevc":
		if c, ok := hevc.ParseConfig(t.private); ok {
			v.Profile, v.Level, v.Bits = c.ProfileName(), c.Level, c.Bits
		}
	}
	return v
}

// readAVC takes profile and picture from the parameter sets.
func (t *track) readAVC(v *media.VideoTrack, f *media.Facts) {
	f.Undecide("b-frames", "frames in Matroska are not looked into")
	c, _ := h264.ParseConfig(t.private)
	if len(c.SPS) == 0 {
		f.Undecide("profile", "the track has no H.264 configuration")
		return
	}
	v.Profile, v.Level = h264.ProfileName(c.Profile, c.Constraints), int(c.Level)
	s, ok := h264.ParseSPS(c.SPS[0])
	if !ok {
		return
	}
	v.Profile, v.Level, v.Chroma, v.Bits = s.ProfileName(), int(s.Level), s.Chroma(), s.Bits
	v.Interlaced = v.Interlaced || s.Fields
	v.Untagged = new(s.Matrix == 2 && !t.tagged)
	if s.NoBFrames() {
		none := 0
		v.BFrames = &none
		delete(f.Undecided, "b-frames")
	}
}

// rotation that a player applies, clockwise; the file counts the other way round.
func (t *track) rotation() int {
	if math.IsNaN(t.roll) || math.Abs(t.roll) > 360 {
		return 0
	}
	quarter := int(math.Round(-t.roll/90)) % 4
	return (quarter + 4) % 4 * 90
}

func (t *track) pixelAspect() float64 {
	w, h := t.width-t.cropX, t.height-t.cropY
	if t.displayW <= 0 || t.displayH <= 0 || w <= 0 || h <= 0 || t.displayUnit > 3 {
		return 0
	}
	ratio := float64(t.displayW) * float64(h) / (float64(t.displayH) * float64(w))
	if math.Abs(ratio-1) < 0.005 { // display sizes are rounded to whole pixels
		return 1
	}
	return ratio
}

// audio describes a track of sound.
func (t *track) audio() media.AudioTrack {
	a := media.AudioTrack{Codec: codecName(t.codec), Channels: t.channels, SampleRate: hertz(t.rate), Encrypted: t.locked}
	if t.output > 0 {
		a.SampleRate = hertz(t.output)
	}
	switch {
	case t.codec == "A_MS/ACM":
		w, _ := fourcc.ParseWave(t.private)
		a.Codec = w.Codec
	case a.Codec == "aac":
		if c, ok := aac.ParseConfig(t.private); ok {
			a.Codec, a.Profile = c.Codec(), c.Profile()
			if c.Channels > 0 {
				a.Channels = c.Channels
			}
		}
	case a.Codec == "opus":
		a.SampleRate = 48000 // the clock of Opus; the track may say the source's rate
		if len(t.private) > 9 && t.private[9] > 0 {
			a.Channels = int(t.private[9])
		}
	}
	return a
}

// hertz is a rate as a whole number, 0 for nonsense.
func hertz(rate float64) int {
	if !(rate > 0 && rate < 1e7) {
		return 0
	}
	return int(math.Round(rate))
}
