// Package fourcc reads the two headers of Microsoft's multimedia formats, WAVEFORMATEX and BITMAPINFOHEADER, and
// names the codecs in them as the other parsers do. WAV, AVI, ASF and Matroska share them.
package fourcc

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// Wave is a WAVEFORMATEX header.
type Wave struct {
	// Codec by its usual name: pcm, mp3, adpcm-ms; "wav-0x1234" when the tag is not known.
	Codec string
	// Channels and Rate in Hz.
	Channels, Rate int
	// BytesPerSecond on average, BlockAlign in bytes, Bits per sample; 0 when the header says nothing.
	BytesPerSecond, BlockAlign, Bits int
	// Extra is what the codec adds behind the header.
	Extra []byte
}

const extensible = 0xfffe

// ParseWave reads a WAVEFORMATEX, WAVEFORMATEXTENSIBLE or the older header without an extension.
func ParseWave(b []byte) (Wave, bool) {
	c := source.NewCursor(b)
	tag := c.LE16()
	w := Wave{
		Channels: int(c.LE16()), Rate: int(c.LE32()),
		BytesPerSecond: int(c.LE32()), BlockAlign: int(c.LE16()),
	}
	if !c.OK() {
		return Wave{}, false
	}
	w.Bits = int(c.LE16())
	if n := int(c.LE16()); n > 0 {
		w.Extra = c.Take(min(n, c.Left()))
	}
	if tag == extensible && len(w.Extra) >= 8 {
		tag = uint16(w.Extra[6]) | uint16(w.Extra[7])<<8
	}
	w.Codec = WaveCodec(tag)
	return w, true
}

// WaveCodec names a format tag (mmreg.h).
func WaveCodec(tag uint16) string {
	for _, t := range waveTags {
		if t.tag == tag {
			return t.codec
		}
	}
	return fmt.Sprintf("wav-0x%04x", tag)
}

var waveTags = [...]struct {
	tag   uint16
	codec string
}{
	{0x0001, "pcm"}, {0x0002, "adpcm-ms"}, {0x0003, "pcm-float"}, {0x0006, "alaw"}, {0x0007, "mulaw"},
	{0x0008, "dts"}, {0x0009, "drm"}, {0x000a, "wmavoice"}, {0x0010, "adpcm-oki"}, {0x0011, "adpcm-ima"},
	{0x0017, "adpcm-oki"}, {0x0020, "adpcm-yamaha"}, {0x0022, "truespeech"}, {0x0031, "gsm-ms"},
	{0x0032, "gsm-ms"}, {0x0038, "amr-nb"}, {0x0042, "g723.1"}, {0x0045, "g726"}, {0x0050, "mp2"},
	{0x0055, "mp3"}, {0x0057, "amr-nb"}, {0x0058, "amr-wb"}, {0x0061, "adpcm-ima"}, {0x0062, "adpcm-ima"},
	{0x0064, "g726"}, {0x0069, "adpcm-ima"}, {0x0075, "voxware"}, {0x0083, "g729"}, {0x0092, "ac-3"},
	{0x00ff, "aac"}, {0x0130, "sipr"}, {0x0160, "wmav1"}, {0x0161, "wmav2"}, {0x0162, "wmapro"},
	{0x0163, "wmalossless"}, {0x0200, "adpcm-creative"}, {0x0270, "atrac3"}, {0x0401, "imc"},
	{0x0500, "on2avc"}, {0x0674, "vorbis"}, {0x0675, "vorbis"}, {0x0676, "vorbis"}, {0x0677, "vorbis"},
	{0x1600, "aac"}, {0x1602, "aac"}, {0x1610, "aac"}, {0x2000, "ac-3"}, {0x2001, "dts"}, {0x2048, "sonic"},
	{0x566f, "vorbis"}, {0x5756, "wavpack"}, {0x594a, "xan"}, {0x704f, "opus"}, {0x706d, "aac"},
	{0x674f, "vorbis"}, {0x6750, "vorbis"}, {0x6751, "vorbis"}, {0x676f, "vorbis"}, {0x6770, "vorbis"},
	{0x6771, "vorbis"}, {0x7a21, "amr-nb"}, {0x7a22, "amr-wb"}, {0xa100, "g723.1"}, {0xa106, "aac"},
	{0xa109, "speex"}, {0xf1ac, "flac"},
}
