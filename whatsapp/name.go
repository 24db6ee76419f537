package whatsapp

import (
	"mime"
	"path"
	"slices"
	"strings"
)

// extensions lists, for each type of media that the API takes, the extensions that name it, the usual one first. The name
// of the part counts: users report that valid Ogg under a name ending .mp4, or without an extension, is taken for
// application/octet-stream (131053), and that .opus leads to the type audio/opus, which cannot be sent (read 2026-11-28).
func extensions() map[string][]string {
	return map[string][]string{
		"image/jpeg":                    {".jpg", ".jpeg"},
		"image/png":                     {".png"},
		"image/webp":                    {".webp"},
		"video/mp4":                     {".mp4"},
		"video/3gpp":                    {".3gp"},
		"audio/aac":                     {".aac"},
		"audio/mp4":                     {".m4a", ".mp4"},
		"audio/mpeg":                    {".mp3"},
		"audio/amr":                     {".amr"},
		"audio/ogg":                     {".ogg"},
		"text/plain":                    {".txt"},
		"application/pdf":               {".pdf"},
		"application/msword":            {".doc"},
		"application/vnd.ms-excel":      {".xls"},
		"application/vnd.ms-powerpoint": {".ppt"},
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	}
}

// partType is the type that a part is sent as: Opus goes as the Ogg that holds it.
func partType(value string) string {
	if kind, _, err := mime.ParseMediaType(value); err == nil && kind == "audio/opus" {
		return "audio/ogg"
	}
	return value
}

// fittingName gives a name an extension that does not contradict the type. An extension of another type is replaced, and
// the right one is added where there is none that is known. Types that the API does not list keep their names. Plain text
// keeps any extension that names no other type of the list: notes.csv is sent as text under its own name.
func fittingName(name, value string) string {
	kind, _, _ := mime.ParseMediaType(value)
	known := extensions()
	right := known[kind]
	if len(right) == 0 {
		return name
	}
	ext := path.Ext(name)
	switch lower := strings.ToLower(ext); {
	case kind == "text/plain" && ext != "" && !listed(lower):
		return name
	case slices.Contains(right, lower):
		return name
	case foreign(lower):
		name = strings.TrimSuffix(name, ext)
	}
	return name + right[0]
}

// foreign reports whether an extension names a type of media or text, so that a name without it loses nothing.
func foreign(ext string) bool {
	others := []string{
		".opus", ".oga", ".ogx", ".ogv", ".spx", ".webm", ".weba", ".mkv", ".mka", ".mov", ".qt", ".m4v", ".m4b", ".3gpp", ".3g2", ".avi", ".wmv",
		".wma", ".flv", ".ts", ".mpg", ".mpeg", ".wav", ".wave", ".flac", ".aif", ".aiff", ".caf", ".gif", ".bmp", ".heic", ".heif", ".avif", ".jxl",
		".tif", ".tiff", ".svg", ".apng", ".jfif", ".txt", ".bin", ".dat", ".tmp", ".part",
	}
	if slices.Contains(others, ext) {
		return true
	}
	return listed(ext)
}

// listed reports whether an extension names a type of the list.
func listed(ext string) bool { return typeOfExtension(ext) != "" }

// typeOfExtension is the type of the list that an extension in lower case names, "" for none. Of two types the one whose
// usual extension it is counts: .mp4 is film.
func typeOfExtension(ext string) string {
	second := ""
	for kind, list := range extensions() {
		switch slices.Index(list, ext) {
		case -1:
		case 0:
			return kind
		default:
			second = kind
		}
	}
	return second
}
