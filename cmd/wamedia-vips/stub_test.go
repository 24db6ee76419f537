//go:build !vips || !cgo

package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestBuiltWithoutLibvips(t *testing.T) {
	t.Parallel()
	var out, err bytes.Buffer
	code := run(nil, streams{strings.NewReader(""), &out, &err}, func(string) (string, bool) { return "", false })
	if code != exitCannot || out.Len() > 0 || !strings.Contains(err.String(), "built without libvips") {
		t.Errorf("exit %d, %q, %q", code, out.String(), err.String())
	}
}
