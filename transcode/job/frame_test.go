package job_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

func TestFramesOneAfterAnother(t *testing.T) {
	t.Parallel()
	want := []job.Request{
		{Make: job.Still, Source: "a b.jpg", Output: "out", MIME: "image/jpeg", Picture: media.Picture{Width: 3, Orientation: 6}},
		{},
		{Make: job.Animation, Frames: &job.Frames{MS: []int{40, 0, 70}}, OverLong: "speed", Limit: 500_000},
	}
	var stream bytes.Buffer
	for _, r := range want {
		if err := job.WriteFrame(&stream, r); err != nil {
			t.Fatal(err)
		}
	}
	stream.WriteString("raw")
	var got []job.Request
	for range want {
		payload, err := job.ReadFrame(&stream)
		if err != nil {
			t.Fatal(err)
		}
		var r job.Request
		if err := json.Unmarshal(payload, &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if left := stream.String(); left != "raw" {
		t.Errorf("after the frames came %q, want raw: a frame must not read ahead", left)
	}
}

func TestReadFrameRefuses(t *testing.T) {
	t.Parallel()
	if _, err := job.ReadFrame(strings.NewReader("")); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: got %v, want %v", err, io.EOF)
	}
	tests := map[string]string{
		"half a length":        "\x00\x00",
		"half a frame":         "\x00\x00\x00\x05{}",
		"only a length":        "\x00\x00\x00\x05",
		"more than is allowed": "\x00\x10\x00\x01" + strings.Repeat("x", 64),
		"garbage":              "hello, world",
		"four gigabytes":       "\xff\xff\xff\xff",
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := job.ReadFrame(strings.NewReader(in)); err == nil || errors.Is(err, io.EOF) {
				t.Errorf("got %v, want an error that is not the end", err)
			}
		})
	}
}

func TestWriteFrameRefusesWhatNoOneReads(t *testing.T) {
	t.Parallel()
	var stream bytes.Buffer
	if err := job.WriteFrame(&stream, strings.Repeat("x", 1<<20)); err == nil || stream.Len() > 0 {
		t.Errorf("a frame too long gave %v and %d bytes", err, stream.Len())
	}
	if err := job.WriteFrame(&stream, func() {}); err == nil || stream.Len() > 0 {
		t.Errorf("a value that is not JSON gave %v and %d bytes", err, stream.Len())
	}
	if err := job.WriteFrame(broken{}, 1); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a broken stream gave %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
