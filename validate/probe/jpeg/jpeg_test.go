package jpeg_test

import (
	"bytes"
	"image"
	"image/draw"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/jpeg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func gray(t testing.TB) []byte {
	m := image.NewGray(image.Rect(0, 0, 33, 17))
	draw.Draw(m, m.Rect, painting(33, 17), image.Point{}, draw.Src)
	return baseline(t, m)
}

func TestPicture(t *testing.T) {
	t.Parallel()
	rgb := baseline(t, painting(70, 50))
	exif := segment(0xe1, orientation(6))
	tests := []struct {
		name string
		in   []byte
		want media.Picture
	}{
		{"baseline", rgb, media.Picture{Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "baseline", Subsampling: "4:2:0", Frames: 1}},
		{"gray", gray(t), media.Picture{Width: 33, Height: 17, Bits: 8, Color: "gray", Codec: "baseline", Frames: 1}},
		{
			"progressive, not subsampled", saved(t, "strip,interlace,subsample_mode=off"),
			media.Picture{Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "progressive", Subsampling: "4:4:4", Interlaced: true, Scans: 10, Frames: 1},
		},
		{
			"CMYK", saved(t, "strip", "colourspace", "cmyk"),
			media.Picture{Width: 70, Height: 50, Bits: 8, Color: "cmyk", Codec: "baseline", Subsampling: "4:4:4", Frames: 1},
		},
		{
			"YCCK", patched(t, saved(t, "strip", "colourspace", "cmyk"), 0xee, 15, 2),
			media.Picture{Width: 70, Height: 50, Bits: 8, Color: "ycck", Codec: "baseline", Subsampling: "4:4:4", Frames: 1},
		},
		{
			"orientation and profile", after(rgb, exif, segment(0xe2, profile("RGB ")), segment(0xfe, "made by a test")),
			media.Picture{
				Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "baseline", Subsampling: "4:2:0", Orientation: 6, ICC: "RGB",
				MetadataBytes: int64(len(exif)) + 4 + 14 + 128 + 4 + 14, Frames: 1,
			},
		},
		{
			"orientation out of range", after(rgb, segment(0xe1, orientation(9))),
			media.Picture{
				Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "baseline", Subsampling: "4:2:0",
				MetadataBytes: int64(len(exif)), Frames: 1,
			},
		},
		{
			"sampled the other way round", patched(t, rgb, 0xc0, 11, 0x12),
			media.Picture{Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "baseline", Subsampling: "4:4:0", Frames: 1},
		},
		{
			"sampled in a way without a name", patched(t, rgb, 0xc0, 11, 0x31),
			media.Picture{Width: 70, Height: 50, Bits: 8, Color: "rgb", Codec: "baseline", Subsampling: "3x1 1x1 1x1", Frames: 1},
		},
		{
			"lossless", patched(t, gray(t), 0xc0, 1, 0xc3, 0, 11, 16),
			media.Picture{Width: 33, Height: 17, Bits: 16, Color: "gray", Codec: "lossless", Frames: 1},
		},
		{
			"arithmetic", patched(t, gray(t), 0xc0, 1, 0xc9),
			media.Picture{Width: 33, Height: 17, Bits: 8, Color: "gray", Codec: "arithmetic", Frames: 1},
		},
		{
			"hierarchical", patched(t, gray(t), 0xc0, 1, 0xc5),
			media.Picture{Width: 33, Height: 17, Bits: 8, Color: "gray", Codec: "hierarchical", Frames: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := probetest.Read(jpeg.Probe, tt.in, false)
			if diff := cmp.Diff(&tt.want, got.Picture); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.Damage) > 0 || got.MIME != "image/jpeg" || got.Kind != media.Image || got.Size != int64(len(tt.in)) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// damaged is a file and what is wrong with it.
type damaged struct {
	name          string
	in            []byte
	shallow, deep []media.DamageKind
}

func kinds(k ...media.DamageKind) []media.DamageKind { return k }

func samples(t testing.TB) []damaged {
	rgb := baseline(t, painting(70, 50))
	restarts := saved(t, "strip,restart_interval=2")
	progressive := saved(t, "strip,interlace,optimize_scans")
	eoi := []byte{0xff, 0xd9}
	_, scan := find(t, rgb, 0xda)
	truncated, corrupt, suspect := kinds(media.Truncated), kinds(media.Corrupt), kinds(media.Suspect)
	first := bytes.Index(restarts, []byte{0xff, 0xd0})
	return []damaged{
		{"whole", rgb, nil, nil},
		{"whole with restarts", restarts, nil, nil},
		{"whole and progressive", progressive, nil, nil},
		{"progressive with restarts", saved(t, "strip,interlace,restart_interval=3"), nil, nil},
		{"fill bytes before the end", joined(rgb[:len(rgb)-2], []byte{0xff, 0xff, 0xff}, eoi), nil, nil},
		{"cut", cut(rgb, 7), truncated, truncated},
		{"cut progressive", cut(progressive, 8), truncated, truncated},
		{"cut in the tables", rgb[:100], truncated, truncated},
		{"cut before the scan", rgb[:scan], truncated, truncated},
		{"no end", rgb[:len(rgb)-2], suspect, suspect},
		{"half an end", rgb[:len(rgb)-1], suspect, suspect},
		{"no end of a progressive one", progressive[:len(progressive)-2], suspect, suspect},
		{"cut, and an end put on", joined(cut(rgb, 7), eoi), nil, truncated},
		{"progressive, cut, and an end put on", joined(cut(progressive, 7), eoi), nil, truncated},
		{"a code that is none", overwritten(rgb, 7, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0), nil, corrupt},
		{"bytes missing inside", joined(cut(rgb, 5), rgb[len(rgb)*6/10:]), nil, corrupt},
		{"restart markers in the wrong order", joined(restarts[:first+1], []byte{0xd3}, restarts[first+2:]), nil, corrupt},
		{"a restart marker too early", joined(restarts[:first-9], restarts[first:]), nil, corrupt},
		{"a restart marker too late", joined(restarts[:first], []byte("unused"), restarts[first:]), nil, suspect},
		{"unused bytes before the end", joined(rgb[:len(rgb)-2], []byte("unused"), eoi), nil, suspect},
		{"junk between segments", after(rgb, segment(0xfe, ""), []byte("junk")), suspect, suspect},
		{"a second start", after(rgb, []byte{0xff, 0xd8}), corrupt, corrupt},
		{"a second frame header", after(rgb, segment(0xc0, "\x08\x00\x10\x00\x10\x01\x01\x11\x00")), corrupt, corrupt},
		{"no quantization tables", without(t, rgb, 0xdb), corrupt, corrupt},
		{"a malformed quantization table", patched(t, rgb, 0xdb, 4, 0x30), corrupt, corrupt},
		{"no Huffman tables", without(t, rgb, 0xc4), nil, suspect},
		{"no Huffman tables, and cut", cut(without(t, rgb, 0xc4), 7), kinds(media.Suspect, media.Truncated), kinds(media.Suspect, media.Truncated)},
		{"no Huffman tables, cut, and an end put on", joined(cut(without(t, rgb, 0xc4), 7), eoi), nil, kinds(media.Suspect, media.Truncated)},
		{"a malformed Huffman table", patched(t, rgb, 0xc4, 4, 0x70), corrupt, corrupt},
		{"too many short codes", patched(t, rgb, 0xc4, 5, 3), corrupt, corrupt},
		{"no Huffman tables, progressive", without(t, progressive, 0xc4), corrupt, corrupt},
		{"no height", patched(t, rgb, 0xc0, 5, 0, 0), corrupt, corrupt},
		{"no width", patched(t, rgb, 0xc0, 7, 0, 0), corrupt, corrupt},
		{"12 bits in baseline", patched(t, rgb, 0xc0, 4, 12), corrupt, corrupt},
		{"sampled five times", patched(t, rgb, 0xc0, 11, 0x51), corrupt, corrupt},
		{"fewer components than said", patched(t, rgb, 0xc0, 9, 4), corrupt, corrupt},
		{"a scan of an unknown component", patched(t, rgb, 0xda, 5, 9), corrupt, corrupt},
		{"components that no scan holds", colourful(t, baseline(t, image.NewGray(image.Rect(0, 0, 70, 50)))), nil, suspect},
		{"a scan that lies about its coefficients", patched(t, rgb, 0xda, 11, 0, 0), suspect, suspect},
		{"a progressive scan that is none", patched(t, progressive, 0xda, 11, 0, 70), corrupt, corrupt},
		{"refined before it is there", patched(t, progressive, 0xda, 13, 0x21), corrupt, corrupt},
		{"a scan before the frame", without(t, rgb, 0xc0), corrupt, corrupt},
		{"a length of nothing", after(rgb, []byte{0xff, 0xe5, 0, 0}), corrupt, corrupt},
		{"a marker that is not known", after(rgb, segment(0x10, "")), corrupt, corrupt},
		{"no picture", joined(rgb[:2], eoi, []byte{0, 0}), kinds(media.NoContent), kinds(media.NoContent)},
		{"larger than its data", patched(t, rgb, 0xc0, 5, 0xff, 0xdc, 0xff, 0xdc), nil, truncated},
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			shallow, deep := probetest.Read(jpeg.Probe, s.in, false), probetest.Read(jpeg.Probe, s.in, true)
			if diff := cmp.Diff(s.shallow, probetest.Kinds(shallow)); diff != "" {
				t.Errorf("shallow (-want +got)\n%s%+v", diff, shallow.Damage)
			}
			if diff := cmp.Diff(s.deep, probetest.Kinds(deep)); diff != "" {
				t.Errorf("deep (-want +got)\n%s%+v", diff, deep.Damage)
			}
		})
	}
}

// TestLong reads scans that do not fit into one window.
func TestLong(t *testing.T) {
	t.Parallel()
	in := baseline(t, painting(1200, 900))
	for _, deep := range []bool{false, true} {
		if got := probetest.Read(jpeg.Probe, in, deep); len(got.Damage) > 0 || got.Picture.Width != 1200 {
			t.Errorf("deep %v: %+v", deep, got)
		}
	}
	got := probetest.Read(jpeg.Probe, in[:len(in)-2], false)
	if diff := cmp.Diff(kinds(media.Suspect), probetest.Kinds(got)); diff != "" {
		t.Errorf("without its end (-want +got)\n%s", diff)
	}
}

func TestDamageInWords(t *testing.T) {
	t.Parallel()
	rgb := baseline(t, painting(70, 50))
	got := probetest.Read(jpeg.Probe, cut(rgb, 7), false).Damage
	if len(got) != 1 || !strings.Contains(got[0].Detail, "% through scan 1") {
		t.Errorf("%+v; want how much of the picture there is", got)
	}
}

func TestBehindTheEnd(t *testing.T) {
	t.Parallel()
	rgb := baseline(t, painting(70, 50))
	film := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + strings.Repeat("film", 30))
	second := baseline(t, painting(16, 16))
	// The offset of the second picture counts from the index, which stands 8 bytes behind the start of the image.
	multi := joined(after(rgb, segment(0xe2, index(len(rgb)+len(segment(0xe2, index(0, 0)))-10, len(second)))), second)
	tests := []struct {
		name     string
		in       []byte
		trailing int
		second   []string
		damage   []media.DamageKind
	}{
		{"nothing", rgb, 0, nil, nil},
		{"zeros", joined(rgb, make([]byte, 900)), 900, nil, nil},
		{"a line end", joined(rgb, []byte("\r\n")), 2, nil, nil},
		{"a film", joined(rgb, film), len(film), []string{"MP4 video"}, nil},
		{"unknown bytes", joined(rgb, []byte(strings.Repeat("what", 9))), 36, nil, kinds(media.Suspect)},
		{"a script", joined(rgb, []byte("<?PHP phpinfo();")), 16, []string{"PHP script"}, kinds(media.Suspect)},
		{"a page in a comment", after(rgb, segment(0xfe, "<script>alert(1)</script>")), 0, []string{"HTML"}, nil},
		{"a document in a comment", after(rgb, segment(0xfe, "%PDF-1.4\n1 0 obj")), 0, []string{"PDF document"}, nil},
		{"a second picture of its own", multi, 0, nil, nil},
		{"a second picture of another", joined(rgb, second), len(second), []string{"JPEG image"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := probetest.Read(jpeg.Probe, tt.in, true)
			if got.Trailing != int64(tt.trailing) {
				t.Errorf("%d bytes trail; want %d", got.Trailing, tt.trailing)
			}
			if diff := cmp.Diff(tt.second, got.Second); diff != "" {
				t.Errorf("second (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.damage, probetest.Kinds(got)); diff != "" {
				t.Errorf("damage (-want +got)\n%s", diff)
			}
		})
	}
	if got := probetest.Read(jpeg.Probe, multi, false).Name; got != "JPEG image (the first of 2)" {
		t.Errorf("name %q", got)
	}
}

func TestUndecided(t *testing.T) {
	t.Parallel()
	for _, marker := range []byte{0xc3, 0xc9} {
		in := patched(t, gray(t), 0xc0, 1, marker)
		if got := probetest.Read(jpeg.Probe, in, true); got.Undecided["pixels"] == "" || len(got.Damage) > 0 {
			t.Errorf("marker 0x%02x: %+v; want the pixels undecided and no damage", marker, got)
		}
	}
	two := joined([]byte{0xff, 0xd8}, segment(0xc0, "\x08\x00\x10\x00\x10\x02\x01\x11\x00\x02\x11\x00"))
	if got := probetest.Read(jpeg.Probe, two, false); got.Undecided["color"] == "" {
		t.Errorf("two components: %+v; want the colour undecided", got)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "\xff\xd8", "GIF89a", "text"} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(jpeg.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", in, diff)
		}
	}
	jls := patched(t, gray(t), 0xc0, 1, 0xf7)
	if got := probetest.Read(jpeg.Probe, jls, false); got.MIME != "image/jls" || got.Kind != media.Other {
		t.Errorf("JPEG-LS is %s, sent as %s", got.MIME, got.Kind)
	}
}

// greedy is a progressive picture of 268 megapixels in which every bit stands for a block or for thousands: one scan for
// the averages, and one for each bit of some details.
func greedy() []byte {
	dc := segment(0xc4, "\x00\x01"+strings.Repeat("\x00", 15)+"\x00")
	ac := segment(0xc4, "\x10\x01"+strings.Repeat("\x00", 15)+"\xe0")
	pieces := [][]byte{
		{0xff, 0xd8}, segment(0xdb, strings.Repeat("\x00", 65)), segment(0xc2, "\x08\x40\x00\x40\x00\x01\x01\x11\x00"), dc, ac,
		segment(0xda, "\x01\x01\x00\x00\x00\x00"), make([]byte, 512<<10),
	}
	// Code 0, then 14 bits of ones: the run is 32767 blocks long.
	runs := entropy(strings.Repeat("0"+strings.Repeat("1", 14), 129))
	for k := range byte(8) {
		pieces = append(pieces, segment(0xda, "\x01\x01\x00"+string([]byte{k + 1, k + 1, 13})), runs)
		for bit := byte(13); bit > 0; bit-- {
			pieces = append(pieces, segment(0xda, "\x01\x01\x00"+string([]byte{k + 1, k + 1, bit<<4 | bit - 1})), runs)
		}
	}
	return joined(append(pieces, []byte{0xff, 0xd9})...)
}

// TestBounds gives the inputs that decoders pay for most: they claim much and hold little.
func TestBounds(t *testing.T) {
	for name, in := range map[string][]byte{
		"greedy":     greedy(),
		"huge":       patched(t, saved(t, "strip,interlace"), 0xc2, 5, 0xff, 0xdc, 0xff, 0xdc),
		"fill bytes": joined([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff}, 4<<20)),
		"markers":    joined([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xd0}, 200_000)),
		"comments":   joined([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xfe, 0, 2}, 200_000)),
	} {
		probetest.Guard(t, func() {
			got := probetest.Read(jpeg.Probe, in, true)
			if len(got.Damage) == 0 && len(got.Undecided) == 0 {
				t.Errorf("%s: %+v; want damage, or something undecided", name, got)
			}
		})
	}
}

func FuzzProbe(f *testing.F) {
	var seeds [][]byte
	for _, s := range samples(f) {
		seeds = append(seeds, s.in)
	}
	probetest.Fuzz(f, jpeg.Probe, seeds...)
}

// colourful says of a gray picture that it has three components, of which its scan holds one.
func colourful(t testing.TB, gray []byte) []byte {
	from, to := find(t, gray, 0xc0)
	frame := append(bytes.Clone(gray[from:to]), "\x02\x11\x00\x03\x11\x00"...)
	frame[3], frame[9] = 17, 3
	return joined(gray[:from], frame, gray[to:])
}

// What is missing of a picture but its end marker is put on where its data ends.
func TestEndIsPutOn(t *testing.T) {
	t.Parallel()
	for name, whole := range map[string][]byte{
		"baseline": baseline(t, painting(70, 50)), "progressive": saved(t, "strip,interlace"), "restarts": saved(t, "strip,restart_interval=2"),
	} {
		for _, in := range [][]byte{whole[:len(whole)-2], whole[:len(whole)-1], joined(whole[:len(whole)-2], make([]byte, 5000))} {
			got := probetest.Read(jpeg.Probe, in, false)
			end := got.Picture.EndAt
			if end != int64(len(whole)-2) || !bytes.Equal(joined(in[:end], []byte{0xff, 0xd9}), whole) {
				t.Errorf("%s of %d bytes: the end belongs at byte %d, want %d", name, len(in), end, len(whole)-2)
			}
		}
		if got := probetest.Read(jpeg.Probe, cut(whole, 9), false); got.Picture.EndAt != 0 {
			t.Errorf("%s: the end of half a picture belongs at byte %d", name, got.Picture.EndAt)
		}
	}
}
