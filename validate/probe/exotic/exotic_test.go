package exotic_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/exotic"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// summary is the part of the facts that a table can say in a line.
type summary struct {
	MIME, Name string
	Seconds    float64 // -1 when not known
	Codecs     string
	Damage     []media.DamageKind
}

func summarize(f media.Facts) summary {
	s := summary{MIME: f.MIME, Name: f.Name, Seconds: -1, Damage: probetest.Kinds(f)}
	if f.Seconds != nil {
		s.Seconds = *f.Seconds
	}
	var codecs []string
	for _, v := range f.Video {
		codecs = append(codecs, v.Codec)
	}
	for _, a := range f.Audio {
		codecs = append(codecs, a.Codec)
	}
	s.Codecs = strings.Join(codecs, " ")
	return s
}

var (
	truncated = []media.DamageKind{media.Truncated}
	corrupt   = []media.DamageKind{media.Corrupt}
	nothing   = []media.DamageKind{media.NoContent}
)

func check(t *testing.T, cases map[string]struct {
	file []byte
	want summary
}) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(exotic.Probe, c.file, false)
			if diff := cmp.Diff(c.want, summarize(f)); diff != "" {
				t.Errorf("%s%v", diff, f.Damage)
			}
			if f.Seconds == nil && f.MIME != "" && f.Kind != media.Other && f.Undecided["duration"] == "" {
				t.Error("no duration and no word why")
			}
		})
	}
}

func TestAIFF(t *testing.T) {
	t.Parallel()
	whole := form("AIFF", comm(44100, ""), ssnd(176400))
	const mime, name = "audio/aiff", "AIFF audio"
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"whole":        {whole, summary{mime, name, 1, "pcm", nil}},
		"compressed":   {form("AIFC", comm(22050, "ima4"), ssnd(100)), summary{mime, "AIFF-C audio (adpcm-ima)", 0.5, "adpcm-ima", nil}},
		"sound first":  {form("AIFF", ssnd(100), comm(44100, "")), summary{mime, name, 1, "pcm", nil}},
		"cut":          {whole[:1000], summary{mime, name, 1, "pcm", truncated}},
		"no sound":     {form("AIFF", comm(0, "")), summary{mime, name, 0, "pcm", nothing}},
		"empty sound":  {form("AIFF", comm(0, ""), ssnd(0)), summary{mime, name, 0, "pcm", nothing}},
		"no common":    {form("AIFF", ssnd(100)), summary{mime, name, -1, "", corrupt}},
		"common empty": {form("AIFF", chunk("COMM", nil), ssnd(8)), summary{mime, name, -1, "", corrupt}},
	})
}

func TestCAF(t *testing.T) {
	t.Parallel()
	desc := be("desc", uint64(32), 44100.0, "lpcm", uint32(0), uint32(4), uint32(1), uint32(2), uint32(16))
	packed := be("desc", uint64(32), 48000.0, "opus", uint32(0), uint32(0), uint32(960), uint32(1), uint32(0))
	table := be("pakt", uint64(24), uint64(50), uint64(48000), uint32(0), uint32(0))
	sound := be("data", uint64(4+88200), uint32(0), zeros(88200))
	caf := func(parts ...[]byte) []byte { return be("caff\x00\x01\x00\x00", slices.Concat(parts...)) }
	streamed := be("data", ^uint64(0), uint32(0), zeros(176400))
	const mime = "audio/x-caf"
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"pcm":         {caf(desc, sound), summary{mime, "Core Audio file (PCM)", 0.5, "pcm", nil}},
		"packets":     {caf(packed, table, sound), summary{mime, "Core Audio file (Opus)", 1, "opus", nil}},
		"streamed":    {caf(desc, streamed), summary{mime, "Core Audio file (PCM)", 1, "pcm", nil}},
		"cut":         {caf(desc, sound)[:1000], summary{mime, "Core Audio file (PCM)", 0.5, "pcm", truncated}},
		"no data":     {caf(desc), summary{mime, "Core Audio file (PCM)", 0, "pcm", nothing}},
		"no desc":     {caf(sound), summary{mime, "Core Audio file", -1, "", corrupt}},
		"bad length":  {caf(be("free", ^uint64(0)>>1|1<<63)), summary{mime, "Core Audio file", -1, "", []media.DamageKind{media.Corrupt, media.Corrupt}}},
		"header only": {caf(), summary{mime, "Core Audio file", -1, "", corrupt}},
	})
}

func TestASF(t *testing.T) {
	t.Parallel()
	const video, audio = "video/x-ms-asf", "audio/x-ms-asf"
	both := asf(packets(3), fileProperties(50, 0), wmv, wma)
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"video":         {both, summary{video, "Windows Media video (WMV 9)", 5, "wmv3 wmav2", nil}},
		"audio":         {asf(packets(1), fileProperties(20, 0), wma), summary{audio, "Windows Media audio (WMA 2)", 2, "wmav2", nil}},
		"broadcast":     {asf(packets(0)[:60], fileProperties(20, 1), wma), summary{audio, "Windows Media audio (WMA 2)", -1, "wmav2", nil}},
		"cut":           {both[:len(both)-50], summary{video, "Windows Media video (WMV 9)", 5, "wmv3 wmav2", truncated}},
		"cut in header": {both[:100], summary{video, "Windows Media file", -1, "", truncated}},
		"header alone":  {asf(nil, fileProperties(20, 0), wma), summary{audio, "Windows Media audio (WMA 2)", 2, "wmav2", truncated}},
		"no packets":    {asf(packets(0), fileProperties(20, 0), wma), summary{audio, "Windows Media audio (WMA 2)", 2, "wmav2", nothing}},
		"other data":    {asf(zeros(80), fileProperties(20, 0), wma), summary{audio, "Windows Media audio (WMA 2)", 2, "wmav2", corrupt}},
		"no streams":    {asf(packets(1), fileProperties(20, 0)), summary{video, "Windows Media file", 2, "", nothing}},
		"bad object":    {asf(packets(1), wma, []byte(asfFile+"\x05\x00\x00\x00\x00\x00\x00\x00")), summary{audio, "Windows Media audio (WMA 2)", -1, "wmav2", corrupt}},
	})
	locked := probetest.Read(exotic.Probe, asf(packets(1), wmv, wma, object(asfLocked, nil)), false)
	if !locked.Video[0].Encrypted || !locked.Audio[0].Encrypted {
		t.Errorf("encryption is not seen: %+v %+v", locked.Video, locked.Audio)
	}
}

func TestFLV(t *testing.T) {
	t.Parallel()
	const mime = "video/x-flv"
	video, audio := flvTag(9, 0, "\x22frame"), flvTag(8, 0, "\x2fsound")
	last := flvTag(9, 1500, "\x22frame")
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"both":          {flv(video, audio, last), summary{mime, "Flash video (Sorenson H.263)", 1.5, "flv1 mp3", nil}},
		"script, sound": {flv(flvTag(18, 0, script), audio, video), summary{mime, "Flash video (Sorenson H.263)", 2.5, "flv1 mp3", nil}},
		"script":        {flv(flvTag(18, 0, script), video), summary{mime, "Flash video (Sorenson H.263)", 2.5, "flv1", nil}},
		"sound alone":   {flv(flvTag(8, 2000, "\xaf\x00\x12\x10")), summary{mime, "Flash video", 2, "aac", nil}},
		"enhanced":      {flv(flvTag(9, 1000, "\x90vp09")), summary{mime, "Flash video (VP9)", 1, "vp9", nil}},
		"cut":           {flv(video, audio, last)[:70], summary{mime, "Flash video (Sorenson H.263)", 0, "flv1 mp3", truncated}},
		"cut in a head": {flv(video, audio, last)[:len(flv(video, audio))+4], summary{mime, "Flash video (Sorenson H.263)", 0, "flv1 mp3", truncated}},
		"header alone":  {flv(), summary{mime, "Flash video", -1, "", nothing}},
		"script alone":  {flv(flvTag(18, 0, script)), summary{mime, "Flash video", -1, "", nothing}},
		"no tag":        {flv(video, []byte("this is not a tag at all")), summary{mime, "Flash video (Sorenson H.263)", 0, "flv1", corrupt}},
	})
	f := probetest.Read(exotic.Probe, flv(flvTag(18, 0, script), flvTag(9, 0, "\x17\x01\x00\x00\x00frame")), false)
	if v := f.Video[0]; v.Width != 320 || v.Height != 240 || v.Codec != "h264" || f.Undecided["profile"] == "" {
		t.Errorf("got %+v, undecided %v", v, f.Undecided)
	}
}

func TestMPEG(t *testing.T) {
	t.Parallel()
	program := slices.Concat(pack, be("\x00\x00\x01\xbb", uint16(8), "\x80\x10\xff\xff\xff\xff\xff\xff"), pes(0xe0, 90000, sequenceHeader+"\x00\x00\x01\xb5"), pes(0xc0, 90000, "sound"), pack, pes(0xe0, 270000, "more"), []byte("\x00\x00\x01\xb9"))
	sps := "\x67\x42\xc0\x0b\xda\x42\x12\x68"
	const ps, es, avc = "MPEG program stream (MPEG-2)", "MPEG video elementary stream (MPEG-1)", "H.264 elementary stream"
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"program":       {program, summary{"video/mpeg", ps, 2, "mpeg2video mp2", nil}},
		"junk inside":   {slices.Concat(program[:14], []byte("junk"), program), summary{"video/mpeg", ps, 2, "mpeg2video mp2", nil}},
		"sound alone":   {slices.Concat(pack, pes(0xc0, 0, "sound"), pes(0xbd, 90000, "\x80x")), summary{"audio/x-mpegps", "MPEG program stream", 1, "ac-3 mp2", nil}},
		"stream map":    {slices.Concat(pack, be("\x00\x00\x01\xbc", uint16(14), "\xe1\xff", uint16(0), uint16(4), "\x1b\xe0\x00\x00", "crc4"), pes(0xe0, 0, "x"), pes(0xe0, 90000, "x")), summary{"video/mpeg", "MPEG program stream (H.264)", 1, "h264", nil}},
		"nothing in it": {slices.Concat(pack, pack), summary{"video/mpeg", "MPEG program stream", -1, "", nothing}},
		"elementary":    {[]byte(sequenceHeader + "frames"), summary{"video/mpeg", es, -1, "mpeg1video", nil}},
		"no size":       {append([]byte("\x00\x00\x01\xb3"), zeros(20)...), summary{Seconds: -1}},
		"H.264":         {[]byte("\x00\x00\x00\x01\x09\xf0\x00\x00\x00\x01" + sps + "\x00\x00\x01\x68"), summary{"video/h264", avc, -1, "h264", nil}},
		"H.264, short":  {[]byte("\x00\x00\x01" + sps + "\x00\x00\x01\x68"), summary{"video/h264", avc, -1, "h264", nil}},
		"no H.264":      {[]byte("\x00\x00\x00\x01\x00\x00\x00\x00icon"), summary{Seconds: -1}},
	})
}

func TestTransport(t *testing.T) {
	t.Parallel()
	frame := func(pid uint16, time uint64) []byte { return tsPacket(pid, string(pes(0xe0, time, "frame"))) }
	whole := transport(frame(0x101, 90000), frame(0x102, 90000), frame(0x101, 360000), frame(0x102, 360000))
	var camera []byte
	for off := 0; off < len(whole); off += 188 {
		camera = slices.Concat(camera, []byte("time"), whole[off:off+188])
	}
	wrap := transport(frame(0x101, 1<<33-90000), frame(0x101, 90000), frame(0x102, 0))
	private := func(id uint8, body string) []byte {
		return transport(frame(0x101, 90000), frame(0x101, 360000), tsPacket(0x104, string(pes(id, 90000, body))))
	}
	const mime, name = "video/mp2t", "MPEG transport stream (H.264)"
	check(t, map[string]struct {
		file []byte
		want summary
	}{
		"whole":           {whole, summary{mime, name, 3, "h264 aac ac-3", nil}},
		"from a camera":   {camera, summary{mime, name, 3, "h264 aac ac-3", nil}},
		"clock wraps":     {wrap, summary{mime, name, 2, "h264 aac ac-3", nil}},
		"tables alone":    {transport(tsPacket(0x1fff, ""), tsPacket(0x1fff, ""), tsPacket(0x1fff, "")), summary{mime, name, -1, "h264 aac ac-3", nothing}},
		"no tables":       {slices.Repeat(tsPacket(0x1fff, ""), 6), summary{mime, "MPEG transport stream", -1, "", nothing}},
		"private sound":   {private(0xc0, "frame"), summary{mime, name, 3, "h264 aac ac-3 mp2", nil}},
		"private AC-3":    {private(0xbd, "\x0b\x77crc\x40"), summary{mime, name, 3, "h264 aac ac-3 ac-3", nil}},
		"private E-AC-3":  {private(0xbd, "\x0b\x77crc\x80"), summary{mime, name, 3, "h264 aac ac-3 e-ac-3", nil}},
		"private DTS":     {private(0xbd, "\x7f\xfe\x80\x01"), summary{mime, name, 3, "h264 aac ac-3 dts", nil}},
		"private text":    {private(0xbd, "subtitles"), summary{mime, name, 3, "h264 aac ac-3", nil}},
		"G in a text":     {[]byte(strings.Repeat("Good text. ", 100)), summary{Seconds: -1}},
		"too few packets": {tables[:188], summary{Seconds: -1}},
	})
}
