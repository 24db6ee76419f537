package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"animate", "x"}, {""}} {
		var out, err bytes.Buffer
		code := run(args, streams{strings.NewReader(""), &out, &err}, func(string) (string, bool) { return "", false })
		if code != exitUsage || out.Len() > 0 || !strings.Contains(err.String(), "usage:") {
			t.Errorf("%q: exit %d, %q, %q", args, code, out.String(), err.String())
		}
	}
}
