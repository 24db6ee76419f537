package isobmff

import (
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/hevc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// visualHead is the length of a VisualSampleEntry before its boxes (12.1.3).
const visualHead = 78

// readVisual reads the sample description of a track of pictures.
func (e *entry) readVisual(body []byte) {
	c := source.NewCursor(body)
	c.Skip(8 + 16)
	e.video.Width, e.video.Height = int(c.U16()), int(c.U16())
	c.Skip(4 + 4 + 4 + 2 + 32)
	depth := c.U16()
	e.encrypted = protected(e.format)
	if len(body) > visualHead {
		e.readVisualBoxes(body[visualHead:])
	}
	if e.video.Codec == "" {
		e.video.Codec = videoCodec(e.format)
	}
	e.video.Encrypted = e.encrypted
	e.video.Alpha = depth == 32 && hasAlpha(e.video.Codec)
	if e.video.Codec == "h264" && e.avc == nil {
		e.problem = "the H.264 configuration (avcC) is missing"
	}
}

func (e *entry) readVisualBoxes(b []byte) {
	v := &e.video
	for kind, body := range inside(b) {
		c := source.NewCursor(body)
		switch kind {
		case "avcC":
			e.readAVC(body)
		case "hvcC":
			e.readHEVC(body)
		case "av1C":
			e.readAV1(c)
		case "vpcC":
			e.readVP(c)
		case "vvcC":
			e.readVVC(c)
		case "esds":
			e.video.Codec = objectCodec(readDescriptor(body).object)
		case "pasp":
			if h, w := c.U32(), c.U32(); h > 0 && w > 0 {
				v.PixelAspect = float64(h) / float64(w)
			}
		case "colr":
			e.readColour(c)
		case "fiel":
			v.Interlaced = c.U8() == 2
		case "sinf":
			e.readProtection(body)
		}
	}
}

func (e *entry) readAVC(body []byte) {
	cfg, ok := h264.ParseConfig(body)
	if !ok && len(cfg.SPS) == 0 {
		return
	}
	e.avc = &cfg
	e.video.Profile, e.video.Level = h264.ProfileName(cfg.Profile, cfg.Constraints), int(cfg.Level)
}

func (e *entry) readHEVC(body []byte) {
	cfg, ok := hevc.ParseConfig(body)
	if !ok && cfg.Bits == 0 {
		return
	}
	v := &e.video
	v.Profile, v.Level, v.Bits = cfg.ProfileName(), cfg.Level, cfg.Bits
	v.Chroma = chromaName(cfg.ChromaFormat)
	v.Interlaced = v.Interlaced || cfg.Interlaced
	if len(cfg.SPS) == 0 {
		return
	}
	sps, ok := hevc.ParseSPS(cfg.SPS[0])
	if !ok {
		return
	}
	v.Width, v.Height = sps.Width, sps.Height
	if v.PixelAspect == 0 {
		v.PixelAspect = sps.PixelAspect
	}
	if sps.ChromaFormat == 3 && sps.Matrix == 0 {
		v.Chroma = "rgb"
	}
	e.setTransfer(int(sps.Transfer))
	v.Untagged = new(sps.Matrix == unspecified)
}

// unspecified is the matrix of colours that are not told (ISO/IEC 23091-2, 8.3).
const unspecified = 2

// readAV1 reads the start of AV1CodecConfigurationRecord (AV1 in ISOBMFF, 2.3.3).
func (e *entry) readAV1(c *source.Cursor) {
	c.Skip(1)
	profile, flags := c.U8(), c.U8()
	c.Skip(1)
	if !c.OK() {
		return
	}
	e.setTransfer(av1Transfer(c.Take(c.Left())))
	v := &e.video
	names := [...]string{"Main", "High", "Professional"}
	if p := int(profile >> 5); p < len(names) {
		v.Profile = names[p]
	}
	level := int(profile & 0x1f)
	v.Level = 20 + 10*(level>>2) + level&3
	v.Bits = 8
	if flags&0x40 != 0 {
		v.Bits = 10
		if flags&0x20 != 0 {
			v.Bits = 12
		}
	}
	switch {
	case flags&0x10 != 0:
		v.Chroma = "4:0:0"
	case flags&0x0c == 0x0c:
		v.Chroma = "4:2:0"
	case flags&0x08 != 0:
		v.Chroma = "4:2:2"
	default:
		v.Chroma = "4:4:4"
	}
}

// readVP reads VPCodecConfigurationBox (VP Codec ISO Media File Format Binding, 1.0).
func (e *entry) readVP(c *source.Cursor) {
	c.Skip(4)
	profile, level, packed := c.U8(), c.U8(), c.U8()
	c.Skip(1)
	transfer, matrix := c.U8(), c.U8()
	if !c.OK() {
		return
	}
	v := &e.video
	v.Profile, v.Level, v.Bits = "Profile "+string('0'+profile&7), int(level), int(packed>>4)
	switch packed >> 1 & 7 {
	case 0, 1:
		v.Chroma = "4:2:0"
	case 2:
		v.Chroma = "4:2:2"
	case 3:
		v.Chroma = "4:4:4"
		if matrix == 0 {
			v.Chroma = "rgb"
		}
	}
	e.setTransfer(int(transfer))
}

// readVVC reads the start of VvcDecoderConfigurationRecord (ISO/IEC 14496-15, 11.2.4.2).
func (e *entry) readVVC(c *source.Cursor) {
	c.Skip(4)
	if c.U8()&1 == 0 { // no profile, tier and level
		return
	}
	c.Skip(1)
	chroma, depth := c.U8(), c.U8()
	if !c.OK() {
		return
	}
	e.video.Chroma, e.video.Bits = chromaName(int(chroma&3)), 8+int(depth>>5)
}

// readColour reads colr (12.1.5); nclc is QuickTime's name for the same numbers.
func (e *entry) readColour(c *source.Cursor) {
	kind := string(c.Take(4))
	c.Skip(2)
	transfer, matrix := c.U16(), c.U16()
	if !c.OK() || kind != "nclx" && kind != "nclc" {
		return
	}
	e.setTransfer(int(transfer))
	e.rgb, e.tagged = matrix == 0, matrix != unspecified
}

// setTransfer takes transfer characteristics (ISO/IEC 23091-2, 8.2); high dynamic range outweighs what another place
// says.
func (e *entry) setTransfer(transfer int) {
	if name := transferName(transfer); name != "" && (e.video.Transfer == "" || name != "sdr") {
		e.video.Transfer = name
	}
}

func transferName(transfer int) string {
	switch transfer {
	case 16:
		return "pq"
	case 18:
		return "hlg"
	case 1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 17:
		return "sdr"
	}
	return ""
}

// chromaName names chroma_format_idc.
func chromaName(format int) string {
	names := [...]string{"4:0:0", "4:2:0", "4:2:2", "4:4:4"}
	if format < 0 || format >= len(names) {
		return ""
	}
	return names[format]
}

// hasAlpha tells codecs whose description says by a depth of 32 that pixels may be transparent.
func hasAlpha(codec string) bool {
	switch codec {
	case "prores", "png", "qtrle", "rawvideo", "cfhd", "dnxhd":
		return true
	}
	return false
}
