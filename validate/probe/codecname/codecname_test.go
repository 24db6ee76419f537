package codecname_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/probe/codecname"
)

func TestTitle(t *testing.T) {
	t.Parallel()
	for codec, want := range map[string]string{"h264": "H.264", "opus": "Opus", "wmav2": "WMA 2", "zygo": "zygo", "": ""} {
		if got := codecname.Title(codec); got != want {
			t.Errorf("%q is written %q; want %q", codec, got, want)
		}
	}
}
