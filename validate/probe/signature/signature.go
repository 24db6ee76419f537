// Package signature reads the formats of sound and video that no message takes and that are known by their first
// bytes: what it is, which codecs are in it, how long it plays, and whether it is whole. Some have a parser of their
// own; of the others the name is all that is said.
package signature

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/aiff"
	"github.com/wamedia/wamedia/validate/probe/annexb"
	"github.com/wamedia/wamedia/validate/probe/ape"
	"github.com/wamedia/wamedia/validate/probe/asf"
	"github.com/wamedia/wamedia/validate/probe/au"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/caf"
	"github.com/wamedia/wamedia/validate/probe/dsf"
	"github.com/wamedia/wamedia/validate/probe/flv"
	"github.com/wamedia/wamedia/validate/probe/ivf"
	"github.com/wamedia/wamedia/validate/probe/mpegps"
	"github.com/wamedia/wamedia/validate/probe/mpegvideo"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/tta"
	"github.com/wamedia/wamedia/validate/probe/wavpack"
	"github.com/wamedia/wamedia/validate/probe/y4m"
)

// format is one type of file.
type format struct {
	// magic stands at the start; a ? stands for any byte.
	magic string
	// mime, name, extension, kind and container go into the facts as they are.
	mime, name, extension string
	kind                  media.Kind
	container             string
	// read adds what the rest of the file says; nil where nothing more is read. False takes the match back.
	read func(r *source.Reader, off int64, f *media.Facts) bool
}

var formats = [...]format{
	{"FORM????AIFF", "audio/aiff", "AIFF audio", ".aiff", media.Audio, "aiff", aiff.Read},
	{"FORM????AIFC", "audio/aiff", "AIFF-C audio", ".aifc", media.Audio, "aiff", aiff.Read},
	{"FORM????8SVX", "audio/x-8svx", "Amiga 8SVX audio", ".8svx", media.Audio, "", nil},
	{"caff\x00\x01", "audio/x-caf", "Core Audio file", ".caf", media.Audio, "caf", caf.Read},
	{asf.Magic, "video/x-ms-asf", "Windows Media file", ".asf", media.Video, "asf", asf.Read},
	{"FLV\x01", "video/x-flv", "Flash video", ".flv", media.Video, "flv", flv.Read},
	{"\x00\x00\x01\xba", "video/mpeg", "MPEG program stream", ".mpg", media.Video, "mpegps", mpegps.Read},
	{"\x00\x00\x01\xb3", "video/mpeg", "MPEG video elementary stream", ".mpg", media.Video, "", mpegvideo.Read},
	{"\x00\x00\x00\x01", "video/h264", "H.264 elementary stream", ".h264", media.Video, "", annexb.Read},
	{"\x00\x00\x01?", "video/h264", "H.264 elementary stream", ".h264", media.Video, "", annexb.Read},
	{"MAC ", "audio/x-ape", "Monkey's Audio", ".ape", media.Audio, "", ape.Read},
	{"MPCKSH", "audio/x-musepack", "Musepack audio", ".mpc", media.Audio, "", named("musepack")},
	{"MP+\x07", "audio/x-musepack", "Musepack audio", ".mpc", media.Audio, "", named("musepack")},
	{"MP+\x17", "audio/x-musepack", "Musepack audio", ".mpc", media.Audio, "", named("musepack")},
	{"wvpk", "audio/x-wavpack", "WavPack audio", ".wv", media.Audio, "", wavpack.Read},
	{"TTA1", "audio/x-tta", "True Audio", ".tta", media.Audio, "", tta.Read},
	{"DSD ", "audio/x-dsf", "DSD audio (DSF)", ".dsf", media.Audio, "", dsf.Read},
	{"FRM8????????DSD ", "audio/x-dff", "DSD audio (DFF)", ".dff", media.Audio, "", named("dsd")},
	{"MThd\x00\x00\x00\x06", "audio/midi", "MIDI music", ".mid", media.Audio, "", nil},
	{"YUV4MPEG2 ", "video/x-yuv4mpegpipe", "uncompressed video (YUV4MPEG)", ".y4m", media.Video, "", y4m.Read},
	{".snd", "audio/basic", "Sun audio", ".au", media.Audio, "", au.Read},
	{".RMF\x00\x00\x00", "application/vnd.rn-realmedia", "RealMedia", ".rm", media.Video, "", nil},
	{".ra\xfd\x00", "audio/x-realaudio", "RealAudio", ".ra", media.Audio, "", nil},
	{"DKIF\x00\x00", "video/x-ivf", "IVF video", ".ivf", media.Video, "", ivf.Read},
	{"#!SILK_V3", "audio/silk", "SILK voice", ".silk", media.Audio, "", named("silk")},
	{"\x02#!SILK_V3", "audio/silk", "SILK voice (WeChat)", ".silk", media.Audio, "", named("silk")},
	{"riff\x2e\x91\xcf\x11\xa5\xd6", "audio/x-w64", "Wave64 audio", ".w64", media.Audio, "", named("pcm")},
	{"Creative Voice File\x1a", "audio/x-voc", "Creative Voice audio", ".voc", media.Audio, "", nil},
	{"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", "application/mxf", "MXF video", ".mxf", media.Video, "mxf", nil},
	{"nut/multimedia container\x00", "video/x-nut", "NUT video", ".nut", media.Video, "nut", nil},
	{"FWS", "application/x-shockwave-flash", "Flash movie", ".swf", media.Other, "", isFlash},
	{"CWS", "application/x-shockwave-flash", "Flash movie", ".swf", media.Other, "", isFlash},
	{"ZWS", "application/x-shockwave-flash", "Flash movie", ".swf", media.Other, "", isFlash},
}

// Probe reads a file of one of these formats; the zero Facts when it is of none.
func Probe(r *source.Reader, _ bool) media.Facts {
	lead := audiotag.Head(r, 0)
	head := r.Bytes(lead.Edge, 32)
	for _, t := range formats {
		if !t.matches(head) {
			continue
		}
		if f, ok := t.facts(r, lead); ok {
			f.Unread(r.Err())
			return f
		}
		head = r.Bytes(lead.Edge, 32)
	}
	return media.Facts{}
}

func (t format) matches(head []byte) bool {
	if len(head) < len(t.magic) {
		return false
	}
	for i := range len(t.magic) {
		if t.magic[i] != '?' && t.magic[i] != head[i] {
			return false
		}
	}
	return true
}

func (t format) facts(r *source.Reader, lead audiotag.Tags) (media.Facts, bool) {
	f := media.Facts{Size: r.Size(), MIME: t.mime, Name: t.name, Extension: t.extension, Kind: t.kind}
	if t.container != "" || lead.CoverArt {
		f.Container = &media.Container{Format: t.container, CoverArt: lead.CoverArt}
	}
	if t.read != nil && !t.read(r, lead.Edge, &f) {
		return media.Facts{}, false
	}
	if t.kind != media.Other && f.Seconds == nil {
		if _, said := f.Undecided["duration"]; !said {
			f.Undecide("duration", "the part of the format that is read does not say it")
		}
	}
	return f, true
}

// named is a reader that knows the codec alone.
func named(codec string) func(*source.Reader, int64, *media.Facts) bool {
	return func(_ *source.Reader, _ int64, f *media.Facts) bool {
		f.Audio = []media.AudioTrack{{Codec: codec, Default: true}}
		return true
	}
}

// isFlash reports whether a file is a Flash movie, by version and length: text may begin with the same letters.
func isFlash(r *source.Reader, off int64, _ *media.Facts) bool {
	c := source.NewCursor(r.Bytes(off, 8))
	c.Skip(3)
	version, length := c.U8(), int64(c.LE32())
	return c.OK() && version > 0 && version < 64 && length >= 8 && length < 1<<30
}
