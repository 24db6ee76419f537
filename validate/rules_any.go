package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	mediaPage  = "https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media"
	mediaRead  = "2026-04-17"
	fieldRead  = "2026-11-28" // when reports of users were read last
	prepareFix = "wamedia prepare FILE -o DIR"
)

// rulesAny hold for files of every kind.
var rulesAny = []Rule{
	{
		ID: "any.empty", Title: "The file has content", Severity: Error, Stage: atUpload, Fix: NoFix,
		Source: Source{Mark: "O", Ref: mediaPage, Read: mediaRead},
		Why:    "A file of no bytes is of no type; the upload is refused with code 100.",
		Check:  checkEmpty,
	},
	{
		ID: "any.type-supported", Title: "The type is one that the message kind takes", Severity: Error, Stage: atUpload,
		Fix: NoFix, Source: Source{Mark: "O", Ref: mediaPage, Read: mediaRead},
		Why: "The upload endpoint takes 19 MIME types and each message kind fewer. Others are refused with code 100 " +
			"(\"Param file must be a file with one of the following types\") or fail after the send with 131053.",
		Cure:  prepareFix,
		Check: checkType,
	},
	{
		ID: "any.type-matches-extension", Title: "The extension says the true type", Severity: Error, Stage: atDelivery,
		Fix: Rename, Source: Source{Mark: "O", Ref: mediaPage, Read: mediaRead},
		Why: "The MIME type is taken from the extension by most tools; one that does not match the bytes is a common " +
			"cause of 131053, which comes by webhook after the send was answered with 200.",
		Cure:  prepareFix,
		Check: checkExtension,
	},
	{
		ID: "any.size", Title: "The file is under the byte limit of its kind", Severity: Error, Stage: atUpload,
		Kinds: []media.Kind{media.Image, media.Audio, media.Voice, media.Video, media.Document},
		Fix:   Transcode, Source: Source{Mark: "O", Ref: mediaPage, Read: mediaRead},
		Why: "Images may have 5,242,880 bytes, audio and video 16,777,216, documents 104,857,600. Larger files are refused; " +
			"of images and video 131053 says \"must be atmost\" so many bytes.",
		Cure:  prepareFix,
		Check: checkSize,
	},
	{
		ID: "any.size-decimal", Title: "The file is under the limit even if MB means 1,000,000 bytes", Severity: Info,
		Stage: atUpload, Fix: Transcode,
		Kinds:  []media.Kind{media.Image, media.Video},
		Source: Source{Mark: "U", Ref: "131053 \"has size N bytes but must be atmost 5242880 bytes\", of video 16777216", Read: fieldRead},
		Why: "The platform's own text, reported by users, counts MB as 1,048,576 bytes, so the file passes. Other tools and " +
			"partners may count 1,000,000; what wamedia makes stays under that.",
		Cure:  prepareFix,
		Check: checkDecimalSize,
	},
	{
		ID: "any.size-unit", Title: "The file is under the limit even if MB means 1,000,000 bytes", Severity: Warning,
		Stage: atUpload, Fix: Transcode,
		Kinds:  []media.Kind{media.Audio, media.Voice, media.Document},
		Source: Source{Mark: "I", Ref: "the pages do not say what MB means; 104857600 bytes were delivered as a document", Read: "2026-10-08"},
		Why:    "The file passes only if MB counts as 1,048,576 bytes. No text of the platform is known that says so of its kind.",
		Cure:   prepareFix,
		Check:  checkDecimalSize,
	},
	{
		ID: "any.damaged", Title: "The file is whole", Severity: Error, Stage: atDelivery, Fix: NoFix,
		Source: Source{Mark: "U", Ref: "131053 \"on processing it is of type application/octet-stream\"", Read: "2026-09-14"},
		Why:    "What decoders cannot read arrives broken or not at all, after the send was answered with 200.",
		Check:  checkDamage,
	},
	{
		ID: "any.suspect", Title: "Every decoder agrees that the file is whole", Severity: Warning, Stage: onClient, Fix: NoFix,
		Source: Source{Mark: "I", Ref: "decoders differ in what they forgive", Read: "2026-11-21"},
		Why:    "Most decoders cope with the flaw, but not all; the platform's may be one of the strict ones.",
		Check:  checkSuspect,
	},
	{
		ID: "any.polyglot", Title: "The bytes are of one format only", Severity: Warning, Stage: atUpload, Fix: Transcode,
		Source: Source{Mark: "I", Ref: "a scanner may take the file for its second format", Read: "2026-11-21"},
		Why:    "A file that is two formats at once may be taken for the other one, or for an attack.",
		Cure:   prepareFix,
		Check:  checkPolyglot,
	},
}

func checkEmpty(s Subject) Outcome {
	if s.Facts.Size == 0 {
		return fail("the file has no bytes", "a file with content")
	}
	return Outcome{}
}

func checkType(s Subject) Outcome {
	f := s.Facts
	if f.Size == 0 {
		return Outcome{}
	}
	if named, ok := textSubtype(s); ok {
		return Outcome{Got: named + " by its name", Want: "sent as text/plain, which an extension .txt says" + elsewhere(f), Fix: Rename}
	}
	if exoticJPEG(f) {
		return fail(f.Picture.Codec+" JPEG", "baseline or progressive JPEG: hardly a decoder reads another")
	}
	if rawPhoto(f) {
		return fail(describe(f), "a finished picture: raw photos have no colours yet, export it as JPEG first")
	}
	if taken(f.MIME, s.Kind) || s.Kind == media.Document && taken(f.MIME) || sentAsText(s) {
		return Outcome{}
	}
	o := fail(describe(f), wantType(s.Kind, acceptedFor(s.Kind))+elsewhere(f))
	o.Fix = conversion(s)
	if f.MIME == "image/svg+xml" && (s.Kind == media.Image || s.Kind == media.Sticker) {
		o.Want += "; prepare --allow-svg draws it, if you trust the file"
	}
	return o
}

// elsewhere names what other programs make of a type that is known here and not converted.
func elsewhere(f *media.Facts) string {
	switch {
	case f.MIME == "application/x-tgsticker" || f.Document != nil && f.Document.Lottie:
		return "; for a sticker draw it as GIF or animated WebP first (rlottie's lottie2gif does), then prepare --as sticker"
	case f.MIME == "audio/x-loas":
		return "; write it as M4A first (ffmpeg -i FILE -c:a aac OUT.m4a)"
	}
	return ""
}

// rawPhoto tells whether a file is what a camera's sensor saw.
func rawPhoto(f *media.Facts) bool { return strings.Contains(f.Name, "raw photo") }

// exoticJPEG reports whether a file is of one of the processes of the JPEG standard that decoders do not know. The
// extended process with 8 bits differs from baseline by its marker only.
func exoticJPEG(f *media.Facts) bool {
	return f.MIME == "image/jpeg" && f.Picture != nil &&
		!slices.Contains([]string{"", "baseline", "progressive", "arithmetic"}, f.Picture.Codec) &&
		(f.Picture.Codec != "extended" || f.Picture.Bits != 8)
}

// textSubtype names the type that the extension of a plain text promises where the platform does not take it.
func textSubtype(s Subject) (string, bool) {
	if s.Facts.MIME != "text/plain" || s.Kind != media.Document {
		return "", false
	}
	mime, ok := map[string]string{
		".csv": "text/csv", ".tsv": "text/tab-separated-values", ".json": "application/json", ".md": "text/markdown",
		".xml": "text/xml",
	}[extension(s.Name)]
	return mime, ok
}

func describe(f *media.Facts) string {
	if f.MIME == "" {
		return f.Name
	}
	return fmt.Sprintf("%s (%s)", f.Name, f.MIME)
}

func wantType(k media.Kind, accepted []string) string {
	if len(accepted) == 0 {
		return "a type that WhatsApp takes: JPEG, PNG, WebP, MP4, 3GP, AAC, M4A, MP3, AMR, Ogg Opus, PDF, Office, TXT"
	}
	return "one of " + strings.Join(accepted, ", ") + " to be sent as " + string(k)
}

func checkExtension(s Subject) Outcome {
	ext, want := extension(s.Name), Extensions(s.Facts.MIME)
	if s.Facts.Size == 0 || slices.Contains(want, ext) {
		return Outcome{}
	}
	if len(want) == 0 {
		return foreignExtension(s, ext)
	}
	return fail(fmt.Sprintf("%s named %s", s.Facts.Name, quoteExtension(ext)), strings.Join(want, " or "))
}

// foreignExtension judges the name of a type that the platform does not take: only a name that promises one of its
// types is a lie; the rest is said by any.type-supported.
func foreignExtension(s Subject, ext string) Outcome {
	promised := mimeOfExtension(ext)
	if promised == "" || s.Facts.MIME == "" || sentAsText(s) {
		return Outcome{}
	}
	o := fail(fmt.Sprintf("%s named %s", s.Facts.Name, ext), "an extension that says so, such as "+cmpOr(s.Facts.Extension, "none"))
	o.Fix = conversion(s)
	return o
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func quoteExtension(ext string) string {
	if ext == "" {
		return "without an extension"
	}
	return ext
}

func checkSize(s Subject) Outcome {
	limit := limits.Bytes(s.Kind, false)
	if s.Facts.Size <= limit {
		return Outcome{}
	}
	return Outcome{Got: limits.Text(s.Facts.Size), Want: "at most " + limits.Text(limit), Fix: shrinkable(s)}
}

func checkDecimalSize(s Subject) Outcome {
	limit := limits.Target(s.Kind, false)
	if s.Facts.Size <= limit || s.Facts.Size > limits.Bytes(s.Kind, false) {
		return Outcome{}
	}
	return Outcome{Got: limits.Text(s.Facts.Size), Want: "at most " + limits.Text(limit), Fix: shrinkable(s)}
}

// shrinkable: documents are never altered inside.
func shrinkable(s Subject) Fix {
	if s.Kind == media.Document {
		return NoFix
	}
	return Transcode
}

func checkDamage(s Subject) Outcome {
	var details []string
	for _, d := range s.Facts.Damage {
		if d.Kind != media.Suspect {
			details = append(details, d.Detail)
		}
	}
	if len(details) == 0 {
		return unread(s)
	}
	return fail(strings.Join(details, "; "), "a file that decodes to its end: export it again from the source")
}

// unread says why a file that was not read to its end may be damaged all the same.
func unread(s Subject) Outcome {
	if why := s.Facts.Undecided["damage"]; why != "" {
		return unknown(why)
	}
	return Outcome{}
}

func checkSuspect(s Subject) Outcome {
	var details []string
	for _, d := range s.Facts.Damage {
		if d.Kind == media.Suspect {
			details = append(details, d.Detail)
		}
	}
	if len(details) == 0 {
		return Outcome{}
	}
	o := fail(strings.Join(details, "; "), "a file written to its end")
	o.Fix = rewritable(s)
	if s.Kind == media.Image && s.Facts.Picture != nil && s.Facts.Picture.EndAt > 0 && len(details) == 1 {
		o.Fix = Remux // the end marker is put there
	}
	return o
}

func checkPolyglot(s Subject) Outcome {
	if len(s.Facts.Second) == 0 {
		return Outcome{}
	}
	o := fail(fmt.Sprintf("%s that is also %s", s.Facts.Name, strings.Join(s.Facts.Second, " and ")), "one format only")
	o.Fix = rewritable(s)
	return o
}

// rewritable tells how a flaw of the writing can be mended: pictures and sound are written anew, documents never.
func rewritable(s Subject) Fix {
	switch s.Kind {
	case media.Document, media.Other:
		return NoFix
	case media.Image, media.Sticker:
		return Transcode
	}
	return Remux
}
