//go:build vips && cgo

package vips_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/strip"
)

// secrets are what a picture must not tell unless it was asked to.
const secrets = "SecretPlace"

// talkative is a JPEG that tells all that one can: EXIF, XMP, IPTC, comments, a profile and bytes behind its end.
func talkative(t *testing.T) []byte {
	t.Helper()
	data := convert(t, photo(320, 240), ".jpg[Q=95,profile=srgb]")
	rights := strip.Rights{Artist: "Ada SecretPlace", Copyright: "(c) 2026 SecretPlace"}
	data = rights.Put(data)
	data = segment(data, 0xfe, []byte("comment at SecretPlace"))
	data = segment(data, 0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><exif:GPSLatitude>SecretPlace</exif:GPSLatitude></x:xmpmeta>"))
	data = segment(data, 0xed, []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x5a\x00\x0bSecretPlace"))
	return append(data, "SecretPlace behind the end"...)
}

func TestMetadataIsGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	jpg := file(t, "in.jpg", talkative(t))
	sources := map[string][]byte{"image/jpeg": talkative(t)}
	for mime, name := range map[string]string{"image/png": "in.png", "image/webp": "in.webp", "image/tiff": "in.tif"} {
		tool(t, "vips", "copy", jpg, filepath.Join(dir, name))
		sources[mime] = contents(t, filepath.Join(dir, name))
	}
	requests := map[string]job.Request{
		"kept": {}, "coarser": {Limit: 12_000}, "smaller": {MaxSide: 100}, "as PNG": {Prefer: "png"}, "as JPEG": {Prefer: "jpeg"},
	}
	for mime, source := range sources {
		if !bytes.Contains(source, []byte(secrets)) {
			t.Fatalf("the %s has nothing to tell", mime)
		}
		for name, req := range requests {
			req.MIME = mime
			data, _, err := engine(t).Still(t.Context(), source, req)
			silent(t, mime+" "+name, data, err)
		}
		data, _, err := engine(t).Sticker(t.Context(), source, job.Request{MIME: mime})
		silent(t, mime+" as a sticker", data, err)
	}
}

// silent fails where an output tells anything: a block of metadata, or a word of one.
func silent(t *testing.T, name string, data []byte, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, word := range []string{"Secret", "Exif", "EXIF", "eXIf", "xmp", "XMP", "Photoshop", "8BIM", "ICC_PROFILE", "iCCP", "ICCP", "tEXt", "iTXt", "acsp"} {
		if bytes.Contains(data, []byte(word)) {
			t.Errorf("%s: %q is still there", name, word)
		}
	}
}

// What a picture says of its author and copyright stays where that is wanted, and nothing else does.
func TestRightsAreKept(t *testing.T) {
	t.Parallel()
	source := talkative(t)
	want := strip.Rights{Artist: "Ada SecretPlace", Copyright: "(c) 2026 SecretPlace"}
	for name, req := range map[string]job.Request{
		"JPEG": {}, "PNG": {Prefer: "png"}, "a tight limit": {Limit: 9_000}, "smaller": {MaxSide: 64},
	} {
		req.MIME, req.KeepMetadata = "image/jpeg", true
		data, made, err := engine(t).Still(t.Context(), source, req)
		if err != nil {
			t.Fatal(err)
		}
		if got := strip.RightsOf(data); got != want {
			t.Errorf("%s: got %+v", name, got)
		}
		if int64(len(data)) != made.Size || made.Size > limitOr(req, 5_000_000) {
			t.Errorf("%s: %d bytes, %d were answered", name, len(data), made.Size)
		}
		if bytes.Contains(data, []byte("GPS")) || bytes.Contains(data, []byte("comment")) {
			t.Errorf("%s: more than the rights is kept", name)
		}
		seen := tool(t, "vipsheader", "-a", file(t, "out", data))
		if !strings.Contains(seen, "Ada SecretPlace") || !strings.Contains(seen, "(c) 2026 SecretPlace") {
			t.Errorf("%s: others do not read them:\n%s", name, seen)
		}
	}
}
