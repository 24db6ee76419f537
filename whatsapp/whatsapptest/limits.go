package whatsapptest

import (
	"mime"
	"strings"
)

// largestRequest is more than any file the API takes, and bounds what is read of
// one request.
const largestRequest = 128 << 20

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
)

// accepted are the types that the upload endpoint takes as the Content-Type of the
// file, in the order of its error text, each with the limit of its kind in bytes.
//
// Source of the list: the server's own text, reported alike 2024 to 2026
// (fbsamples/whatsapp-api-examples issue 10 and others). Of the limits: the
// official media page, read 2025-12-11, at their binary reading. The limit of a
// sticker depends on its animation, which the endpoint is not known to look at.
func accepted() []limit {
	return []limit{
		{"audio/aac", 16 * megabyte},
		{"audio/mp4", 16 * megabyte},
		{"audio/mpeg", 16 * megabyte},
		{"audio/amr", 16 * megabyte},
		{"audio/ogg", 16 * megabyte},
		{"audio/opus", 16 * megabyte},
		{"application/vnd.ms-powerpoint", 100 * megabyte},
		{"application/msword", 100 * megabyte},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100 * megabyte},
		{"application/vnd.openxmlformats-officedocument.presentationml.presentation", 100 * megabyte},
		{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100 * megabyte},
		{"application/pdf", 100 * megabyte},
		{"text/plain", 100 * megabyte},
		{"application/vnd.ms-excel", 100 * megabyte},
		{"image/jpeg", 5 * megabyte},
		{"image/png", 5 * megabyte},
		{"image/webp", 500 * kilobyte},
		{"video/mp4", 16 * megabyte},
		{"video/3gpp", 16 * megabyte},
	}
}

type limit struct {
	mime  string
	bytes int64
}

// limitOf finds the limit of a Content-Type. Parameters, such as the codecs of an
// audio type, do not matter.
func limitOf(contentType string) (int64, bool) {
	kind, _, err := mime.ParseMediaType(contentType)
	for _, l := range accepted() {
		if err == nil && l.mime == kind {
			return l.bytes, true
		}
	}
	return 0, false
}

func wrongType(contentType string) answer {
	var names []string
	for _, l := range accepted() {
		names = append(names, l.mime)
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	return invalid("Param file must be a file with one of the following types: %s. Received file of type '%.100s'.", strings.Join(names, ", "), contentType)
}
