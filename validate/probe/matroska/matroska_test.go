package matroska_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/matroska"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	two := 2.0
	want := media.Facts{
		MIME: "video/webm", Name: "WebM video (VP9)", Extension: ".webm", Kind: media.Video, Size: int64(len(whole)),
		Container: &media.Container{Format: "webm"}, Seconds: &two,
		Video: []media.VideoTrack{{Codec: "vp9", Width: 320, Height: 240, FrameRate: 25, Default: true}},
		Audio: []media.AudioTrack{{Codec: "opus", Channels: 2, SampleRate: 48000, Default: true}},
	}
	if diff := cmp.Diff(want, probetest.Read(matroska.Probe, whole, false)); diff != "" {
		t.Error(diff)
	}
	want.Video[0].Frames, want.Video[0].Bytes, want.Audio[0].Bytes = 2, 8, 5
	if diff := cmp.Diff(want, probetest.Read(matroska.Probe, whole, true)); diff != "" {
		t.Errorf("deep: %s", diff)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	media1 := cluster(0, block(1, 0, "x"))
	for name, c := range map[string]struct {
		docType string
		track   []byte
		want    string
	}{
		"webm sound":     {"webm", entry(1, 2, "A_VORBIS", audio(44100, 2)), "audio/webm"},
		"matroska sound": {"matroska", entry(1, 2, "A_FLAC", audio(44100, 2)), "audio/x-matroska"},
		"matroska video": {"matroska", entry(1, 1, "V_MPEG4/ISO/ASP"), "video/x-matroska"},
		"subtitles":      {"matroska", entry(1, 0x11, "S_TEXT/UTF8"), "video/x-matroska"},
	} {
		b := append(header(c.docType), segment(info(1000), tracks(c.track), media1)...)
		if f := probetest.Read(matroska.Probe, b, false); f.MIME != c.want {
			t.Errorf("%s is %s; want %s", name, f.MIME, c.want)
		}
	}
	for _, b := range []string{"", "\x1a\x45", "\x1a\x45\xdf\xa3", "\x1a\x45\xdf\xa3\xff", "text"} {
		if f := probetest.Read(matroska.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%q is taken for %s", b, f.MIME)
		}
	}
}

// avcC is a configuration record around a parameter set of Constrained Baseline, level 1.1.
var avcC = "\x01\x42\xc0\x0b\xff\xe1\x00\x08\x67\x42\xc0\x0b\xda\x42\x12\x68\x01\x00\x00"

func TestVideo(t *testing.T) {
	t.Parallel()
	bitmap := "\x28\x00\x00\x00\x40\x01\x00\x00\xf0\x00\x00\x00\x01\x00\x18\x00XVID" + strings.Repeat("\x00", 20)
	cases := map[string]struct {
		entry []byte
		want  media.VideoTrack
	}{
		"alpha":       {entry(1, 1, "V_VP8", video(num(0xb0, 8), num(0xba, 6), num(0x53c0, 1))), media.VideoTrack{Codec: "vp8", Width: 8, Height: 6, Alpha: true}},
		"interlaced":  {entry(1, 1, "V_MPEG2", video(num(0xb0, 8), num(0xba, 6), num(0x9a, 1))), media.VideoTrack{Codec: "mpeg2video", Width: 8, Height: 6, Interlaced: true}},
		"cropped":     {entry(1, 1, "V_VP9", video(num(0xb0, 80), num(0xba, 60), num(0x54aa, 4), num(0x54cc, 8))), media.VideoTrack{Codec: "vp9", Width: 72, Height: 56}},
		"square":      {entry(1, 1, "V_VP9", video(num(0xb0, 80), num(0xba, 60), num(0x54b0, 80), num(0x54ba, 60))), media.VideoTrack{Codec: "vp9", Width: 80, Height: 60, PixelAspect: 1}},
		"wide pixels": {entry(1, 1, "V_VP9", video(num(0xb0, 80), num(0xba, 60), num(0x54b0, 160), num(0x54ba, 60))), media.VideoTrack{Codec: "vp9", Width: 80, Height: 60, PixelAspect: 2}},
		"hdr":         {entry(1, 1, "V_AV1", video(num(0xb0, 8), num(0xba, 6), el(0x55b0, num(0x55ba, 16), num(0x55b2, 10)))), media.VideoTrack{Codec: "av1", Width: 8, Height: 6, Transfer: "pq", Bits: 10}},
		"rotated":     {entry(1, 1, "V_VP9", video(num(0xb0, 8), num(0xba, 6), el(0x7670, flt(0x7675, -90)))), media.VideoTrack{Codec: "vp9", Width: 8, Height: 6, Rotation: 90}},
		"from AVI":    {entry(1, 1, "V_MS/VFW/FOURCC", str(0x63a2, bitmap)), media.VideoTrack{Codec: "mpeg4", Width: 320, Height: 240}},
		"encrypted": {entry(1, 1, "V_VP9", video(num(0xb0, 8), num(0xba, 6)), el(0x6d80, el(0x6240, num(0x5033, 1)))),
			media.VideoTrack{Codec: "vp9", Width: 8, Height: 6, Encrypted: true}},
		"unknown": {entry(1, 1, "V_ZYGO"), media.VideoTrack{Codec: "v_zygo"}},
	}
	for name, c := range cases {
		f := probetest.Read(matroska.Probe, file(info(1000), tracks(c.entry), cluster(0, block(1, 0, "x"))), false)
		c.want.Default = true
		if diff := cmp.Diff([]media.VideoTrack{c.want}, f.Video); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTrackFlags(t *testing.T) {
	t.Parallel()
	list := tracks(
		entry(1, 1, "V_VP9", num(0xb9, 0)),
		entry(2, 1, "V_VP9", num(0x88, 0)),
		entry(3, 1, "V_VP9"),
		entry(4, 2, "A_OPUS", num(0xb9, 0)),
	)
	f := probetest.Read(matroska.Probe, file(info(1000), list, cluster(0, block(1, 0, "x"))), false)
	want := []media.VideoTrack{{Codec: "vp9", Default: true, Disabled: true}, {Codec: "vp9"}, {Codec: "vp9", Default: true}}
	if diff := cmp.Diff(want, f.Video); diff != "" {
		t.Error(diff)
	}
	if f.Shown() != 2 || f.Audio[0].Default {
		t.Errorf("track %d is shown and the disabled sound is the default: %v; want track 2 and false", f.Shown(), f.Audio[0].Default)
	}
}

func TestAVC(t *testing.T) {
	t.Parallel()
	read := func(private string) media.Facts {
		track := entry(1, 1, "V_MPEG4/ISO/AVC", str(0x63a2, private), video(num(0xb0, 64), num(0xba, 64)))
		return probetest.Read(matroska.Probe, file(info(1000), tracks(track), cluster(0, block(1, 0, "x"))), false)
	}
	f := read(avcC)
	if v := f.Video[0]; v.Codec != "h264" || v.Profile != "Constrained Baseline" || v.Level != 11 {
		t.Errorf("got %+v", v)
	}
	if f := read("nonsense"); f.Undecided["profile"] == "" || f.Undecided["b-frames"] == "" {
		t.Errorf("undecided: %v; want profile and b-frames", f.Undecided)
	}
}

func TestAudio(t *testing.T) {
	t.Parallel()
	wave := "\x55\x00\x02\x00\x44\xac\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00"
	cases := map[string]struct {
		entry []byte
		want  media.AudioTrack
	}{
		"aac mono by its configuration": {entry(1, 2, "A_AAC", str(0x63a2, "\x12\x08"), audio(44100, 2)),
			media.AudioTrack{Codec: "aac", Profile: "LC", Channels: 1, SampleRate: 44100, Default: true}},
		"aac, old identifier": {entry(1, 2, "A_AAC/MPEG4/LC", audio(22050, 2)), media.AudioTrack{Codec: "aac", Channels: 2, SampleRate: 22050, Default: true}},
		"doubled rate":        {entry(1, 2, "A_AC3", el(0xe1, flt(0xb5, 24000), flt(0x78b5, 48000), num(0x9f, 6))), media.AudioTrack{Codec: "ac-3", Channels: 6, SampleRate: 48000, Default: true}},
		"from WAV":            {entry(1, 2, "A_MS/ACM", str(0x63a2, wave), audio(44100, 2)), media.AudioTrack{Codec: "mp3", Channels: 2, SampleRate: 44100, Default: true}},
		"not the default":     {entry(1, 2, "A_MPEG/L3", num(0x88, 0), audio(44100, 2)), media.AudioTrack{Codec: "mp3", Channels: 2, SampleRate: 44100}},
		"nothing said":        {entry(1, 2, "A_PCM/INT/LIT"), media.AudioTrack{Codec: "pcm", Channels: 1, SampleRate: 8000, Default: true}},
		"no sense":            {entry(1, 2, "A_PCM/FLOAT/IEEE", audio(-1, 1)), media.AudioTrack{Codec: "pcm-float", Channels: 1, Default: true}},
	}
	for name, c := range cases {
		f := probetest.Read(matroska.Probe, file(info(1000), tracks(c.entry), cluster(0, block(1, 0, "x"))), false)
		if diff := cmp.Diff([]media.AudioTrack{c.want}, f.Audio); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Files written as they are recorded say neither sizes nor how long they are.
func TestLive(t *testing.T) {
	t.Parallel()
	live := slices.Concat(header("webm"), open(0x18538067, tracks(vp9, opus),
		open(0x1f43b675, num(0xe7, 0), block(1, 0, "key"), block(2, 0, "sound")),
		open(0x1f43b675, num(0xe7, 1000), el(0xa0, el(0xa1, []byte("\x81\x01\xf4\x00frame"))), block(2, 960, "sound"))))
	for _, deep := range []bool{false, true} {
		f := probetest.Read(matroska.Probe, live, deep)
		if f.Seconds == nil || *f.Seconds != 2 || len(f.Damage) > 0 {
			t.Errorf("deep %v: plays %v s with damage %v; want 2 s and none", deep, f.Seconds, f.Damage)
		}
	}
	sized := append(header("webm"), segment(tracks(vp9), cluster(0, block(1, 0, "key")), cluster(5000, block(1, 960, "frame")))...)
	if f := probetest.Read(matroska.Probe, sized, false); f.Seconds == nil || *f.Seconds != 6 {
		t.Errorf("sizes alone: plays %v s; want 6", f.Seconds)
	}
	if f := probetest.Read(matroska.Probe, live[:len(live)-3], false); len(f.Damage) != 1 || f.Damage[0].Kind != media.Truncated {
		t.Errorf("cut: %v", f.Damage)
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	media1 := cluster(0, block(1, 0, "x"))
	truncated, none := []media.DamageKind{media.Truncated}, []media.DamageKind{media.NoContent}
	corrupt := []media.DamageKind{media.Corrupt}
	zeroed := slices.Clone(whole)
	clear(zeroed[len(zeroed)-60:])
	cases := map[string]struct {
		file []byte
		want []media.DamageKind
	}{
		"whole":            {whole, nil},
		"cut in a cluster": {whole[:len(whole)-5], truncated},
		"cut in the head":  {whole[:60], append(slices.Clone(truncated), media.Corrupt)},
		"no segment":       {header("webm"), none},
		"no tracks":        {file(info(1000), media1), corrupt},
		"no clusters":      {file(info(1000), tracks(vp9)), none},
		"empty cluster":    {file(info(1000), tracks(vp9), cluster(0)), none},
		"empty blocks":     {file(info(1000), tracks(vp9), cluster(0, block(1, 0, ""))), none},
		"only subtitles":   {file(info(1000), tracks(entry(1, 0x11, "S_TEXT/UTF8")), media1), none},
		"zeros inside":     {zeroed, corrupt},
		"other type":       {append(header("zygo"), whole[len(header("webm")):]...), []media.DamageKind{media.Suspect}},
	}
	for name, c := range cases {
		f := probetest.Read(matroska.Probe, c.file, false)
		if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
			t.Errorf("%s: %s%v", name, diff, f.Damage)
		}
	}
	if f := probetest.Read(matroska.Probe, append(slices.Clone(whole), "behind"...), false); f.Trailing != 6 || len(f.Damage) > 0 {
		t.Errorf("trailing %d, damage %v; want 6 and none", f.Trailing, f.Damage)
	}
}

func TestCoverArt(t *testing.T) {
	t.Parallel()
	attached := el(0x1941a469, el(0x61a7, str(0x4660, "image/jpeg"), str(0x465c, "bytes")))
	f := probetest.Read(matroska.Probe, file(info(1000), tracks(opus), attached, cluster(0, block(2, 0, "x"))), false)
	if !f.Container.CoverArt {
		t.Error("the picture is not seen")
	}
}

// Media are passed over.
func TestLazy(t *testing.T) {
	t.Parallel()
	parts := [][]byte{info(8000), tracks(vp9)}
	for i := range 8 {
		parts = append(parts, cluster(uint64(i)*1000, block(1, 0, strings.Repeat("x", 1<<20))))
	}
	b := file(parts...)
	f, fetched := probetest.Counted(matroska.Probe, b)
	if fetched > 128<<10 || len(f.Damage) > 0 {
		t.Errorf("read %d of %d bytes, damage %v", fetched, len(b), f.Damage)
	}
}

func FuzzProbe(f *testing.F) {
	live := slices.Concat(header("webm"), open(0x18538067, tracks(opus), open(0x1f43b675, num(0xe7, 0), block(2, 0, "sound"))))
	probetest.Fuzz(f, matroska.Probe, whole, live, whole[:200],
		file(info(0), tracks(entry(1, 1, "V_MPEG4/ISO/AVC", str(0x63a2, avcC))), cluster(9, block(1, 0, "x"))))
}
