package local_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// most is the largest number of 32 bits that a header claims.
const most = math.MaxUint32

// claims are small files of many formats that say that they are as large as their format can, or larger.
func claims() map[string]string {
	zeros := strings.Repeat("\x00", 5000)
	return map[string]string{
		"a.tif":      tiff(4, most, most),
		"long.tif":   bigTIFF(math.MaxUint64, math.MaxUint64),
		"a.jp2":      jp2(most, most),
		"a.j2k":      j2k(most, most),
		"a.y4m":      "YUV4MPEG2 W2147483647 H2147483647 F25:1 Ip C420jpeg\nFRAME\n" + zeros,
		"rate.y4m":   "YUV4MPEG2 W64 H64 F2147483647:1 Ip C420jpeg\n" + strings.Repeat("FRAME\n"+strings.Repeat("\x80", 6144), 3),
		"negative":   "YUV4MPEG2 W-640 H-480 F-25:1 Ip C420jpeg\nFRAME\n" + zeros,
		"a.svg":      `<svg xmlns="http://www.w3.org/2000/svg" width="1073741823" height="1073741823"><rect width="9" height="9"/></svg>`,
		"float.svg":  `<svg xmlns="http://www.w3.org/2000/svg" width="1e300" height="-1e300" viewBox="0 0 1e308 NaN"></svg>`,
		"a.psd":      "8BPS\x00\x01" + strings.Repeat("\x00", 6) + "\x00\x03" + probetest.BE32(most, most) + "\x00\x08\x00\x03" + zeros,
		"a.bmp":      "BM" + strings.Repeat("\x00", 8) + probetest.LE32(54) + probetest.LE32(40, math.MaxInt32, math.MaxInt32, 1|32<<16, 0) + zeros,
		"minus.bmp":  "BM" + strings.Repeat("\x00", 8) + probetest.LE32(54) + probetest.LE32(40, 1<<31, 1<<31, 1|32<<16, 0) + zeros,
		"a.pam":      "P7\nWIDTH 16777215\nHEIGHT 16777215\nDEPTH 4\nMAXVAL 255\nENDHDR\n" + zeros,
		"a.ppm":      "P6 16777215 16777215 255\n" + zeros,
		"a.qoi":      "qoif" + probetest.BE32(most, most) + "\x04\x00" + zeros,
		"a.jxl":      "\xff\x0a" + string(binary.LittleEndian.AppendUint64(nil, 3<<1|(1<<30-1)<<3|3<<36|(1<<26-1)<<38)) + strings.Repeat("\xff", 100),
		"a.ico":      "\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x01\x00\x20\x00" + probetest.LE32(49, 22) + pngHeader(math.MaxInt32, math.MaxInt32),
		"a.png":      pngHeader(math.MaxInt32, math.MaxInt32),
		"most.png":   pngHeader(most, most),
		"a.gif":      "GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff" + strings.Repeat("\x21\xf9\x04\x00\xff\xff\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00", 2) + ";",
		"a.webp":     riff("WEBPVP8X" + probetest.LE32(10, 2) + "\xff\xff\xff\xff\xff\xff" + "ANIM" + probetest.LE32(6) + strings.Repeat("\x00", 6)),
		"a.heic":     heic(most, most),
		"a.mkv":      matroska(strings.Repeat("\xff", 8), math.Inf(1)),
		"minus.mkv":  matroska("\x80\x00\x00\x00\x00\x00\x00\x00", -1e300),
		"no.mkv":     matroska("\x7f\xff\xff\xff\xff\xff\xff\xff", math.NaN()),
		"a.avi":      avi(most),
		"a.ivf":      "DKIF\x00\x00\x20\x00VP80\xff\xff\xff\xff" + probetest.LE32(most, 1, most, 0) + zeros,
		"a.au":       ".snd" + probetest.BE32(24, most, 3, most, most) + zeros,
		"a.aiff.tif": tiff(3, 65535, 65535),
	}
}

func pngHeader(width, height int) string {
	return "\x89PNG\r\n\x1a\n" + probetest.BE32(13) + "IHDR" + probetest.BE32(width, height) + "\x08\x06\x00\x00\x00" + probetest.BE32(0)
}

func riff(body string) string { return "RIFF" + probetest.LE32(len(body)) + body }

// tiff has fields of a type: 3 for 16 bits, 4 for 32.
func tiff(kind, width, height int) string {
	var entries []byte
	for _, e := range [][4]int{
		{256, kind, 1, width}, {257, kind, 1, height}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1}, {273, 4, 1, 200}, {277, 3, 1, 1},
		{278, 4, 1, 64}, {279, 4, 1, 4096},
	} {
		entries = binary.LittleEndian.AppendUint16(entries, uint16(e[0]))
		entries = binary.LittleEndian.AppendUint16(entries, uint16(e[1]))
		entries = append(entries, probetest.LE32(e[2], e[3])...)
	}
	return "II*\x00" + probetest.LE32(8) + "\x09\x00" + string(entries) + strings.Repeat("\x00", 5000)
}

func bigTIFF(width, height uint64) string {
	b := []byte("II\x2b\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00")
	for tag, v := range map[uint16]uint64{256: width, 257: height} {
		b = binary.LittleEndian.AppendUint16(b, tag)
		b = binary.LittleEndian.AppendUint16(b, 16)
		b = binary.LittleEndian.AppendUint64(b, 1)
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return string(b) + strings.Repeat("\x00", 5000)
}

func heic(width, height int) string {
	box := func(name, body string) string { return probetest.BE32(len(body)+8) + name + body }
	full := func(name, body string) string { return box(name, "\x00\x00\x00\x00"+body) }
	return box("ftyp", "heic\x00\x00\x00\x00mif1heic") + full("meta",
		full("hdlr", "\x00\x00\x00\x00pict"+strings.Repeat("\x00", 13))+full("pitm", "\x00\x01")+
			full("iinf", "\x00\x01"+box("infe", "\x02\x00\x00\x00\x00\x01\x00\x00hvc1\x00"))+
			box("iprp", box("ipco", full("ispe", probetest.BE32(width, height)))+full("ipma", probetest.BE32(1)+"\x00\x01\x01\x01")))
}

// matroska is a film of one track, whose sides are such bytes.
func matroska(side string, duration float64) string {
	size := func(body string) string {
		return string(binary.BigEndian.AppendUint64(nil, 1<<56|uint64(len(body)))) + body
	}
	info := "\x2a\xd7\xb1\x83\x0f\x42\x40" + "\x44\x89\x88" + string(binary.BigEndian.AppendUint64(nil, math.Float64bits(duration)))
	video := "\xb0\x88" + side + "\xba\x88" + side + "\x54\xaa\x88" + side + "\x54\xb0\x88" + side
	track := "\xd7\x81\x01\x83\x81\x01\x86" + size("V_VP8") + "\xe0" + size(video)
	return "\x1a\x45\xdf\xa3" + size("\x42\x82"+size("matroska")) +
		"\x18\x53\x80\x67" + size("\x15\x49\xa9\x66"+size(info)+"\x16\x54\xae\x6b"+size("\xae"+size(track))+"\x1f\x43\xb6\x75"+size("\xe7\x81\x00\xa3\x88\x81\x00\x00\x80zzzz"))
}

func avi(side int) string {
	chunk := func(id, body string) string { return id + probetest.LE32(len(body)) + body }
	list := func(id, body string) string { return chunk("LIST", id+body) }
	head := "vidsMJPG" + probetest.LE32(0, 0, 0, 1, most, 0, most) + strings.Repeat("\x00", 16)
	return riff("AVI " + list("hdrl", chunk("avih", strings.Repeat("\xff", 56))+
		list("strl", chunk("strh", head)+chunk("strf", probetest.LE32(40, side, side, 1|24<<16)+"MJPG"+strings.Repeat("\xff", 20)))) +
		list("movi", chunk("00dc", strings.Repeat("z", 400))))
}

// What a file claims costs neither a crash nor time, whatever it is to be sent as; the file beside it comes out.
func TestClaims(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	good := written(t, "good.txt", "plain text\n")
	for _, kind := range []media.Kind{"", media.Sticker, media.Video, media.Image, media.Voice} {
		l, err := local.New(t.Context(), local.Config{
			Work: out, Policy: validate.Policy{As: kind}, Options: transcode.Options{AllowSVG: true, Salvage: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range claims() {
			path := written(t, name, data)
			for what, do := range map[string]func(context.Context, pipeline.Item) pipeline.Result{"made": l.Process, "planned": l.Plan} {
				start := time.Now()
				r := do(t.Context(), pipeline.Item{Path: path, Output: func(string) string { return filepath.Join(out, string(kind)+name) }})
				var caught *panics.Error
				if errors.As(r.Err, &caught) {
					t.Errorf("%s as %q, %s: %v\n%s", name, kind, what, r.Err, caught.Stack)
				}
				if took := time.Since(start); took > 2*time.Minute { // a claim that is believed takes hours
					t.Errorf("%s as %q, %s: took %v", name, kind, what, took)
				}
			}
		}
		if r := l.Process(t.Context(), pipeline.Item{Path: good, Kind: media.Document}); r.Err != nil || r.OutputMIME != "text/plain" {
			t.Errorf("the good file: %s, %v", r.OutputMIME, r.Err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if left, err := filepath.Glob(filepath.Join(out, ".wamedia-*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	}
}

// The sizes that overflow are those of the files.
func TestClaimsAreRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.tif", "a.jp2", "a.y4m", "a.psd", "a.bmp", "a.pam", "a.qoi", "a.png", "a.webp", "a.heic", "a.mkv", "a.jxl", "a.svg"} {
		r, err := validate.File(written(t, name, claims()[name]))
		if err != nil {
			t.Fatal(err)
		}
		width := 0
		if r.Facts.Picture != nil {
			width = r.Facts.Picture.Width
		} else if len(r.Facts.Video) > 0 {
			width = r.Facts.Video[0].Width
		}
		if width < 1<<24-1 {
			t.Errorf("%s is read as %s of width %d", name, r.Facts.MIME, width)
		}
	}
}
