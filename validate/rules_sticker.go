package validate

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	stickerPage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/sticker-messages"
	stickerApp  = "https://github.com/WhatsApp/stickers StickerPackValidator.java"
)

// rulesSticker hold for sticker messages.
var rulesSticker = []Rule{
	{
		ID: "sticker.size-static", Title: "A still sticker has at most 102,400 bytes", Kinds: stickers, Severity: Error, Stage: atSend,
		Fix: Transcode, Source: Source{Mark: "O", Ref: stickerPage, Read: "2026-09-11"},
		Why:   "The send request fails if the file is over the maximum size.",
		Cure:  prepareFix,
		Check: func(s Subject) Outcome { return checkStickerSize(s, false) },
	},
	{
		ID: "sticker.size-animated", Title: "An animated sticker has at most 512,000 bytes", Kinds: stickers, Severity: Error,
		Stage: atSend, Fix: Transcode, Source: Source{Mark: "O", Ref: stickerPage, Read: "2026-09-11"},
		Why:   "The send request fails if the file is over the maximum size; on some clients the sticker arrives still.",
		Cure:  prepareFix,
		Check: func(s Subject) Outcome { return checkStickerSize(s, true) },
	},
	{
		ID: "sticker.size-decimal", Title: "A still sticker is under the limit even if KB means 1,000 bytes", Kinds: stickers,
		Severity: Warning, Stage: atSend, Fix: Transcode,
		Source: Source{Mark: "I", Ref: "the page does not say what KB means; the sticker app's validator uses 1024", Read: "2026-09-11"},
		Why:    "The file passes only if KB counts as 1,024 bytes, which no text of the platform says of still stickers.",
		Cure:   prepareFix,
		Check:  func(s Subject) Outcome { return checkStickerDecimalSize(s, false) },
	},
	{
		ID: "sticker.size-animated-decimal", Title: "An animated sticker is under the limit even if KB means 1,000 bytes",
		Kinds: stickers, Severity: Info, Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "U", Ref: "131053 \"must be atmost 512000 bytes\"; WhatsApp/stickers#742, #746", Read: fieldRead},
		Why: "The platform's own text, reported by users, allows 512,000 bytes, so the sticker passes. The import of sticker " +
			"packs on iOS refuses more than 500,000.",
		Cure:  prepareFix,
		Check: func(s Subject) Outcome { return checkStickerDecimalSize(s, true) },
	},
	{
		ID: "sticker.dimensions", Title: "A sticker is 512×512 pixels", Kinds: stickers, Severity: Warning, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "B", Ref: "older messages reference; Vonage, Exotel and Zavu documentation", Read: "2026-09-11"},
		Why:   "Clients lay stickers out as squares of 512 pixels; partners say that others are rejected.",
		Cure:  prepareFix,
		Check: checkStickerDimensions,
	},
	{
		ID: "sticker.duration", Title: "An animated sticker plays at most 10 s", Kinds: stickers, Severity: Warning,
		Stage: onClient, Fix: Transcode, Source: Source{Mark: "O", Ref: stickerApp, Read: "2025-11-15"},
		Why:   "The sticker app's validator refuses longer ones; what the Cloud API does is not documented.",
		Cure:  prepareFix,
		Check: checkStickerDuration,
	},
	{
		ID: "sticker.frame-duration", Title: "Every frame shows for at least 8 ms", Kinds: stickers, Severity: Warning,
		Stage: onClient, Fix: Transcode, Source: Source{Mark: "O", Ref: stickerApp, Read: "2025-11-15"},
		Why:   "The sticker app's validator refuses faster ones; what the Cloud API does is not documented.",
		Cure:  prepareFix,
		Check: checkStickerFrames,
	},
	{
		ID: "sticker.single-frame", Title: "An animation has more than one frame", Kinds: stickers, Severity: Info,
		Stage: onClient, Fix: Transcode, Source: Source{Mark: "O", Ref: stickerApp, Read: "2025-11-15"},
		Why:   "A file that says it is animated and has one frame counts as still: 102,400 bytes at most.",
		Cure:  prepareFix,
		Check: checkSingleFrame,
	},
	{
		ID: "sticker.header-flags", Title: "The header of a WebP says what its pictures hold", Kinds: stickers,
		Severity: Warning, Stage: onClient, Fix: Remux,
		Source: Source{Mark: "O", Ref: "https://developers.google.com/speed/webp/docs/riff_container, \"Extended File Format\"", Read: "2026-11-29"},
		Why: "Readers that trust the flags show transparent stickers on a black or white ground, or do not show an animation. " +
			"The header is written again, the pictures stay as they are.",
		Cure:  prepareFix,
		Check: checkHeaderFlags,
	},
	{
		ID: "sticker.equal-frames", Title: "The frames of an animation differ", Kinds: stickers, Severity: Warning,
		Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "I", Ref: "the sticker app's validator counts frames, not what they show", Read: "2025-11-15"},
		Why:    "Nothing moves in it. A still sticker shows the same, is smaller and is not decoded over and over.",
		Cure:   prepareFix,
		Check:  checkEqualFrames,
	},
	{
		ID: "sticker.quality", Title: "A prepared sticker looks like its source: SSIM of at least 0.80", Kinds: stickers,
		Severity: Warning, Stage: onClient, Fix: NoFix,
		Source: Source{Mark: "I", Ref: "structural similarity after Wang, Bovik, Sheikh and Simoncelli, 2004; the bound is ours", Read: "2026-11-28"},
		Why: "The limit in bytes left too little for what the source shows: letters and edges are blurred, or motion jerks. " +
			"Only prepared files are compared with their source. Fewer frames leave more bytes for each: shorten the animation or " +
			"lower its frame rate. --fit contain leaves borders, which take no bytes; --over-long cut ends an animation after " +
			"10 s, where speed has to fit all of it.",
		Check: checkStickerQuality,
	},
}

var stickers = []media.Kind{media.Sticker}

// sticker is the picture of a subject that is WebP already; others are any.type-supported's to say.
func sticker(s Subject) *media.Picture {
	if s.Facts.MIME != "image/webp" {
		return nil
	}
	return s.Facts.Picture
}

func checkStickerSize(s Subject, animated bool) Outcome {
	p, limit := sticker(s), limits.Bytes(media.Sticker, animated)
	if p == nil || p.Animated() != animated || s.Facts.Size <= limit {
		return Outcome{}
	}
	return fail(limits.Text(s.Facts.Size), "at most "+limits.Text(limit))
}

func checkStickerDecimalSize(s Subject, animated bool) Outcome {
	p, target := sticker(s), limits.Target(media.Sticker, animated)
	if p == nil || p.Animated() != animated || s.Facts.Size <= target || s.Facts.Size > limits.Bytes(media.Sticker, animated) {
		return Outcome{}
	}
	return fail(limits.Text(s.Facts.Size), "at most "+limits.Text(target))
}

func checkStickerDimensions(s Subject) Outcome {
	p := sticker(s)
	if p == nil || p.Width == limits.StickerSide && p.Height == limits.StickerSide {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels", p.Width, p.Height), "512×512")
}

func checkStickerDuration(s Subject) Outcome {
	p := sticker(s)
	if p == nil || p.TotalMS() <= limits.StickerTotalMS {
		return Outcome{}
	}
	return fail(fmt.Sprintf("plays %.2f s", float64(p.TotalMS())/1000), "at most 10 s")
}

func checkStickerFrames(s Subject) Outcome {
	p := sticker(s)
	if !p.Animated() {
		return Outcome{}
	}
	shortest, known := p.ShortestMS()
	if !known || shortest >= limits.StickerFrameMS {
		return Outcome{}
	}
	return fail(fmt.Sprintf("a frame of %d ms", shortest), "at least 8 ms a frame")
}

func checkSingleFrame(s Subject) Outcome {
	p := sticker(s)
	if p == nil || p.Animated() || len(p.FrameMS) == 0 {
		return Outcome{}
	}
	return fail("an animation of one frame", "a still, or more frames")
}

func checkHeaderFlags(s Subject) Outcome {
	p := sticker(s)
	if p == nil || p.Contradiction == "" {
		return Outcome{}
	}
	return fail(p.Contradiction, "flags in VP8X that say what the pictures hold")
}

func checkEqualFrames(s Subject) Outcome {
	p := sticker(s)
	if !p.Animated() || !p.EqualFrames {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d frames that show the same picture", p.Frames), "a still, or frames that differ")
}

// leastSSIM is how like its source a sticker has to look. Below it letters can no longer be read.
const leastSSIM = 0.80

func checkStickerQuality(s Subject) Outcome {
	p := sticker(s)
	if p == nil || p.SSIM == nil || *p.SSIM >= leastSSIM {
		return Outcome{}
	}
	want := fmt.Sprintf("at least %.2f: try --fit contain", leastSSIM)
	if p.Animated() {
		want = fmt.Sprintf("at least %.2f: use fewer frames, or try --over-long cut or --fit contain", leastSSIM)
	}
	return fail(fmt.Sprintf("SSIM %.2f", *p.SSIM), want)
}
