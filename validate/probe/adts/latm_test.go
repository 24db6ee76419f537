package adts_test

import (
	"bytes"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/adts"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestLOAS(t *testing.T) {
	t.Parallel()
	frame := append([]byte{0x56, 0xe0, 5}, "\x20\x00\x11\x90\x00"...)
	if f := probetest.Read(adts.ProbeLOAS, bytes.Repeat(frame, 9), false); f.MIME != adts.LOAS {
		t.Errorf("got %+v", f)
	}
	for name, file := range map[string][]byte{"three frames": bytes.Repeat(frame, 3), "text": []byte("V\xe0b, and more"), "nothing": nil} {
		if f := probetest.Read(adts.ProbeLOAS, file, false); f.MIME != "" {
			t.Errorf("%s: got %+v", name, f)
		}
	}
}
