package signature_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/signature"
)

func TestLossless(t *testing.T) {
	t.Parallel()
	ape := probetest.LE("MAC ", uint16(3990), uint16(0), uint32(52), probetest.Zeros(40), uint16(2000), uint16(0), uint32(73728), uint32(44100-8192), uint32(1), uint16(16), uint16(2), uint32(44100))
	wavpack := probetest.LE("wvpk", uint32(100), uint16(0x410), uint16(0), uint32(44100), uint32(0), uint32(44100), uint32(9<<23|4), uint32(0))
	cases := map[string]struct {
		file []byte
		want media.AudioTrack
		secs float64
	}{
		"Monkey's Audio": {ape, media.AudioTrack{Codec: "ape", Channels: 2, SampleRate: 44100}, (44100. - 8192) / 44100},
		"WavPack":        {wavpack, media.AudioTrack{Codec: "wavpack", Channels: 1, SampleRate: 44100}, 1},
		"True Audio":     {probetest.LE("TTA1", uint16(1), uint16(2), uint16(16), uint32(8000), uint32(16000), uint32(0)), media.AudioTrack{Codec: "tta", Channels: 2, SampleRate: 8000}, 2},
		"True Audio behind a tag": {probetest.LE("ID3\x03\x00\x00\x00\x00\x00\x02\x00\x00", "TTA1", uint16(1), uint16(2), uint16(16), uint32(8000), uint32(16000), uint32(0)),
			media.AudioTrack{Codec: "tta", Channels: 2, SampleRate: 8000}, 2},
		"DSF": {probetest.LE("DSD ", uint64(28), uint64(0), uint64(0), "fmt ", uint64(52), uint32(1), uint32(0), uint32(2), uint32(2), uint32(2822400), uint32(1), uint64(2822400), uint32(4096), uint32(0)),
			media.AudioTrack{Codec: "dsd", Channels: 2, SampleRate: 2822400}, 1},
		"Sun audio": {probetest.BE(".snd", uint32(24), uint32(16000), uint32(3), uint32(8000), uint32(1), probetest.Zeros(16000)),
			media.AudioTrack{Codec: "pcm", Channels: 1, SampleRate: 8000, Bytes: 16000}, 1},
		"Sun audio, streamed": {probetest.BE(".snd", uint32(24), ^uint32(0), uint32(1), uint32(8000), uint32(1), probetest.Zeros(4000)),
			media.AudioTrack{Codec: "mulaw", Channels: 1, SampleRate: 8000, Bytes: 4000}, 0.5},
	}
	for name, c := range cases {
		f := probetest.Read(signature.Probe, c.file, false)
		if len(f.Audio) != 1 || f.Seconds == nil || *f.Seconds != c.secs || len(f.Damage) > 0 {
			t.Errorf("%s: got %+v; want %v s", name, f, c.secs)
			continue
		}
		c.want.Default, c.want.Seconds = true, f.Seconds
		if diff := cmp.Diff(c.want, f.Audio[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestUncompressedVideo(t *testing.T) {
	t.Parallel()
	y4m := "YUV4MPEG2 W16 H8 F25:1 Ip A1:1 C420jpeg\n" + strings.Repeat("FRAME\n"+strings.Repeat("x", 192), 50)
	ivf := string(probetest.LE("DKIF", uint16(0), uint16(32), "VP90", uint16(320), uint16(240), uint32(30), uint32(1), uint32(60), uint32(0), probetest.Zeros(40)))
	cases := map[string]struct {
		file string
		want media.VideoTrack
		secs float64
	}{
		"Y4M":             {y4m, media.VideoTrack{Codec: "rawvideo", Bits: 8, Width: 16, Height: 8, FrameRate: 25, Frames: 50}, 2},
		"Y4M, interlaced": {strings.Replace(y4m, " Ip ", " It ", 1), media.VideoTrack{Codec: "rawvideo", Bits: 8, Width: 16, Height: 8, FrameRate: 25, Frames: 50, Interlaced: true}, 2},
		"IVF":             {ivf, media.VideoTrack{Codec: "vp9", Width: 320, Height: 240, FrameRate: 30, Frames: 60}, 2},
	}
	for name, c := range cases {
		f := probetest.Read(signature.Probe, []byte(c.file), false)
		if len(f.Video) != 1 || f.Seconds == nil || *f.Seconds != c.secs || len(f.Damage) > 0 {
			t.Errorf("%s: got %+v; want %v s", name, f, c.secs)
			continue
		}
		c.want.Seconds = f.Seconds
		if diff := cmp.Diff(c.want, f.Video[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for file, want := range map[string]media.DamageKind{
		"YUV4MPEG2 W16": media.Corrupt, "YUV4MPEG2 W16 H8 F25:1\nFRAME\nxx": media.NoContent, ivf[:40]: media.NoContent,
	} {
		if f := probetest.Read(signature.Probe, []byte(file), false); len(f.Damage) != 1 || f.Damage[0].Kind != want {
			t.Errorf("%q: %v; want %s", file, f.Damage, want)
		}
	}
}

// Formats that are told by their first bytes.
func TestNamed(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"MThd\x00\x00\x00\x06\x00\x01": "audio/midi", "MP+\x07": "audio/x-musepack", "MPCKSH": "audio/x-musepack",
		"FRM8\x00\x00\x00\x00\x00\x00\x00\x00DSD ": "audio/x-dff", ".RMF\x00\x00\x00\x12": "application/vnd.rn-realmedia",
		"#!SILK_V3": "audio/silk", "\x02#!SILK_V3": "audio/silk", "Creative Voice File\x1a\x1a": "audio/x-voc",
		"riff\x2e\x91\xcf\x11\xa5\xd6": "audio/x-w64", "nut/multimedia container\x00": "video/x-nut",
		"FWS\x05\x64\x00\x00\x00": "application/x-shockwave-flash", "FORM\x00\x00\x00\x008SVX": "audio/x-8svx",
		"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02": "application/mxf", "MAC \x96\x0f": "audio/x-ape",
		// and what is none of them
		"": "", "FWS is a word": "", "MThd": "", "MAC addresses of the office": "", "MP+ is a format": "", "MPCK": "", "TTA1 is one, TTA2 is two": "", "wvpk is for WavPack, which we like": "", ".snd is for Sun audio, of course": "", "wvpk": "", ".snd": "", "DKIF": "", "FORM\x00\x00\x00\x00ILBM": "", "TTA1": "",
	} {
		if f := probetest.Read(signature.Probe, []byte(head), false); f.MIME != want {
			t.Errorf("%q is %q; want %q", head, f.MIME, want)
		}
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, signature.Probe, form("AIFC", comm(10, "ima4"), ssnd(40)), asf(packets(1), fileProperties(50, 0), wmv, wma),
		flv(flvTag(18, 0, script), flvTag(9, 0, "\x17\x00\x00\x00\x00avcC"), flvTag(8, 0, "\xaf\x00\x12\x10")),
		probetest.BE(pack, probetest.PES(0xe0, 90000, sequenceHeader), probetest.PES(0xbd, 1, "\x80x"), pack),
		probetest.BE("caff\x00\x01\x00\x00", "desc", uint64(32), 44100.0, "lpcm", uint32(0), uint32(4), uint32(1), uint32(2), uint32(16)),
		[]byte("YUV4MPEG2 W16 H8 F25:1\nFRAME\nxx"), []byte("\x00\x00\x00\x01\x67\x42\xc0\x0b\xda\x42\x12\x68\x00\x00\x01\x68"),
		probetest.BE(".snd", uint32(24), uint32(4), uint32(3), uint32(8000), uint32(1), probetest.Zeros(4)), probetest.LE("wvpk", probetest.Zeros(28)), probetest.LE("DKIF", probetest.Zeros(44)))
}
