package strip_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/strip"
)

func small(t *testing.T) (jpg, pic []byte) {
	t.Helper()
	var a, b bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 9, 9))
	if err := jpeg.Encode(&a, img, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

func holding(jpg []byte, marker byte, body string) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, marker}, uint16(len(body)+2))
	return append(append(head, body...), jpg[2:]...)
}

func TestRightsGoInAndOut(t *testing.T) {
	t.Parallel()
	jpg, pic := small(t)
	for _, want := range []strip.Rights{
		{Artist: "Ada", Copyright: "© 2026 Ada, all rights reserved"}, {Copyright: "x"}, {Artist: strings.Repeat("ab ", 600) + "c"}, {},
	} {
		for _, file := range [][]byte{jpg, pic} {
			out := want.Put(file)
			if diff := cmp.Diff(want, strip.RightsOf(out)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if n := int64(len(out) - len(file)); n > want.Room() {
				t.Errorf("they take %d bytes, %d were announced", n, want.Room())
			}
			if _, _, err := image.Decode(bytes.NewReader(out)); err != nil {
				t.Errorf("the picture cannot be read any more: %v", err)
			}
		}
	}
}

func TestRightsAreFound(t *testing.T) {
	t.Parallel()
	jpg, _ := small(t)
	motorola := "MM\x00*\x00\x00\x00\x08\x00\x01\x82\x98\x00\x02\x00\x00\x00\x04Bob\x00\x00\x00\x00\x00"
	tests := map[string]struct {
		data []byte
		want strip.Rights
	}{
		"EXIF":            {holding(jpg, 0xe1, "Exif\x00\x00"+motorola), strip.Rights{Copyright: "Bob"}},
		"TIFF":            {[]byte(motorola), strip.Rights{Copyright: "Bob"}},
		"another file":    {[]byte("ftypheic, then Exif\x00\x00" + motorola), strip.Rights{Copyright: "Bob"}},
		"IPTC in Latin-1": {holding(jpg, 0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x18\x1c\x02\x50\x00\x04Ren\xe9\x1c\x02\x74\x00\x05c2026"), strip.Rights{Artist: "René", Copyright: "c2026"}},
		"XMP": {holding(jpg, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>"+
			"<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">A &amp; B</rdf:li></rdf:Alt></dc:rights>"), strip.Rights{Artist: "Ada", Copyright: "A & B"}},
		"control characters": {holding(jpg, 0xe1, "<dc:rights>a\x00\x1b[31m\nb</dc:rights>"), strip.Rights{Copyright: "a [31m b"}},
		"none":               {jpg, strip.Rights{}},
		"nothing":            {nil, strip.Rights{}},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, strip.RightsOf(test.data)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func FuzzRights(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x98\x82\x02\x00\xff\xff\xff\xff\x08\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x04eXIfII*\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := strip.RightsOf(b)
		if len(r.Artist) > 2000 || len(r.Copyright) > 2000 {
			t.Errorf("%d and %d bytes", len(r.Artist), len(r.Copyright))
		}
		if got := strip.RightsOf(r.Put([]byte("\xff\xd8\xff\xd9"))); got != r {
			t.Errorf("%+v became %+v", r, got)
		}
	})
}
