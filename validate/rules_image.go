package validate

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
)

const imagePage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages"

// maxSide in pixels is where the decode memory of receivers becomes a risk (inferred; no limit is documented).
const maxSide = 16383

// rulesImage hold for image messages.
var rulesImage = []Rule{
	{
		ID: "image.bit-depth", Title: "Images have 8 bits per channel", Kinds: images, Severity: Error, Stage: atDelivery,
		Fix: Transcode, Source: Source{Mark: "O", Ref: imagePage, Read: "2026-01-15"},
		Why: "\"Images must be 8-bit, RGB or RGBA.\" The platform's own text, reported by users, allows PNG \"up to 8 " +
			"bit/channel\", so fewer bits are a warning.",
		Cure:  prepareFix,
		Check: checkBitDepth,
	},
	{
		ID: "image.color", Title: "Images are RGB or RGBA", Kinds: images, Severity: Error, Stage: atDelivery,
		Fix: Transcode, Source: Source{Mark: "O", Ref: imagePage, Read: "2026-01-15"},
		Why: "\"Images must be 8-bit, RGB or RGBA.\" CMYK from print shops shows false colours or none. Whether palette and " +
			"gray pictures are refused is not known: a warning.",
		Cure:  prepareFix,
		Check: checkColor,
	},
	{
		ID: "image.alpha", Title: "Images are opaque", Kinds: images, Severity: Warning, Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "B", Ref: "360dialog: images are re-encoded to JPEG; github.com/glific/glific-frontend issue 2021", Read: "2026-10-01"},
		Why: "The platform turns every image into a JPEG; what was transparent arrives black. Whether any pixel is transparent " +
			"shows when the picture is decoded: --deep and prepare do that.",
		Cure:  prepareFix,
		Check: checkAlpha,
	},
	{
		ID: "image.coding", Title: "JPEG is coded as every decoder reads it", Kinds: images, Severity: Warning, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "arithmetic coding is unknown to most decoders", Read: "2026-11-21"},
		Why:   "Arithmetic-coded JPEG is legal and hardly any client reads it.",
		Cure:  prepareFix,
		Check: checkCoding,
	},
	{
		ID: "image.scans", Title: "JPEG is coded in at most 100 scans", Kinds: images, Severity: Warning, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "libjpeg-turbo, doc/usage.txt: -maxscans; encoders write about ten", Read: "2026-11-28"},
		Why:   "Every scan of a progressive JPEG takes time for every pixel. A small file of thousands of scans keeps a phone busy for minutes.",
		Cure:  prepareFix + " A picture of more than 500 scans is not decoded: save it again with the program that made it.",
		Check: checkScans,
	},
	{
		ID: "image.dimensions", Title: "Sides are at most 16383 pixels", Kinds: images, Severity: Warning, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "no limit is documented; decoding costs four bytes per pixel", Read: "2026-11-21"},
		Why:   "A picture this large may not be decoded on a phone.",
		Cure:  prepareFix,
		Check: checkImageSides,
	},
	{
		ID: "image.animated", Title: "Images do not move", Kinds: images, Severity: Warning, Stage: onClient, Fix: NoFix,
		Source: Source{Mark: "B", Ref: "360dialog: images are re-encoded to JPEG", Read: "2026-10-01"},
		Why:    "Only the first frame arrives. Send it as a video (--as video) or as an animated sticker (--as sticker).",
		Check:  checkAnimatedImage,
	},
	{
		ID: "image.orientation", Title: "Pixels stand upright by themselves", Kinds: images, Severity: Info, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "B", Ref: "360dialog: EXIF orientation is honoured when the image is re-encoded", Read: "2026-10-01"},
		Why:   "The platform honours the EXIF orientation today; baking it in needs no trust.",
		Cure:  prepareFix,
		Check: checkOrientation,
	},
}

var images = []media.Kind{media.Image}

func checkBitDepth(s Subject) Outcome {
	p := s.Facts.Picture
	switch {
	case p == nil || p.Bits == 8 || p.Color == "palette":
		return Outcome{}
	case p.Bits == 0:
		return undecided(s.Facts, "bits", "the number of bits is not in the header")
	}
	o := fail(fmt.Sprintf("%d-bit %s", p.Bits, colorName(p)), "8 bits per channel")
	if p.Bits < 8 {
		o.Severity = Warning
	}
	if s.Facts.MIME == "image/jpeg" {
		o.Want, o.Fix = "8 bits per channel: save the picture as a usual JPEG, hardly a program reads this one", NoFix
	}
	return o
}

func checkColor(s Subject) Outcome {
	p := s.Facts.Picture
	switch {
	case p == nil || p.Color == "rgb":
		return Outcome{}
	case p.Color == "":
		return undecided(s.Facts, "color", "the colour model is not in the header")
	}
	o := fail(colorName(p), "RGB or RGBA")
	if p.Color == "palette" || p.Color == "gray" {
		o.Severity = Warning
	}
	return o
}

// undecided passes supported rules over where nothing can be read because the type itself is the finding.
func undecided(f *media.Facts, fact, otherwise string) Outcome {
	if why := f.Undecided[fact]; why != "" {
		return unknown(why)
	}
	if !taken(f.MIME) || len(f.Damage) > 0 {
		return Outcome{}
	}
	return unknown(otherwise)
}

func colorName(p *media.Picture) string {
	name := map[string]string{
		"rgb": "RGB", "gray": "grayscale", "palette": "palette colours", "cmyk": "CMYK", "ycck": "CMYK (as YCCK)", "lab": "Lab",
	}[p.Color]
	if p.Alpha && p.Color == "gray" {
		return name + " with alpha"
	}
	return cmpOr(name, p.Color)
}

func checkAlpha(s Subject) Outcome {
	p := s.Facts.Picture
	if p == nil || !p.Alpha || s.KeepAlpha || p.Transparent != nil && !*p.Transparent {
		return Outcome{}
	}
	got := "transparent pixels are possible"
	if p.Transparent != nil {
		got = "pixels are transparent"
	}
	return fail(got, "an opaque picture: transparency arrives black")
}

func checkCoding(s Subject) Outcome {
	p := s.Facts.Picture
	if p == nil || s.Facts.MIME != "image/jpeg" || p.Codec != "arithmetic" {
		return Outcome{}
	}
	return fail("arithmetic-coded JPEG", "Huffman coding, baseline or progressive")
}

// maxScans of a JPEG (inferred; encoders write about ten, and no limit is documented).
const maxScans = 100

func checkScans(s Subject) Outcome {
	p := s.Facts.Picture
	if p == nil || p.Scans <= maxScans {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d scans", p.Scans), fmt.Sprintf("at most %d scans", maxScans))
}

func checkImageSides(s Subject) Outcome {
	p := s.Facts.Picture
	if p == nil || max(p.Width, p.Height) <= maxSide {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels", p.Width, p.Height), fmt.Sprintf("at most %d pixels a side", maxSide))
}

func checkAnimatedImage(s Subject) Outcome {
	if !s.Facts.Picture.Animated() {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d frames", s.Facts.Picture.Frames),
		"a still, as only the first frame arrives: --as video or --as sticker keeps the motion")
}

func checkOrientation(s Subject) Outcome {
	p := s.Facts.Picture
	if p == nil || p.Orientation < 2 || p.Orientation > 8 {
		return Outcome{}
	}
	return fail(fmt.Sprintf("EXIF orientation %d", p.Orientation), "orientation baked into the pixels")
}
