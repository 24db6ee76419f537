package polyglot_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/polyglot"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// note reads what else a file is whose picture ends at end.
func note(in string, end int64, deep bool) media.Facts {
	return probetest.Read(func(r *source.Reader, deep bool) media.Facts {
		var f media.Facts
		polyglot.Note(&f, r, end, deep)
		return f
	}, []byte(in), deep)
}

func archive(t testing.TB, comment string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("file.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("text")); err != nil {
		t.Fatal(err)
	}
	if err := z.SetComment(comment); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sound is a row of MPEG audio frames: layer III of 128 kbit/s and 44.1 kHz, or of 64 kbit/s and 11.025 kHz.
func sound(header string, length int) string {
	return strings.Repeat(header+strings.Repeat("\x00", length-4), 4)
}

func TestTrailing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, tail string
		second     []string
		suspect    bool
	}{
		{"nothing", "", nil, false},
		{"zeros", strings.Repeat("\x00", 9000), nil, false},
		{"line ends and 0xff", "\r\n\xff\xff \t", nil, false},
		{"film", "\x00\x00\x00\x18ftypmp42", []string{"MP4 video"}, false},
		{"film behind a header", "MotionPhoto_Data" + strings.Repeat("x", 99) + "\x00\x00\x00\x18ftypisom", []string{"MP4 video"}, false},
		{"a word like that of a film", strings.Repeat("x", 99) + "ftyp what?", nil, true},
		{"archive", archive(t, ""), []string{"ZIP archive"}, false},
		{"tagged sound", "ID3\x04\x00\x00", []string{"MP3 audio"}, false},
		{"sound", sound("\xff\xfb\x90\x00", 417), []string{"MP3 audio"}, false},
		{"sound of MPEG 2", sound("\xff\xf3\x80\x00", 208), []string{"MP3 audio"}, false},
		{"sound of MPEG 2.5", sound("\xff\xe3\x80\x00", 417), []string{"MP3 audio"}, false},
		{"two frames of sound", sound("\xff\xfb\x90\x00", 417)[:900], nil, true},
		{"zeros and a picture", "\x00\x00\xff\xd8\xff\xe0", []string{"JPEG image"}, false},
		{"program", "MZ\x90\x00", []string{"Windows program"}, false},
		{"maker notes", "\x00\x00\x01\x0aImage_UTC_Data1SEFT", nil, false},
		{"unknown", "unknown", nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := note("picture"+tt.tail, 7, false)
			if got.Trailing != int64(len(tt.tail)) {
				t.Errorf("%d bytes trail; want %d", got.Trailing, len(tt.tail))
			}
			if diff := cmp.Diff(tt.second, got.Second); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if suspect := len(got.Damage) == 1 && got.Damage[0].Kind == media.Suspect; suspect != tt.suspect {
				t.Errorf("damage %v; want suspect %v", got.Damage, tt.suspect)
			}
		})
	}
}

func TestSecond(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("x", 100_000)
	tests := []struct {
		name, in      string
		shallow, deep []string
	}{
		{"plain", "picture", nil, nil},
		{"markup at the start", "picture<HTML>" + far, []string{"HTML"}, []string{"HTML"}},
		{"markup at the end", far + "<!DOCTYPE html>", []string{"HTML"}, []string{"HTML"}},
		{"script in the middle", far + "<?php" + far, nil, []string{"PHP script"}},
		{"script over the edge of a window", strings.Repeat("x", 64<<10-8) + "<script>" + far, nil, []string{"HTML"}},
		{"both, twice", "<?php <script> <?php <script>", []string{"PHP script", "HTML"}, []string{"PHP script", "HTML"}},
		{"metadata", "<?xpacket begin?><x:xmpmeta><rdf:RDF>", nil, nil},
		{"document", "picture %PDF-1.7", []string{"PDF document"}, []string{"PDF document"}},
		{"document too late", far + "%PDF-1.7", nil, nil},
		{"archive", "picture" + archive(t, ""), []string{"ZIP archive"}, []string{"ZIP archive"}},
		{"archive with a long comment", "picture" + archive(t, strings.Repeat("x", 60_000)), nil, []string{"ZIP archive"}},
		{"end of an archive only", "picture" + archive(t, "")[130:], nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.shallow, note(tt.in, -1, false).Second); diff != "" {
				t.Errorf("shallow (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.deep, note(tt.in, -1, true).Second); diff != "" {
				t.Errorf("deep (-want +got)\n%s", diff)
			}
		})
	}
}

func FuzzNote(f *testing.F) {
	for _, s := range []string{"picture<html>", "%PDF", archive(f, "comment"), sound("\xff\xfb\x90\x00", 417), "\x00\x00\x00\x18ftypmp42", "SEFT"} {
		f.Add([]byte(s), int64(1))
	}
	f.Fuzz(func(t *testing.T, b []byte, end int64) {
		probetest.Guard(t, func() {
			note(string(b), end, false)
			note(string(b), end, true)
		})
	})
}
