// Package limits holds the platform's numbers, each beside its source. A limit is read binary for errors (5 MB is
// 5 × 1024 × 1024): the platform's own error texts name 5242880 bytes for images, 16777216 for video and 512000 for animated
// stickers (reported by users, read 2026-11-28), and a document of exactly 104857600 bytes was delivered (users,
// 2026-10-08). It is read decimal for what we make, as tools and partners may count that way.
package limits

import (
	"strconv"

	"github.com/wamedia/wamedia/validate/media"
)

// Bytes a file may have, from "Supported media types" of the Cloud API's media page (updated 2026-04-17).
const (
	mebi = 1 << 20
	kibi = 1 << 10

	image           = 5 * mebi
	audio           = 16 * mebi
	video           = 16 * mebi
	document        = 100 * mebi
	stickerStatic   = 100 * kibi
	stickerAnimated = 500 * kibi
)

// Other numbers of the platform.
const (
	// VoicePlayIcon is the size in bytes above which a voice note shows a download arrow instead of a play icon
	// (audio messages page, updated 2026-07-02).
	VoicePlayIcon = 512 * kibi
	// VoiceTarget is the size in bytes that we make voice notes for.
	VoiceTarget = 512_000
	// StickerSide is the width and height of a sticker in pixels (older messages reference, partners; read 2026-09-11).
	StickerSide = 512
	// StickerFrameMS is the shortest time a frame may show, in ms (StickerPackValidator.java, 2025-11).
	StickerFrameMS = 8
	// StickerTotalMS is the longest an animated sticker may play, in ms (StickerPackValidator.java, 2025-11).
	StickerTotalMS = 10_000
	// LinkPreview is the size in bytes under which a preview image is fetched (link previews page, 2025-11).
	LinkPreview = 600 * kibi
)

// Bytes is the size in bytes above which the platform refuses a file of the kind, read binary; 0 when it has none.
func Bytes(k media.Kind, animated bool) int64 {
	switch k {
	case media.Image:
		return image
	case media.Audio, media.Voice:
		return audio
	case media.Video:
		return video
	case media.Document:
		return document
	case media.Sticker:
		if animated {
			return stickerAnimated
		}
		return stickerStatic
	}
	return 0
}

// Target is the size in bytes that what we make stays under: the same limit, read decimal.
func Target(k media.Kind, animated bool) int64 {
	limit := Bytes(k, animated)
	if limit >= mebi {
		return limit / mebi * 1_000_000
	}
	return limit / kibi * 1_000
}

// Text writes a number of bytes in the one form that messages about limits have: "16,777,216 bytes".
func Text(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n == 1 {
		return "1 byte"
	}
	return digits + " bytes"
}
