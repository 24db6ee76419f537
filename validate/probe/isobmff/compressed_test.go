package isobmff_test

import (
	"bytes"
	"compress/zlib"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
)

// compressed writes moov as QuickTime's compressed one.
func compressed(t testing.TB, moov []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(moov); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return box("moov", box("cmov", box("dcom", []byte("zlib")), box("cmvd", u32(uint32(len(moov))), b.Bytes())))
}

func TestCompressedHeader(t *testing.T) {
	t.Parallel()
	video := []stream{h264Stream("I", "B")}
	file := func(brand string) []byte {
		head := ftyp(brand)
		return cat(head, mdat(video), compressed(t, moov(len(head)+8, video)))
	}
	f := probe(t, file("qt  "), false)
	if len(f.Video) != 1 || f.Video[0].BFrames == nil || *f.Video[0].BFrames != 1 || !hasDamage(f, media.Suspect) || hasDamage(f, media.Corrupt) {
		t.Errorf("QuickTime: got %+v, %v; want one B-frame, and a doubt", f.Video, f.Damage)
	}
	if f := probe(t, file("mp42"), false); len(f.Video) != 1 || !hasDamage(f, media.Corrupt) {
		t.Errorf("MP4: got %+v, %v; want it called corrupt", f.Video, f.Damage)
	}
	broken := bytes.Replace(file("qt  "), []byte("x\x9c"), []byte("xx"), 1)
	if f := probe(t, broken, false); !hasDamage(f, media.NoContent) {
		t.Errorf("broken: got %v; want nothing to play", f.Damage)
	}
}
