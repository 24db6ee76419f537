package jpeg_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/jpeg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func xmp(attributes string) []byte {
	return segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "+
		"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "+attributes+"/></rdf:RDF></x:xmpmeta>")
}

// TestBeside finds the gain map of Ultra HDR and the film of a motion photo, which a converted picture does not hold.
func TestBeside(t *testing.T) {
	t.Parallel()
	const (
		hdrgm  = "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0'"
		camera = "xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' "
		film   = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08free"
	)
	plain := baseline(t, painting(64, 64))
	gain := after(baseline(t, painting(16, 16)), xmp(hdrgm+" hdrgm:GainMapMax='2'"))
	start := len(after(plain[:2:2], xmp(hdrgm))) + 4 + len("MPF\x00") // of the index
	whole := len(after(plain, xmp(hdrgm), segment(0xe2, index(0, 0))))
	ultra := bytes.Join([][]byte{after(plain, xmp(hdrgm), segment(0xe2, index(whole-start, len(gain)))), gain}, nil)
	behind := func(b []byte) []byte { return append(bytes.Clone(b), film...) }
	for name, c := range map[string]struct {
		in   []byte
		want []string
	}{
		"nothing":              {plain, nil},
		"a gain map":           {ultra, []string{media.GainMap}},
		"a film, MicroVideo":   {behind(after(plain, xmp(camera+"GCamera:MicroVideo='1' GCamera:MicroVideoOffset='32'"))), []string{media.MotionFilm}},
		"a film, MotionPhoto":  {behind(after(plain, xmp(camera+"GCamera:MotionPhoto='1'"))), []string{media.MotionFilm}},
		"a film, Samsung":      {behind(append(bytes.Clone(plain), "\x00\x00\x30\x0a\x10\x00\x00\x00MotionPhoto_Data"...)), []string{media.MotionFilm}},
		"both":                 {behind(ultra), []string{media.GainMap, media.MotionFilm}},
		"a film that was lost": {after(plain, xmp(camera+"GCamera:MotionPhoto='1'")), nil},
	} {
		for _, deep := range []bool{false, true} {
			got := probetest.Read(jpeg.Probe, c.in, deep)
			if diff := cmp.Diff(c.want, got.Picture.Beside); diff != "" {
				t.Errorf("%s, deep %v: %v (-want +got)\n%s", name, deep, got.Damage, diff)
			}
		}
	}
}
