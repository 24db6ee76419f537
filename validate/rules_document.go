package validate

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
)

const documentPage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/document-messages"

// rulesDocument hold for document messages.
var rulesDocument = []Rule{
	{
		ID: "document.listed-type", Title: "The type is on the list for documents", Kinds: documents, Severity: Warning,
		Stage: atSend, Fix: NoFix, Source: Source{Mark: "O", Ref: documentPage, Read: "2026-01-15"},
		Why: "The upload takes pictures, sound and video too, and older pages let any type be sent as a document; " +
			"today's page lists eight types.",
		Check: checkListedDocument,
	},
	{
		ID: "document.encrypted", Title: "The document opens without a password", Kinds: documents, Severity: Info,
		Stage: onClient, Fix: NoFix, Source: Source{Mark: "I", Ref: "not documented", Read: "2026-11-21"},
		Why:   "The file arrives; who has no password cannot open it.",
		Check: checkEncryptedDocument,
	},
	{
		ID: "document.encoding", Title: "Text is UTF-8", Kinds: documents, Severity: Warning, Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "I", Ref: "not documented", Read: "2026-11-21"},
		Why:    "Phones show other encodings as broken characters.",
		Cure:   prepareFix,
		Check:  checkEncoding,
	},
}

var documents = []media.Kind{media.Document}

func checkListedDocument(s Subject) Outcome {
	if !taken(s.Facts.MIME) || taken(s.Facts.MIME, media.Document) {
		return Outcome{}
	}
	return fail(describe(s.Facts)+" as a document", "PDF, Office or plain text, or the file's own kind")
}

func checkEncryptedDocument(s Subject) Outcome {
	if d := s.Facts.Document; d != nil && d.Encrypted && !d.OpensFreely {
		return fail("a password is asked for", "a document that opens")
	}
	return Outcome{}
}

func checkEncoding(s Subject) Outcome {
	d := s.Facts.Document
	if d == nil || slices.Contains([]string{"", "us-ascii", "utf-8"}, d.Encoding) {
		return Outcome{}
	}
	o := fail("text in "+d.Encoding, "UTF-8")
	if !convertible(d.Encoding) {
		o.Got, o.Fix, o.Severity = "text in an encoding that cannot be told for certain ("+d.Encoding+")", NoFix, Info
	}
	return o
}

// convertible reports whether text in an encoding, as media.DocumentInfo names it, is converted to UTF-8.
func convertible(encoding string) bool {
	return slices.Contains([]string{
		"utf-16le", "utf-16be", "utf-32", "windows-1252", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251",
	}, encoding)
}
