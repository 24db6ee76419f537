package validate

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// mediaType is a type that the platform takes.
type mediaType struct {
	mime string
	// kinds it may be sent as.
	kinds []media.Kind
	// extensions that say so, the usual one first.
	extensions []string
}

const ooxml = "application/vnd.openxmlformats-officedocument."

// mediaTypes are the types of "Supported media types" on the Cloud API's media page (updated 2026-04-17). The upload
// endpoint lists the same and audio/opus (github.com/fbsamples/whatsapp-api-examples issue 10), which sending refuses.
var mediaTypes = []mediaType{
	{"image/jpeg", []media.Kind{media.Image}, []string{".jpg", ".jpeg"}},
	{"image/png", []media.Kind{media.Image}, []string{".png"}},
	{"image/webp", []media.Kind{media.Sticker}, []string{".webp"}},
	{"video/mp4", []media.Kind{media.Video}, []string{".mp4"}},
	{"video/3gpp", []media.Kind{media.Video}, []string{".3gp"}},
	{"audio/aac", []media.Kind{media.Audio, media.Voice}, []string{".aac"}},
	{"audio/mp4", []media.Kind{media.Audio, media.Voice}, []string{".m4a"}},
	{"audio/mpeg", []media.Kind{media.Audio, media.Voice}, []string{".mp3"}},
	{"audio/amr", []media.Kind{media.Audio, media.Voice}, []string{".amr"}},
	{"audio/ogg", []media.Kind{media.Audio, media.Voice}, []string{".ogg"}},
	{"text/plain", []media.Kind{media.Document}, []string{".txt"}},
	{"application/pdf", []media.Kind{media.Document}, []string{".pdf"}},
	{"application/msword", []media.Kind{media.Document}, []string{".doc"}},
	{"application/vnd.ms-excel", []media.Kind{media.Document}, []string{".xls"}},
	{"application/vnd.ms-powerpoint", []media.Kind{media.Document}, []string{".ppt"}},
	{ooxml + "wordprocessingml.document", []media.Kind{media.Document}, []string{".docx"}},
	{ooxml + "spreadsheetml.sheet", []media.Kind{media.Document}, []string{".xlsx"}},
	{ooxml + "presentationml.presentation", []media.Kind{media.Document}, []string{".pptx"}},
}

// lookup finds a type that the platform takes.
func lookup(mime string) (mediaType, bool) {
	for i := range mediaTypes {
		if mediaTypes[i].mime == mime {
			return mediaTypes[i], true
		}
	}
	return mediaType{}, false
}

// taken tells whether a type may be sent as one of the kinds; without any, as something.
func taken(mime string, as ...media.Kind) bool {
	t, ok := lookup(mime)
	return ok && (len(as) == 0 || slices.ContainsFunc(as, func(k media.Kind) bool { return slices.Contains(t.kinds, k) }))
}

// Extensions lists the extensions, with their dots, that the platform takes for a MIME type, the usual one first;
// none for a type that it does not take.
func Extensions(mime string) []string {
	t, _ := lookup(mime)
	return t.extensions
}

// acceptedFor lists the types that may be sent as a kind.
func acceptedFor(k media.Kind) []string {
	var mimes []string
	for _, t := range mediaTypes {
		if slices.Contains(t.kinds, k) {
			mimes = append(mimes, t.mime)
		}
	}
	return mimes
}

// extension is the lower-case extension of a name, with its dot.
func extension(name string) string { return strings.ToLower(filepath.Ext(name)) }

// mimeOfExtension is the type that an extension promises; empty when the platform knows no such extension.
func mimeOfExtension(ext string) string {
	for _, t := range mediaTypes {
		if slices.Contains(t.extensions, ext) {
			return t.mime
		}
	}
	return ""
}
