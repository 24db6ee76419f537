package fourcc

import (
	"strings"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// Bitmap is a BITMAPINFOHEADER.
type Bitmap struct {
	// Codec by its usual name: h264, mpeg4, mjpeg; the code in lower case when it is not known.
	Codec string
	// Width and Height in pixels.
	Width, Height int
	// Extra is what the codec adds behind the header.
	Extra []byte
}

// ParseBitmap reads a BITMAPINFOHEADER.
func ParseBitmap(b []byte) (Bitmap, bool) {
	c := source.NewCursor(b)
	size, w, h := c.LE32(), int32(c.LE32()), int32(c.LE32())
	c.Skip(4) // planes, bits
	code := c.Take(4)
	c.Skip(20)
	if !c.OK() || size < 40 {
		return Bitmap{}, false
	}
	return Bitmap{
		Codec: VideoCodec(string(code)), Width: side(w), Height: max(side(h), side(-h)), Extra: c.Take(c.Left()),
	}, true
}

// side is a width or a height, 0 for nonsense. A height below zero means stored top down.
func side(v int32) int {
	if v < 0 || v > 1<<20 {
		return 0
	}
	return int(v)
}

// VideoCodec names a four-character code.
func VideoCodec(code string) string {
	key := strings.ToLower(code)
	for _, f := range fourCCs {
		if i := strings.Index(f.codes, key); i >= 0 && i%5 == 0 && len(key) == 4 {
			return f.codec
		}
	}
	if code == "\x00\x00\x00\x00" || code == "\x03\x00\x00\x00" {
		return "rawvideo"
	}
	return printable(key)
}

// printable is s without what cannot be shown, "unknown" when nothing is left.
func printable(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s))
	if s == "" {
		return "unknown"
	}
	return s
}

// fourCCs lists the codes of each codec, in lower case and apart by commas.
var fourCCs = [...]struct{ codec, codes string }{
	{"h264", "h264,x264,avc1,davc,vssh,q264,v264"},
	{"hevc", "hevc,h265,x265,hvc1,hev1"},
	{"mpeg4", "fmp4,xvid,divx,dx50,mp4v,mp4s,m4s2,xvix,blz0,3iv2,rmp4,divf,ump4,sedg,smp4,wv1f,3ivx,m4cc"},
	{"msmpeg4v3", "div3,div4,div5,div6,mp43,mpg3,col1,col0,ap41,dvx3"},
	{"msmpeg4v2", "mp42,div2"},
	{"msmpeg4v1", "mpg4,mp41,div1"},
	{"mjpeg", "mjpg,avrn,ljpg,jpeg,jpgl,mjls,dmb1,ijpg,acdv,qivg,slmj,cjpg"},
	{"wmv1", "wmv1"}, {"wmv2", "wmv2"}, {"wmv3", "wmv3,wmvp,wmv9"}, {"vc1", "wvc1,wmva,wvp2"},
	{"mpeg2video", "mpg2,mpeg,mp2v,em2v,hdv1,\x02\x00\x00\x10"},
	{"mpeg1video", "mpg1,pim1,pim2,mp1v,\x01\x00\x00\x10"},
	{"vp6", "vp60,vp61,vp62,vp6f"}, {"vp8", "vp80"}, {"vp9", "vp90"}, {"av1", "av01"}, {"theora", "theo"},
	{"h263", "h263,x263,s263,u263,m263,l263,i263,t263,d263,viv1"},
	{"h261", "h261"}, {"indeo3", "iv31,iv32"}, {"indeo4", "iv41"}, {"indeo5", "iv50"}, {"cinepak", "cvid"},
	{"msvideo1", "msvc,cram,wham"}, {"msrle", "mrle,wrle,\x01\x00\x00\x00"}, {"dv", "dvsd,dvhd,dvsl,dv25,dv50,dvcp,cdvc"},
	{"huffyuv", "hfyu"}, {"ffv1", "ffv1"}, {"ffvhuff", "ffvh"}, {"utvideo", "ulra,ulrg,uly0,uly2,uly4,ulh0,ulh2,ulh4"},
	{"lagarith", "lags"}, {"magicyuv", "m8rg,m8ra,m8y0,m8y2,m8y4"}, {"tscc", "tscc"}, {"tscc2", "tsc2"},
	{"png", "mpng,png1,png "}, {"prores", "apch,apcn,apcs,apco,ap4h"}, {"dnxhd", "avdn,avdh"},
	{"rawvideo", "dib ,rgb ,raw ,yuy2,uyvy,yv12,i420,iyuv,y800,nv12,y422,yuyv,bgr\x18"},
	{"mjpeg2000", "mj2c,mjp2,lj2c,lj2k,ipj2"}, {"cfhd", "cfhd"}, {"snow", "snow"}, {"dirac", "drac"},
}
