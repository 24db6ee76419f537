package lottie_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/lottie"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const animation = `{"v":"5.5.2","fr":60,"ip":0,"op":180,"w":512,"h":512,"nm":"a","ddd":0,"assets":[],"layers":[]}`

func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTGS(t *testing.T) {
	t.Parallel()
	long := strings.Replace(animation, `"layers":[]`, `"layers":[`+strings.Repeat(`{"ty":4},`, 100_000)+`{}]`, 1)
	for name, file := range map[string][]byte{"short": packed(t, animation), "long": packed(t, long)} {
		if f := probetest.Read(lottie.Probe, file, false); f.MIME != lottie.TGS || f.Extension != ".tgs" {
			t.Errorf("%s: got %+v", name, f)
		}
	}
	for name, file := range map[string][]byte{
		"gzip of prose": packed(t, "ip, op and fr"), "gzip of other JSON": packed(t, `{"layers":[1]}`), "half a header": {0x1f, 0x8b, 8}, "JSON": []byte(animation),
	} {
		if f := probetest.Read(lottie.Probe, file, false); f.MIME != "" {
			t.Errorf("%s: got %+v", name, f)
		}
	}
}

func FuzzProbe(f *testing.F) { probetest.Fuzz(f, lottie.Probe, packed(f, animation)) }
