// Package lottie recognises Lottie animations, drawings that move and that JSON describes (lottie.github.io), and Telegram's
// stickers (TGS), which are such JSON in gzip. Nothing here draws them.
package lottie

import (
	"bytes"
	"compress/gzip"
	"io"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// TGS is the MIME type of Telegram's stickers.
const TGS = "application/x-tgsticker"

const (
	// maxPacked is how much of a gzip file is read, and maxText how much text is unpacked of it.
	maxPacked = 32 << 10
	maxText   = 64 << 10
)

// Probe reads a Telegram sticker; the zero Facts where it is none.
func Probe(r *source.Reader, _ bool) media.Facts {
	if !bytes.HasPrefix(r.Head(), []byte{0x1f, 0x8b, 8}) {
		return media.Facts{}
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(r.Bytes(0, maxPacked)))
	if err != nil {
		return media.Facts{}
	}
	text, _ := io.ReadAll(io.LimitReader(unpacked, maxText)) // what was read of it is enough
	if !Is(text) {
		return media.Facts{}
	}
	return media.Facts{
		Size: r.Size(), MIME: TGS, Name: "Telegram sticker (TGS, a Lottie animation)", Extension: ".tgs", Kind: media.Other,
	}
}

// Is reports whether the start of a JSON text is that of a Lottie animation: an object with a first and a last frame, a
// frame rate and layers, of which the layers may stand far behind.
func Is(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	if !bytes.HasPrefix(text, []byte("{")) {
		return false
	}
	for _, key := range []string{`"ip"`, `"op"`, `"fr"`} {
		if !bytes.Contains(text, []byte(key)) {
			return false
		}
	}
	return bytes.Contains(text, []byte(`"layers"`)) || bytes.Contains(text, []byte(`"assets"`)) || bytes.Contains(text, []byte(`"tgs"`))
}
