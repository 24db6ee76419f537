package validate

import (
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// conversion tells what can make a file of an unsupported type fit the kind it is meant for.
func conversion(s Subject) Fix {
	switch s.Kind {
	case media.Image:
		return transcodeIf(drawable(s.Facts))
	case media.Sticker:
		return transcodeIf(drawable(s.Facts) || len(s.Facts.Video) > 0)
	case media.Video:
		return transcodeIf(len(s.Facts.Video) > 0 || moving(s.Facts))
	case media.Audio, media.Voice:
		return transcodeIf(len(s.Facts.Audio) > 0)
	case media.Document:
		return renameIf(plainText(s.Facts))
	}
	return NoFix
}

func transcodeIf(ok bool) Fix {
	if ok {
		return Transcode
	}
	return NoFix
}

func renameIf(ok bool) Fix {
	if ok {
		return Rename
	}
	return NoFix
}

// drawable tells whether the engines decode the picture. SVG is not among them: drawing it runs an untrusted loader.
func drawable(f *media.Facts) bool {
	return slices.Contains([]string{
		"image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", "image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif",
		"image/tiff", "image/bmp", "image/jxl", "image/jp2", "image/vnd.adobe.photoshop", "image/x-icon",
	}, f.MIME)
}

// moving reports whether a film can be made of an animated picture.
func moving(f *media.Facts) bool {
	return f.Picture.Animated() && slices.Contains([]string{"image/gif", "image/png", "image/apng", "image/webp"}, f.MIME)
}

// plainText tells whether a document may be sent as text/plain: text that its readers open as text.
func plainText(f *media.Facts) bool {
	return f.Document != nil && f.Document.Encoding != "" &&
		(strings.HasPrefix(f.MIME, "text/") || f.MIME == "application/json" || f.MIME == "application/xml") &&
		!slices.Contains([]string{"text/html", "text/rtf"}, f.MIME)
}

// sentAsText reports whether a document of a text type that the platform does not list is named as the plain text that it
// is sent as: XML named .txt.
func sentAsText(s Subject) bool {
	return s.Kind == media.Document && plainText(s.Facts) && slices.Contains(Extensions("text/plain"), extension(s.Name))
}
