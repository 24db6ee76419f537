package signature_test

import (
	"slices"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/factstest"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/signature"
)

var (
	truncated = []media.DamageKind{media.Truncated}
	corrupt   = []media.DamageKind{media.Corrupt}
	nothing   = []media.DamageKind{media.NoContent}
)

func TestAIFF(t *testing.T) {
	t.Parallel()
	whole := form("AIFF", comm(44100, ""), ssnd(176400))
	const mime, name = "audio/aiff", "AIFF audio"
	factstest.Check(t, signature.Probe, factstest.Cases{
		"whole":        {whole, factstest.Say(mime, name, 1, "pcm", nil)},
		"compressed":   {form("AIFC", comm(22050, "ima4"), ssnd(100)), factstest.Say(mime, "AIFF-C audio (adpcm-ima)", 0.5, "adpcm-ima", nil)},
		"sound first":  {form("AIFF", ssnd(100), comm(44100, "")), factstest.Say(mime, name, 1, "pcm", nil)},
		"cut":          {whole[:1000], factstest.Say(mime, name, 1, "pcm", truncated)},
		"no sound":     {form("AIFF", comm(0, "")), factstest.Say(mime, name, 0, "pcm", nothing)},
		"empty sound":  {form("AIFF", comm(0, ""), ssnd(0)), factstest.Say(mime, name, 0, "pcm", nothing)},
		"no common":    {form("AIFF", ssnd(100)), factstest.Say(mime, name, -1, "", corrupt)},
		"common empty": {form("AIFF", chunk("COMM", nil), ssnd(8)), factstest.Say(mime, name, -1, "", corrupt)},
	})
}

func TestCAF(t *testing.T) {
	t.Parallel()
	desc := probetest.BE("desc", uint64(32), 44100.0, "lpcm", uint32(0), uint32(4), uint32(1), uint32(2), uint32(16))
	packed := probetest.BE("desc", uint64(32), 48000.0, "opus", uint32(0), uint32(0), uint32(960), uint32(1), uint32(0))
	table := probetest.BE("pakt", uint64(24), uint64(50), uint64(48000), uint32(0), uint32(0))
	sound := probetest.BE("data", uint64(4+88200), uint32(0), probetest.Zeros(88200))
	caf := func(parts ...[]byte) []byte { return probetest.BE("caff\x00\x01\x00\x00", slices.Concat(parts...)) }
	streamed := probetest.BE("data", ^uint64(0), uint32(0), probetest.Zeros(176400))
	const mime = "audio/x-caf"
	factstest.Check(t, signature.Probe, factstest.Cases{
		"pcm":         {caf(desc, sound), factstest.Say(mime, "Core Audio file (PCM)", 0.5, "pcm", nil)},
		"packets":     {caf(packed, table, sound), factstest.Say(mime, "Core Audio file (Opus)", 1, "opus", nil)},
		"streamed":    {caf(desc, streamed), factstest.Say(mime, "Core Audio file (PCM)", 1, "pcm", nil)},
		"cut":         {caf(desc, sound)[:1000], factstest.Say(mime, "Core Audio file (PCM)", 0.5, "pcm", truncated)},
		"no data":     {caf(desc), factstest.Say(mime, "Core Audio file (PCM)", 0, "pcm", nothing)},
		"no desc":     {caf(sound), factstest.Say(mime, "Core Audio file", -1, "", corrupt)},
		"bad length":  {caf(probetest.BE("free", ^uint64(0)>>1|1<<63)), factstest.Say(mime, "Core Audio file", -1, "", []media.DamageKind{media.Corrupt, media.Corrupt})},
		"header only": {caf(), factstest.Say(mime, "Core Audio file", -1, "", corrupt)},
	})
}

func TestASF(t *testing.T) {
	t.Parallel()
	const video, audio = "video/x-ms-asf", "audio/x-ms-asf"
	both := asf(packets(3), fileProperties(50, 0), wmv, wma)
	factstest.Check(t, signature.Probe, factstest.Cases{
		"video":         {both, factstest.Say(video, "Windows Media video (WMV 9)", 5, "wmv3 wmav2", nil)},
		"audio":         {asf(packets(1), fileProperties(20, 0), wma), factstest.Say(audio, "Windows Media audio (WMA 2)", 2, "wmav2", nil)},
		"broadcast":     {asf(packets(0)[:60], fileProperties(20, 1), wma), factstest.Say(audio, "Windows Media audio (WMA 2)", -1, "wmav2", nil)},
		"cut":           {both[:len(both)-50], factstest.Say(video, "Windows Media video (WMV 9)", 5, "wmv3 wmav2", truncated)},
		"cut in header": {both[:100], factstest.Say(video, "Windows Media file", -1, "", truncated)},
		"header alone":  {asf(nil, fileProperties(20, 0), wma), factstest.Say(audio, "Windows Media audio (WMA 2)", 2, "wmav2", truncated)},
		"no packets":    {asf(packets(0), fileProperties(20, 0), wma), factstest.Say(audio, "Windows Media audio (WMA 2)", 2, "wmav2", nothing)},
		"other data":    {asf(probetest.Zeros(80), fileProperties(20, 0), wma), factstest.Say(audio, "Windows Media audio (WMA 2)", 2, "wmav2", corrupt)},
		"no streams":    {asf(packets(1), fileProperties(20, 0)), factstest.Say(video, "Windows Media file", 2, "", nothing)},
		"bad object":    {asf(packets(1), wma, []byte(asfFile+"\x05\x00\x00\x00\x00\x00\x00\x00")), factstest.Say(audio, "Windows Media audio (WMA 2)", -1, "wmav2", corrupt)},
	})
	locked := probetest.Read(signature.Probe, asf(packets(1), wmv, wma, object(asfLocked, nil)), false)
	if !locked.Video[0].Encrypted || !locked.Audio[0].Encrypted {
		t.Errorf("encryption is not seen: %+v %+v", locked.Video, locked.Audio)
	}
}

func TestFLV(t *testing.T) {
	t.Parallel()
	const mime = "video/x-flv"
	video, audio := flvTag(9, 0, "\x22frame"), flvTag(8, 0, "\x2fsound")
	last := flvTag(9, 1500, "\x22frame")
	factstest.Check(t, signature.Probe, factstest.Cases{
		"both":          {flv(video, audio, last), factstest.Say(mime, "Flash video (Sorenson H.263)", 1.5, "flv1 mp3", nil)},
		"script, sound": {flv(flvTag(18, 0, script), audio, video), factstest.Say(mime, "Flash video (Sorenson H.263)", 2.5, "flv1 mp3", nil)},
		"script":        {flv(flvTag(18, 0, script), video), factstest.Say(mime, "Flash video (Sorenson H.263)", 2.5, "flv1", nil)},
		"sound alone":   {flv(flvTag(8, 2000, "\xaf\x00\x12\x10")), factstest.Say(mime, "Flash video", 2, "aac", nil)},
		"enhanced":      {flv(flvTag(9, 1000, "\x90vp09")), factstest.Say(mime, "Flash video (VP9)", 1, "vp9", nil)},
		"cut":           {flv(video, audio, last)[:70], factstest.Say(mime, "Flash video (Sorenson H.263)", 0, "flv1 mp3", truncated)},
		"cut in a head": {flv(video, audio, last)[:len(flv(video, audio))+4], factstest.Say(mime, "Flash video (Sorenson H.263)", 0, "flv1 mp3", truncated)},
		"header alone":  {flv(), factstest.Say(mime, "Flash video", -1, "", nothing)},
		"script alone":  {flv(flvTag(18, 0, script)), factstest.Say(mime, "Flash video", -1, "", nothing)},
		"no tag":        {flv(video, []byte("this is not a tag at all")), factstest.Say(mime, "Flash video (Sorenson H.263)", 0, "flv1", corrupt)},
	})
	f := probetest.Read(signature.Probe, flv(flvTag(18, 0, script), flvTag(9, 0, "\x17\x01\x00\x00\x00frame")), false)
	if v := f.Video[0]; v.Width != 320 || v.Height != 240 || v.Codec != "h264" || f.Undecided["profile"] == "" {
		t.Errorf("got %+v, undecided %v", v, f.Undecided)
	}
}

func TestMPEG(t *testing.T) {
	t.Parallel()
	program := slices.Concat(pack, probetest.BE("\x00\x00\x01\xbb", uint16(8), "\x80\x10\xff\xff\xff\xff\xff\xff"), probetest.PES(0xe0, 90000, sequenceHeader+"\x00\x00\x01\xb5"), probetest.PES(0xc0, 90000, "sound"), pack, probetest.PES(0xe0, 270000, "more"), []byte("\x00\x00\x01\xb9"))
	sps := "\x67\x42\xc0\x0b\xda\x42\x12\x68"
	const ps, es, avc = "MPEG program stream (MPEG-2)", "MPEG video elementary stream (MPEG-1)", "H.264 elementary stream"
	factstest.Check(t, signature.Probe, factstest.Cases{
		"program":       {program, factstest.Say("video/mpeg", ps, 2, "mpeg2video mp2", nil)},
		"junk inside":   {slices.Concat(program[:14], []byte("junk"), program), factstest.Say("video/mpeg", ps, 2, "mpeg2video mp2", nil)},
		"sound alone":   {slices.Concat(pack, probetest.PES(0xc0, 0, "sound"), probetest.PES(0xbd, 90000, "\x80x")), factstest.Say("audio/x-mpegps", "MPEG program stream", 1, "ac-3 mp2", nil)},
		"stream map":    {slices.Concat(pack, probetest.BE("\x00\x00\x01\xbc", uint16(14), "\xe1\xff", uint16(0), uint16(4), "\x1b\xe0\x00\x00", "crc4"), probetest.PES(0xe0, 0, "x"), probetest.PES(0xe0, 90000, "x")), factstest.Say("video/mpeg", "MPEG program stream (H.264)", 1, "h264", nil)},
		"nothing in it": {slices.Concat(pack, pack), factstest.Say("video/mpeg", "MPEG program stream", -1, "", nothing)},
		"elementary":    {[]byte(sequenceHeader + "frames"), factstest.Say("video/mpeg", es, -1, "mpeg1video", nil)},
		"no size":       {append([]byte("\x00\x00\x01\xb3"), probetest.Zeros(20)...), factstest.Summary{Seconds: -1}},
		"H.264":         {[]byte("\x00\x00\x00\x01\x09\xf0\x00\x00\x00\x01" + sps + "\x00\x00\x01\x68"), factstest.Say("video/h264", avc, -1, "h264", nil)},
		"H.264, short":  {[]byte("\x00\x00\x01" + sps + "\x00\x00\x01\x68"), factstest.Say("video/h264", avc, -1, "h264", nil)},
		"no H.264":      {[]byte("\x00\x00\x00\x01\x00\x00\x00\x00icon"), factstest.Summary{Seconds: -1}},
	})
}
