package process_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	var wire bytes.Buffer
	for _, payload := range []string{"", "x", "two words"} {
		if err := process.WriteFrame(&wire, []byte(payload)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"", "x", "two words"} {
		got, err := process.ReadFrame(&wire, 9)
		if err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := process.ReadFrame(&wire, 9); !errors.Is(err, io.EOF) {
		t.Errorf("got %v after the last frame, want io.EOF", err)
	}
}

func TestBadFrames(t *testing.T) {
	t.Parallel()
	for name, wire := range map[string]string{
		"broken length":  "\x00\x00",
		"broken payload": "\x00\x00\x00\x05abc",
		"no payload":     "\x00\x00\x00\x05",
		"too long":       "\x00\x00\x00\x0aabcdefghij",
		"absurdly long":  "\xff\xff\xff\xff",
	} {
		got, err := process.ReadFrame(bytes.NewReader([]byte(wire)), 9)
		if err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%s: got %q, %v, want an error other than io.EOF", name, got, err)
		}
	}
}
