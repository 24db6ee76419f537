package local_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/failure"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

func TestWrongConfigurationsAreErrors(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]local.Config{
		"Jobs is -1":         {Jobs: -1},
		"Memory -5":          {Memory: -5},
		"Send.Jobs is -2":    {Send: &local.Send{Jobs: -2}},
		"wants a Client":     {Send: &local.Send{}},
		"MaxSide is -5":      {Options: transcode.Options{MaxSide: -5}},
		`profile "message-"`: {Policy: validate.Policy{Profile: "message-"}},
	} {
		c.Work = t.TempDir()
		if _, err := local.New(t.Context(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

// TestResultsOfAService has a line take files as a service does: by name, from where they were spooled, until it is closed.
func TestResultsOfAService(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := local.New(t.Context(), local.Config{Work: t.TempDir(), Programs: local.Programs{Vips: filepath.Join(dir, "nothing")}})
	if err != nil {
		t.Fatal(err)
	}
	spool := func(body string) string {
		f, err := os.CreateTemp(dir, "spool")
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(body)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		return f.Name()
	}
	gif := "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
	for _, test := range []struct {
		name, body string
		want       failure.Class
	}{
		{"note.txt", "a note\n", failure.None},
		{"late.csv", "\xff\xfea\x00,\x00b\x00\n\x00", failure.None},
		{"dot.gif", gif, failure.Missing},
		{"empty.pdf", "", failure.Refused},
		{"cut.jpg", "\xff\xd8\xff\xe0\x00\x10JFIF", failure.Damaged},
	} {
		r := l.Process(t.Context(), pipeline.Item{Name: test.name, Path: spool(test.body), Private: true})
		if r.Class() != test.want || r.OK() != (test.want == failure.None) {
			t.Errorf("%s: class %q, OK %v, error %v; want %q", test.name, r.Class(), r.OK(), r.Err, test.want)
		}
		if test.name == "note.txt" && r.UploadName != test.name {
			t.Errorf("%s would be sent as %s", test.name, r.UploadName)
		}
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
	if r := l.Process(t.Context(), pipeline.Item{Name: "late.txt"}); !errors.Is(r.Err, pipeline.ErrClosed) || r.OK() {
		t.Errorf("after closing: %v", r.Err)
	}
}
