// Package whatsapptest is a fake Graph API for tests and for trying things out:
// the four media endpoints and resumable uploads of the Cloud API, answering good
// and bad requests as the real one is known to, with its texts.
//
// In a test, [NewServer] starts one and stops it at the end:
//
//	server := whatsapptest.NewServer(t)
//	client := server.Client()
//
// [Graph] is the same as an http.Handler, to be served by whoever likes. It can
// keep its state in a folder, wait before each answer, and spoil requests on
// demand ([Graph.Spoil]). What it accepted is told by [Graph.Uploads], and by
// GET /_sandbox/uploads.
//
// Where the real API's behaviour is not documented and no report of it was found,
// the fake models it, and a comment says so.
package whatsapptest
