// Package sniff makes a first guess at what a file is, from its first bytes and never from its name. The guess
// chooses a parser, and the parser has the last word: an MP4 that holds only sound is audio, whatever its brand.
package sniff

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Guess is a first idea of a file's type.
type Guess struct {
	// Family is the name of the package below validate/probe that parses such files; empty when none does.
	Family string
	// MIME is the type that the first bytes suggest, without parameters.
	MIME string
	// Extension is the usual one for MIME, with its dot; empty when there is none.
	Extension string
}

// Head guesses from the first bytes of a file; 4 KiB are looked at.
func Head(head []byte) Guess {
	m := detect(head)
	mime, _, _ := strings.Cut(m.String(), ";")
	g := Guess{MIME: mime, Extension: m.Extension(), Family: familyOf(m)}
	if f := refine(head, g.Family); f != "" {
		g.Family = f
	}
	return g
}

// detect asks the gate. It takes the header of a PDF anywhere near the start for one, as readers of PDF do, but what
// begins with the mark of another format is of that one, and the header a comment in it.
func detect(head []byte) *mimetype.MIME {
	m := mimetype.Detect(head)
	if !m.Is("application/pdf") || bytes.HasPrefix(head, []byte("%PDF-")) {
		return m
	}
	other := mimetype.Detect(bytes.ReplaceAll(head, []byte("%PDF-"), []byte("%pdf-")))
	if other.Is("application/octet-stream") || strings.HasPrefix(other.String(), "text/") {
		return m
	}
	return other
}

// familyOf walks from the type to its parents: a JAR is a ZIP archive, a comma-separated list is text.
func familyOf(m *mimetype.MIME) string {
	for ; m != nil; m = m.Parent() {
		mime, _, _ := strings.Cut(m.String(), ";")
		if f := family(mime); f != "" {
			return f
		}
	}
	return ""
}

func family(mime string) string {
	switch mime {
	case "image/jpeg":
		return "jpeg"
	case "image/png", "image/apng", "image/vnd.mozilla.apng":
		return "png"
	case "image/webp":
		return "webp"
	case "image/gif":
		return "gif"
	case "image/tiff":
		return "tiff"
	case "video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4", "audio/x-m4a",
		"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif", "video/mj2":
		return "isobmff"
	case "audio/ogg", "video/ogg", "application/ogg":
		return "ogg"
	case "audio/aac":
		return "adts"
	case "audio/amr":
		return "amr"
	case "audio/mpeg":
		return "mpegaudio"
	case "audio/wav", "video/x-msvideo":
		return "riff"
	case "audio/flac":
		return "flac"
	case "video/webm", "video/matroska", "video/x-matroska":
		return "matroska"
	case "application/pdf":
		return "pdf"
	case "application/zip":
		return "zipdoc"
	case "application/x-ole-storage":
		return "ole"
	case "text/plain", "image/svg+xml":
		return "text"
	}
	return ""
}

// refine overrules the gate where it is wrong or too coarse for us. An empty answer agrees with it.
func refine(head []byte, guess string) string {
	switch {
	case isBMFF(head):
		return "isobmff"
	case bytes.HasPrefix(head, []byte("RIFF")) && guess == "", bytes.HasPrefix(head, []byte("RF64")):
		return "riff"
	case guess != "":
		return ""
	case bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("II+\x00")), bytes.HasPrefix(head, []byte("MM\x00+")):
		return "tiff"
	case bytes.HasPrefix(head, []byte("#!AMR")):
		return "amr"
	case len(head) > 4 && head[0] == 0xff && head[1]&0xe0 == 0xe0:
		return "mpegaudio"
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return "pdf"
	}
	return ""
}

// isBMFF tells whether the first box is one that starts files of the ISO base media format, which need no ftyp.
func isBMFF(head []byte) bool {
	if len(head) < 12 {
		return false
	}
	first := string(head[4:8])
	if first == "jP  " || first == "JXL " {
		return false
	}
	return slices.Contains([]string{"ftyp", "moov", "mdat", "wide", "free", "skip", "styp", "moof", "sidx", "pnot", "uuid"}, first)
}
