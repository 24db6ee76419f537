package isobmff

import (
	"encoding/binary"
	"strings"

	"github.com/wamedia/wamedia/validate/probe/fourcc"
)

// formats maps a codec to the sample entry formats that hold it, four characters each, one after another
// (mp4ra.org, QuickTime File Format).
type formats struct{ codec, codes string }

var videoFormats = [...]formats{
	{"h264", "avc1avc2avc3avc4dva1dvavai12ai13ai15ai16ai1pai1qai52ai53ai55ai56ai5pai5qAVinrv64"},
	{"hevc", "hvc1hev1hvc2hev2dvh1dvhelhv1lhe1"},
	{"vvc", "vvc1vvi1"}, {"evc", "evc1"}, {"av1", "av01dav1"}, {"vp8", "vp08"}, {"vp9", "vp09"}, {"vp6", "VP6F"},
	{"mpeg4", "mp4v3IV2"}, {"h263", "s263h263H263M263"}, {"h261", "h261"},
	{"prores", "apchapcnapcsapcoap4hap4x"}, {"prores-raw", "aprnaprh"},
	{"mjpeg", "jpegmjpamjpbAVDJAVRnmjpgdmb1"}, {"jpeg2000", "mjp2"}, {"jpeg-xs", "jxsm"},
	{"png", "png MNG "}, {"gif", "gif "}, {"tiff", "tiff"}, {"targa", "tga "}, {"bmp", "WRLE"},
	{"mpeg1video", "mpegm1v1mp1vm1v "},
	{"mpeg2video", "mp2vm2v1hdv1hdv2hdv3hdv4hdv5hdv6hdv7hdv8hdv9hdvamx5nmx5pmx4nmx4pmx3nmx3pxdv1xdv2xdv3xdv4xdv5xdv6" +
		"xdv7xdv8xdv9xdvaxdvbxdvcxdvdxdvexdvfxd51xd54xd55xd59xd5axd5bxd5cxd5dxd5exd5f"},
	{"dv", "dvc dvcpdvppdv5pdv5ndvh2dvh3dvh5dvh6dvhpdvhqAVdvAVd1"},
	{"svq1", "SVQ1svq1svqi"}, {"svq3", "SVQ3"}, {"cinepak", "cvid"}, {"qtrle", "rle "}, {"rpza", "rpzaazpr"},
	{"smc", "smc "}, {"qdraw", "qdrw"}, {"8bps", "8BPS"}, {"indeo3", "IV32"}, {"vc1", "vc-1ovc1"},
	{"rawvideo", "raw yuv22vuyyuvsv308v408v410v210r210b16gb48rb64auncvr10gr10kL555BGRA"},
	{"dnxhd", "AVdnAVdh"}, {"cfhd", "CFHD"}, {"hap", "Hap1Hap5HapYHapMHapA"}, {"aic", "icod"}, {"dirac", "drac"},
	{"theora", "XiTh"}, {"canon-raw", "CRAW"}, {"ffv1", "FFV1"},
}

var audioFormats = [...]formats{
	{"aac", "mp4aAAC "}, {"mp3", ".mp3mp3 "}, {"mp2", ".mp2"}, {"alac", "alac"}, {"opus", "Opus"},
	{"flac", "fLaC"}, {"ac-3", "ac-3sac3AC-3"}, {"e-ac-3", "ec-3"}, {"ac-4", "ac-4"}, {"truehd", "mlpa"},
	{"dts", "dtscdtshdtsldtsedtsxdtsy"}, {"amr-nb", "samr"}, {"amr-wb", "sawb"}, {"amr-wb+", "sawp"},
	{"pcm", "sowttwosin24in32s16lraw NONElpcmipcmvdvadvcaDWVW"}, {"pcm-float", "fl32fl64fpcm"},
	{"alaw", "alaw"}, {"mulaw", "ulaw"}, {"adpcm-ima", "ima4"},
	{"mace3", "MAC3"}, {"mace6", "MAC6"}, {"qdm2", "QDM2"}, {"qdmc", "QDMC"}, {"qcelp", "QclpQclqsqcp"},
	{"evrc", "sevc"}, {"smv", "ssmv"}, {"gsm", "agsm"}, {"speex", "spex"}, {"nellymoser", "nmosNELL"},
	{"wmav2", "WMA2owmawma "}, {"mpegh", "mha1mha2mhm1mhm2"}, {"iamf", "iamf"}, {"vorbis", "XiVs"},
}

func lookup(table []formats, format string) string {
	for _, f := range table {
		for i := 0; i+4 <= len(f.codes); i += 4 {
			if f.codes[i:i+4] == format {
				return f.codec
			}
		}
	}
	return ""
}

// videoCodec names the codec of a sample entry format; the format itself when it is not known.
func videoCodec(format string) string {
	if codec := lookup(videoFormats[:], format); codec != "" {
		return codec
	}
	return fourcc.VideoCodec(format)
}

// audioCodec does the same for sound.
func audioCodec(format string) string {
	if codec := lookup(audioFormats[:], format); codec != "" {
		return codec
	}
	if number, ok := strings.CutPrefix(format, microsoft); ok && len(number) == 2 {
		return fourcc.WaveCodec(binary.BigEndian.Uint16([]byte(number)))
	}
	if name := strings.ToLower(printableFormat(format)); name != "" {
		return name
	}
	return unknownCodec
}

// unknownCodec is what a format without printable characters is called.
const unknownCodec = "unknown"

// objectCodec names an objectTypeIndication (mp4ra.org, object types); empty when it is not known.
func objectCodec(object uint8) string {
	switch object {
	case 0x20:
		return "mpeg4"
	case 0x21:
		return "h264"
	case 0x23:
		return "hevc"
	case 0x40, 0x66, 0x67, 0x68:
		return "aac"
	case 0x60, 0x61, 0x62, 0x63, 0x64, 0x65:
		return "mpeg2video"
	case 0x69, 0x6b:
		return "mp3"
	case 0x6a:
		return "mpeg1video"
	case 0x6c:
		return "mjpeg"
	case 0x6d:
		return "png"
	case 0x6e:
		return "jpeg2000"
	case 0xa0, 0xd1:
		return "evrc"
	case 0xa1:
		return "smv"
	case 0xa3:
		return "vc1"
	case 0xa4:
		return "dirac"
	case 0xa5:
		return "ac-3"
	case 0xa6:
		return "e-ac-3"
	case 0xa9, 0xaa, 0xab, 0xac, 0xb2:
		return "dts"
	case 0xad:
		return "opus"
	case 0xb1:
		return "vp9"
	case 0xc1:
		return "flac"
	case 0xd3:
		return "ac-3"
	case 0xdd:
		return "vorbis"
	case 0xe1:
		return "qcelp"
	}
	return ""
}

func pcm(codec string) bool { return codec == "pcm" || codec == "pcm-float" }

// pcmWidth is the bits per sample of uncompressed sound; width is what the description says.
func pcmWidth(format string, width int) int {
	switch format {
	case "in24":
		return 24
	case "in32", "fl32":
		return 32
	case "fl64":
		return 64
	case "sowt", "twos", "s16l":
		return max(8, min(width, 16))
	}
	return width
}
