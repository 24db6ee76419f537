package isobmff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
)

// still is an image file to be written: items with their data, and the properties of each by number.
type still struct {
	brands     []string
	handler    string
	kinds      []string // of item 1, 2 …
	data       []string
	properties [][]byte
	owned      [][]byte // numbers of properties, counted from 1
	references [][]byte
	more       [][]byte // boxes behind
}

func (s still) meta(offset int) []byte {
	var infos, places, links []byte
	for i, kind := range s.kinds {
		id := uint16(i + 1)
		infos = append(infos, full("infe", 2, 0, u16(id, 0), []byte(kind), []byte{0})...)
		places = cat(places, u16(id, 0, 1), u32(uint32(offset), uint32(len(s.data[i]))))
		offset += len(s.data[i])
		if i < len(s.owned) {
			links = cat(links, u16(id), []byte{uint8(len(s.owned[i]))}, s.owned[i])
		}
	}
	n := uint16(len(s.kinds))
	parts := [][]byte{
		full("hdlr", 0, 0, u32(0), []byte(s.handler), make([]byte, 13)), full("pitm", 0, 0, u16(1)),
		full("iloc", 0, 0, []byte{0x44, 0}, u16(n), places), full("iinf", 0, 0, u16(n), infos),
		box("iprp", box("ipco", s.properties...), full("ipma", 0, 0, u32(uint32(len(s.owned))), links)),
	}
	if s.references != nil {
		parts = append(parts, full("iref", 0, 0, s.references...))
	}
	return full("meta", 0, 0, parts...)
}

func (s still) bytes() []byte {
	if s.handler == "" {
		s.handler = "pict"
	}
	head := ftyp(s.brands...)
	return cat(head, s.meta(len(head)+len(s.meta(0))+8), box("mdat", []byte(strings.Join(s.data, ""))), cat(s.more...))
}

func ispe(w, h uint32) []byte { return full("ispe", 0, 0, u32(w, h)) }

var (
	hvcC = box("hvcC", unhex("0102200000009000000000001ef000fcfdfafa00000f"), []byte{0})
	av1C = box("av1C", unhex("81000c00"))
)

func heic(properties ...[]byte) still {
	s := still{brands: []string{"heic", "mif1", "heic"}, kinds: []string{"hvc1"}, data: []string{"picture"}, owned: [][]byte{nil}}
	s.properties = append([][]byte{ispe(640, 480), hvcC}, properties...)
	for i := range s.properties {
		s.owned[0] = append(s.owned[0], uint8(0x80|i+1))
	}
	return s
}

func TestImages(t *testing.T) {
	t.Parallel()
	profile := append(make([]byte, 36), "acsp...."...)
	copy(profile[16:], "RGB ")
	avif := still{brands: []string{"avif", "mif1", "miaf"}, kinds: []string{"av01", "av01", "Exif", "av01"}, data: []string{"picture", "alpha", "exif data", "thumb"},
		properties: [][]byte{ispe(64, 32), av1C, full("auxC", 0, 0, []byte("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"))},
		owned:      [][]byte{{1, 2}, {1, 2, 3}, {}, {1, 2}},
		references: [][]byte{box("auxl", u16(2, 1, 1)), box("cdsc", u16(3, 1, 1)), box("thmb", u16(4, 1, 1))}}
	grid := still{brands: []string{"mif1", "heic"}, kinds: []string{"grid", "hvc1", "hvc1"}, data: []string{"12345678", "tile", "tile"},
		properties: [][]byte{ispe(1024, 512), ispe(512, 512), hvcC}, owned: [][]byte{{1}, {2, 3}, {2, 3}},
		references: [][]byte{box("dimg", u16(1, 2, 2, 3))}}
	gray := heic()
	gray.properties[1] = box("hvcC", unhex("0102200000009000000000001ef000fcfcf8f800000f"), []byte{0})
	base := media.Picture{Width: 640, Height: 480, Bits: 10, Color: "rgb", Codec: "hevc", Subsampling: "4:2:0", Frames: 1}
	with := func(change func(*media.Picture)) media.Picture {
		p := base
		change(&p)
		return p
	}
	tests := []struct {
		name, mime, title string
		file              still
		want              media.Picture
	}{
		{"HEIC", "image/heic", "HEIC image", heic(), base},
		{"depth of its own", "image/heic", "HEIC image", heic(full("pixi", 0, 0, []byte{3, 8, 8, 8})), with(func(p *media.Picture) { p.Bits = 8 })},
		{"gray", "image/heic", "HEIC image", gray, with(func(p *media.Picture) { p.Bits, p.Color, p.Subsampling = 8, "gray", "4:0:0" })},
		{"clean aperture", "image/heic", "HEIC image", heic(box("clap", u32(601, 1, 401, 1, 0, 1, 0, 1))), with(func(p *media.Picture) { p.Width, p.Height = 601, 401 })},
		{"profile", "image/heic", "HEIC image", heic(box("colr", []byte("prof"), profile)), with(func(p *media.Picture) { p.ICC, p.MetadataBytes = "RGB", 44 })},
		{"AVIF with alpha, EXIF and a thumbnail", "image/avif", "AVIF image", avif,
			media.Picture{Width: 64, Height: 32, Bits: 8, Color: "rgb", Alpha: true, Codec: "av1", Subsampling: "4:2:0", MetadataBytes: 14, Frames: 1}},
		{"a grid of tiles", "image/heic", "HEIC image", grid, with(func(p *media.Picture) { p.Width, p.Height = 1024, 512 })},
	}
	for _, test := range tests {
		f := probe(t, test.file.bytes(), false)
		if f.Picture == nil || f.MIME != test.mime || f.Name != test.title || f.Kind != media.Image {
			t.Errorf("%s: got %s, %s, %v", test.name, f.MIME, f.Name, f.Picture)
			continue
		}
		if diff := cmp.Diff(test.want, *f.Picture); diff != "" || len(f.Damage) > 0 {
			t.Errorf("%s: %v %s", test.name, f.Damage, diff)
		}
	}
}

func TestImageOrientation(t *testing.T) {
	t.Parallel()
	irot := func(quarters uint8) []byte { return box("irot", []byte{quarters}) }
	imir := func(axis uint8) []byte { return box("imir", []byte{axis}) }
	tests := []struct {
		name  string
		turns [][]byte
		want  int
	}{
		{"none said", nil, 0},
		{"said to be none", [][]byte{irot(0)}, 1},
		{"a quarter to the left", [][]byte{irot(1)}, 8},
		{"half", [][]byte{irot(2)}, 3},
		{"a quarter to the right", [][]byte{irot(3)}, 6},
		{"left and right swapped", [][]byte{imir(1)}, 2},
		{"top and bottom swapped", [][]byte{imir(0)}, 4},
		{"turned right, then swapped", [][]byte{irot(3), imir(1)}, 5},
		{"swapped, then turned right", [][]byte{imir(1), irot(3)}, 7},
	}
	for _, test := range tests {
		if got := probe(t, heic(test.turns...).bytes(), false).Picture.Orientation; got != test.want {
			t.Errorf("%s: got %d; want %d", test.name, got, test.want)
		}
	}
}

func TestImageSequence(t *testing.T) {
	t.Parallel()
	film := stream{handler: "pict", entry: visual("av01", 64, 32, av1C), samples: [][]byte{{1}, {2}, {3}}, timescale: 1000, times: u32(2, 100, 1, 250)}
	head := ftyp("avis", "avif", "mif1")
	file := cat(head, moov(len(head)+len(moov(0, []stream{film}))+8, []stream{film}), mdat([]stream{film}))
	f := probe(t, file, false)
	want := media.Picture{Width: 64, Height: 32, Bits: 8, Color: "rgb", Codec: "av1", Subsampling: "4:2:0", Frames: 3, FrameMS: []int{100, 100, 250}}
	if diff := cmp.Diff(want, *f.Picture); diff != "" || f.Name != "AVIF image sequence" || len(f.Damage) > 0 {
		t.Errorf("%s, %v: %s", f.Name, f.Damage, diff)
	}
	if f.Seconds == nil || *f.Seconds != 0.45 {
		t.Errorf("got %v seconds; want 0.45", f.Seconds)
	}
}

func TestCanonRaw(t *testing.T) {
	t.Parallel()
	tracks := []stream{{handler: "vide", entry: visual("CRAW", 160, 120)}, {handler: "vide", entry: visual("CRAW", 6000, 4000)}}
	f := probe(t, film("crx ", tracks...), false)
	if f.MIME != "image/x-canon-cr3" || f.Kind != media.Image || f.Picture.Width != 6000 || f.Picture.Height != 4000 || len(f.Video) > 0 {
		t.Errorf("got %s, %+v", f.MIME, f.Picture)
	}
}

func TestMotionPhoto(t *testing.T) {
	t.Parallel()
	photo := heic()
	photo.more = [][]byte{box("mpvd", film("mp42", h264Stream("I")))}
	if f := probe(t, photo.bytes(), false); !cmp.Equal(f.Second, []string{"MP4 video"}) || f.MIME != "image/heic" {
		t.Errorf("got %s and %q; want a picture, and a video in it", f.MIME, f.Second)
	} else if !cmp.Equal(f.Picture.Beside, []string{media.MotionFilm}) {
		t.Errorf("beside the picture is %q; want the film", f.Picture.Beside)
	}
}

func TestImageDamage(t *testing.T) {
	t.Parallel()
	good := heic().bytes()
	change := func(f func(*still)) []byte {
		s := heic()
		f(&s)
		return s.bytes()
	}
	tests := []struct {
		name   string
		file   []byte
		kind   media.DamageKind
		detail string
	}{
		{"cut", good[:len(good)-3], media.Truncated, "1 of 1 pieces of the picture are not whole"},
		{"cut in its list", good[:100], media.Truncated, "meta at byte 24 ends"},
		{"cut before its list", good[:24], media.NoContent, "(meta) is missing"},
		{"mdat says too much", resize(good, "mdat", 5), media.Suspect, "the picture is whole"},
		{"a film's list", change(func(s *still) { s.handler = "vide" }), media.Corrupt, `marked as "vide"`},
		{"no main picture", without(good, "pitm"), media.Corrupt, "pitm"},
		{"main picture not described", change(func(s *still) { s.kinds[0] = "\x00\x00\x00\x00"; s.owned[0] = nil }), media.Corrupt, "not described"},
		{"no size", change(func(s *still) { s.owned[0] = []byte{2} }), media.Corrupt, "has no size"},
		{"no configuration", change(func(s *still) { s.owned[0] = []byte{1} }), media.Corrupt, "lacks the configuration of its codec hvc1"},
		{"no place", without(good, "iloc"), media.NoContent, "no data"},
	}
	for _, test := range tests {
		found := false
		f := probe(t, test.file, false)
		for _, d := range f.Damage {
			found = found || d.Kind == test.kind && strings.Contains(d.Detail, test.detail)
		}
		if !found {
			t.Errorf("%s: got %v; want %s with %q", test.name, f.Damage, test.kind, test.detail)
		}
	}
}
