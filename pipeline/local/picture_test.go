package local_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const (
	// halves is red on the left and blue on the right.
	halves = "-f lavfi -i color=red:s=48x32,drawbox=x=24:w=24:h=32:color=blue:t=fill,format=rgb24 -frames:v 1 "
	// fading is light gray on the left and can be seen through on the right.
	fading = "-f lavfi -i color=red:s=48x32,format=gbrap,geq=r=200:g=200:b=200:a=if(lt(X\\,24)\\,255\\,0) -frames:v 1 "
	// arithmetic is halves as cjpeg -arithmetic -sample 1x1 writes it.
	arithmetic = `/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAx
NDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy
MjIyMjIyMjL/yQARCAAgADADAREAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/AKA668tbLNH3+DoCXVY0v3YbSpm5
ecm0ScV/lgY4MGgAiROHzKCEFv/Z`
)

// TestPictures takes pictures of rare sorts down the whole line, and looks at both halves of what comes out.
func TestPictures(t *testing.T) {
	t.Parallel()
	red, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}
	gray, white := color.NRGBA{200, 200, 200, 255}, color.NRGBA{255, 255, 255, 255}
	jpeg, err := base64.StdEncoding.DecodeString(arithmetic)
	if err != nil {
		t.Fatal(err)
	}
	keep := transcode.Options{KeepAlpha: true}
	// 203 cd/m² of PQ, the white of standard range, and the same value of HLG, beside black.
	white203 := func(level, filter string) string {
		return "-f lavfi -i color=" + level + ":s=48x32,drawbox=x=24:w=24:h=32:color=black:t=fill -frames:v 1 -vf " + filter
	}
	const coded = " -pix_fmt yuv444p10 -color_range pc -colorspace bt2020nc -color_trc smpte2084 -color_primaries bt2020 -c:v libaom-av1 -still-picture 1 -crf 5"
	sdr, black := color.NRGBA{189, 189, 189, 255}, color.NRGBA{0, 0, 0, 255}
	for what, c := range map[string]struct {
		path        string
		options     transcode.Options
		left, right color.NRGBA
	}{
		"white that is transparent": {filmed(t, "a.png", strings.ReplaceAll(fading, "=200", "=255")+"-pix_fmt rgba"), transcode.Options{}, white, black},
		"the same, on blue":         {filmed(t, "a.png", strings.ReplaceAll(fading, "=200", "=255")+"-pix_fmt rgba"), transcode.Options{Background: "#0000ff"}, white, blue},
		"subsampled TIFF":           {filmed(t, "a.tif", halves+"-pix_fmt yuv420p -compression_algo lzw -c:v tiff"), transcode.Options{}, red, blue},
		"JPEG XL of PQ":             {filmed(t, "a.jxl", white203("0x949494", "format=rgb48,setparams=color_trc=smpte2084:color_primaries=bt2020 -c:v libjxl -distance 0.5")), transcode.Options{}, sdr, black},
		"JPEG XL of HLG":            {filmed(t, "a.jxl", white203("0x949494", "format=rgb48,setparams=color_trc=arib-std-b67:color_primaries=bt2020 -c:v libjxl -distance 0.5")), transcode.Options{}, color.NRGBA{137, 137, 137, 255}, black},
		"AVIF of PQ":                {filmed(t, "a.avif", white203("0x949494", "scale=out_color_matrix=bt2020:out_range=pc,setparams=color_trc=smpte2084:color_primaries=bt2020"+coded)), transcode.Options{}, sdr, black},
		"JPEG 2000":                 {filmed(t, "a.jp2", halves+"-c:v jpeg2000"), transcode.Options{}, red, blue},
		"its codestream":            {filmed(t, "a.j2k", halves+"-c:v libopenjpeg -format j2k -f image2"), transcode.Options{}, red, blue},
		"gray JPEG 2000":            {filmed(t, "a.jp2", fading+"-c:v jpeg2000 -pix_fmt gray"), transcode.Options{}, gray, gray},
		"JPEG XL":                   {filmed(t, "a.jxl", halves+"-c:v libjxl"), transcode.Options{}, red, blue},
		"gray and alpha":            {filmed(t, "a.png", fading+"-pix_fmt ya8"), transcode.Options{}, gray, white},
		"the same, kept":            {filmed(t, "a.png", fading+"-pix_fmt ya8"), keep, gray, color.NRGBA{}},
		"16 bits and alpha":         {filmed(t, "a.png", fading+"-pix_fmt ya16be"), transcode.Options{}, gray, white},
		"16 bits, kept":             {filmed(t, "a.png", fading+"-pix_fmt ya16be"), keep, gray, color.NRGBA{}},
		"16 bits, opaque, kept":     {filmed(t, "a.png", halves+"-pix_fmt rgba64be"), keep, red, blue},
		"arithmetic JPEG":           {written(t, "a.jpg", string(jpeg)), transcode.Options{}, red, blue},
		"Photoshop":                 {written(t, "a.psd", photoshop(3, 8)), transcode.Options{}, red, blue},
		"Photoshop of 16 bits":      {written(t, "a.psd", photoshop(3, 16)), transcode.Options{}, red, blue},
		"transparent Photoshop":     {written(t, "a.psd", photoshop(4, 8)), transcode.Options{}, red, white},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := pictured(t, c.path, c.options)
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			img := seen(t, r.Output)
			if img.Bounds() != image.Rect(0, 0, 48, 32) {
				t.Errorf("it is %v", img.Bounds())
			}
			alike(t, img, 8, c.left)
			alike(t, img, 40, c.right)
		})
	}
}

// pictured sends a file down the line as an image.
func pictured(t *testing.T, path string, o transcode.Options) pipeline.Result {
	t.Helper()
	out := t.TempDir()
	o.Threads = 1
	l, err := local.New(t.Context(), local.Config{Work: out, Options: o, Policy: validate.Policy{As: media.Image, KeepAlpha: o.KeepAlpha}})
	if err != nil {
		t.Fatal(err)
	}
	r := l.Process(t.Context(), pipeline.Item{Path: path, Output: func(string) string { return filepath.Join(out, "out") }})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return r
}

func written(t *testing.T, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func seen(t *testing.T, path string) image.Image {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// alike fails unless the middle of a column has a colour, give or take. What cannot be seen has any.
func alike(t *testing.T, img image.Image, x int, want color.NRGBA) {
	t.Helper()
	got := color.NRGBAModel.Convert(img.At(x, 16)).(color.NRGBA)
	far := func(a, b uint8) bool { return max(a, b)-min(a, b) > 6 }
	if far(got.A, want.A) || want.A > 0 && (far(got.R, want.R) || far(got.G, want.G) || far(got.B, want.B)) {
		t.Errorf("column %d is %v, want %v", x, got, want)
	}
}

// photoshop is halves in raw planes of so many bits, the fourth of which hides the right.
func photoshop(channels, bits int) string {
	var b strings.Builder
	b.WriteString("8BPS\x00\x01\x00\x00\x00\x00\x00\x00\x00" + string(rune(channels)) + probetest.BE32(32, 48) + "\x00" + string(rune(bits)) + "\x00\x03")
	b.WriteString(probetest.BE32(0, 0, 0) + "\x00\x00") // neither palette, resources nor layers; not packed
	left, right := "\xff\x00\x00\xff", "\x00\x00\xff\x00"
	for c := range channels {
		row := strings.Repeat(left[c:c+1], 24*bits/8) + strings.Repeat(right[c:c+1], 24*bits/8)
		b.WriteString(strings.Repeat(row, 32))
	}
	return b.String()
}
