package isobmff

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// format is what a brand makes of a file.
type format string

const (
	formatMP4       format = "mp4"
	formatQuickTime format = "quicktime"
	format3GPP      format = "3gpp"
	format3GPP2     format = "3gpp2"
	formatMJ2       format = "mj2"
	formatHEIF      format = "heif"
	formatCR3       format = "cr3"
)

// brands are the contents of ftyp (ISO/IEC 14496-12, 4.3).
type brands struct {
	major      string
	compatible []string
}

// maxBrands bounds how many compatible brands are kept.
const maxBrands = 64

func (w *walker) brands(b box) brands {
	head := w.load(b, 8+4*maxBrands)
	if len(head) < 4 {
		return brands{}
	}
	out := brands{major: string(head[:4])}
	for rest := head[min(8, len(head)):]; len(rest) >= 4; rest = rest[4:] {
		out.compatible = append(out.compatible, string(rest[:4]))
	}
	return out
}

func (b brands) has(brand string) bool {
	if b.major == brand {
		return true
	}
	for _, c := range b.compatible {
		if c == brand {
			return true
		}
	}
	return false
}

// format decides by the major brand, else by the first compatible brand that says more than "MP4".
func (b brands) format() format {
	if f := brandFormat(b.major); f != "" {
		return f
	}
	for _, c := range b.compatible {
		if f := brandFormat(c); f != "" {
			return f
		}
	}
	return formatMP4
}

// brandFormat knows the brands of the MP4 registration authority (mp4ra.org) and of camera makers; empty for
// brands it does not know.
func brandFormat(brand string) format {
	switch brand {
	case "qt  ", "mqt ":
		return formatQuickTime
	case "kddi", "KDDI":
		return format3GPP2
	case "mj2s", "mjp2":
		return formatMJ2
	case "crx ":
		return formatCR3
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "mif3", "msf1", "miaf",
		"avif", "avis", "avci", "avcs", "jpeg", "jpgs", "vvic", "vvis", "j2ki", "j2is", "unif", "MiHB", "MiHE":
		return formatHEIF
	case "isom", "mp41", "mp42", "avc1", "dash", "M4A ", "M4B ", "M4P ", "M4V ", "M4VH", "M4VP", "MSNV", "mmp4", "iso2":
		return formatMP4
	}
	switch {
	case strings.HasPrefix(brand, "3g2"):
		return format3GPP2
	case strings.HasPrefix(brand, "3g"):
		return format3GPP
	case strings.HasPrefix(brand, "iso"), strings.HasPrefix(brand, "F4"):
		return formatMP4
	}
	return ""
}

// sounds tells brands of files that are sound by their nature.
func (b brands) sounds() bool {
	switch b.major {
	case "M4A ", "M4B ", "M4P ", "F4A ", "F4B ":
		return true
	}
	return false
}

// label is how a type is called.
type label struct {
	mime, name, extension string
	kind                  media.Kind
}

// movieLabel names a file with tracks.
func movieLabel(f format, sound bool) label {
	if sound {
		switch f {
		case formatQuickTime:
			return label{"audio/quicktime", "QuickTime audio", ".mov", media.Audio}
		case format3GPP:
			return label{"audio/3gpp", "3GPP audio", ".3gp", media.Audio}
		case format3GPP2:
			return label{"audio/3gpp2", "3GPP2 audio", ".3g2", media.Audio}
		}
		return label{"audio/mp4", "MP4 audio", ".m4a", media.Audio}
	}
	switch f {
	case formatQuickTime:
		return label{"video/quicktime", "QuickTime movie", ".mov", media.Video}
	case format3GPP:
		return label{"video/3gpp", "3GPP video", ".3gp", media.Video}
	case format3GPP2:
		return label{"video/3gpp2", "3GPP2 video", ".3g2", media.Video}
	case formatMJ2:
		return label{"video/mj2", "Motion JPEG 2000 video", ".mj2", media.Video}
	}
	return label{"video/mp4", "MP4 video", ".mp4", media.Video}
}

// imageLabel names an image file by its brands; codec is what the main picture is coded with.
func imageLabel(b brands, codec string, sequence bool) label {
	out := label{"image/heif", "HEIF image", ".heif", media.Image}
	switch {
	case codec == "av1" || codec == "" && b.has("avif"):
		out.mime, out.name, out.extension = "image/avif", "AVIF image", ".avif"
	case codec == "hevc" || codec == "" && b.has("heic"):
		out.mime, out.name, out.extension = "image/heic", "HEIC image", ".heic"
	}
	if sequence {
		if out.mime != "image/avif" {
			out.mime += "-sequence"
		}
		out.name = strings.Replace(out.name, "image", "image sequence", 1)
	}
	return out
}
