// Package whatsapp speaks HTTP with the WhatsApp Cloud API about media: upload,
// URL, download, delete, and the resumable uploads that template headers need.
// It knows bytes and MIME types; whether a file obeys the platform's rules is
// for package validate to say.
//
// Start with [New]; its [Client] is safe for concurrent use:
//
//	client, err := whatsapp.New(whatsapp.Config{Token: token, PhoneNumberID: "106540352242922"})
//	done, err := client.Upload(ctx, whatsapp.Media{Name: "a.jpg", MIME: "image/jpeg", Content: f, Size: n})
//
// The client repeats calls that can succeed when made again, and pauses all calls
// of a phone number that the platform throttles; see [Retry].
//
// Every refusal of the API and every failure of the network is an [*Error]. It
// says which [Class] it belongs to, how long to wait, and whether an upload may
// have been accepted although no id came back (InDoubt). No error, log line or
// printed value of this package holds a token.
//
// Package webhook, below this one, reads what the platform sends, and package inbox
// keeps it. Package whatsapptest is a fake Graph API for tests.
package whatsapp
