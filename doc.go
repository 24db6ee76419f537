// Package wamedia is the root of a library and a program that judge, prepare and upload media for the WhatsApp Cloud
// API. There is nothing to call here; start with one of these:
//
//   - [github.com/wamedia/wamedia/validate] says what is wrong with a file, in pure Go.
//   - [github.com/wamedia/wamedia/pipeline/local] prepares files and uploads them, on one machine.
//   - [github.com/wamedia/wamedia/whatsapp] is the client of the API's media endpoints and webhooks, and
//     [github.com/wamedia/wamedia/whatsapp/whatsapptest] its counterpart for tests.
//
// A file becomes facts, facts become findings, findings become a plan, a plan becomes a file, and that file is judged by
// the same rules before it is uploaded. There are three boundaries to the outside: cgo in transcode/vips, child processes in
// internal/process, the network in whatsapp. The tests of this package check the boundaries and the direction of imports.
package wamedia
