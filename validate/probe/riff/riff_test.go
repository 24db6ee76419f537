package riff_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/riff"
)

// chunk builds a chunk with its padding.
func chunk(id string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// list builds a LIST or RIFF chunk.
func list(id, kind string, parts ...[]byte) []byte {
	return chunk(id, append([][]byte{[]byte(kind)}, parts...)...)
}

func wav(parts ...[]byte) []byte { return list("RIFF", "WAVE", parts...) }

func format(tag, channels uint16, rate uint32, align, bits uint16) []byte {
	b := binary.LittleEndian.AppendUint16(nil, tag)
	b = binary.LittleEndian.AppendUint16(b, channels)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, rate*uint32(align))
	b = binary.LittleEndian.AppendUint16(b, align)
	return chunk("fmt ", binary.LittleEndian.AppendUint16(b, bits))
}

var (
	pcm     = format(1, 2, 8000, 4, 16)
	silence = make([]byte, 32000) // a second of pcm
)

// sized sets the length that the chunk at the end of b, with a body of n bytes, says.
func sized(b []byte, n int, says uint32) []byte {
	b = slices.Clone(b)
	binary.LittleEndian.PutUint32(b[len(b)-n-4:], says)
	return b
}

func TestWave(t *testing.T) {
	t.Parallel()
	ds64 := chunk("ds64", make([]byte, 8), binary.LittleEndian.AppendUint64(nil, 32000), make([]byte, 12))
	large := sized(slices.Concat([]byte("RF64\xff\xff\xff\xffWAVE"), ds64, pcm, chunk("data", silence)), 32000, 1<<32-1)
	streamed := sized(wav(pcm, chunk("data", silence)), 32000, 1<<32-1)
	cases := map[string]struct {
		file    []byte
		codec   string
		seconds float64
	}{
		"pcm":               {wav(pcm, chunk("data", silence)), "pcm", 1},
		"other chunks":      {wav(chunk("JUNK", []byte("odd")), pcm, chunk("LIST", []byte("INFO")), chunk("data", silence)), "pcm", 1},
		"float":             {wav(format(3, 2, 8000, 8, 32), chunk("data", silence)), "pcm-float", 0.5},
		"mp3 inside":        {wav(format(0x55, 2, 16000, 2, 0), chunk("fact", []byte{0, 0x7d, 0, 0}), chunk("data", silence)), "mp3", 2},
		"ADPCM by its rate": {wav(format(0x11, 1, 8000, 2, 4), chunk("data", silence)), "adpcm-ima", 2},
		"RF64":              {large, "pcm", 1},
		"streamed":          {streamed, "pcm", 1},
		"streamed, zeros":   {append([]byte("RIFF\x00\x00\x00\x00"), sized(wav(pcm, chunk("data", silence)), 32000, 0)[8:]...), "pcm", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(riff.Probe, c.file, false)
			if f.MIME != "audio/wav" || len(f.Damage) > 0 || len(f.Audio) != 1 || f.Trailing != 0 {
				t.Fatalf("got %+v; want whole audio/wav of one track", f)
			}
			if f.Audio[0].Codec != c.codec || f.Seconds == nil || *f.Seconds != c.seconds {
				t.Errorf("%s plays %v s; want %s for %v s", f.Audio[0].Codec, f.Seconds, c.codec, c.seconds)
			}
		})
	}
}

func TestWaveDamage(t *testing.T) {
	t.Parallel()
	whole := wav(pcm, chunk("data", silence))
	cases := map[string]struct {
		file []byte
		want []media.DamageKind
	}{
		"data cut":     {whole[:20000], []media.DamageKind{media.Suspect}},
		"more behind":  {append(slices.Clone(whole), 0xff, 1, 2, 3, 4, 5), []media.DamageKind{media.Suspect}},
		"a chunk more": {append(slices.Clone(whole), chunk("LIST", []byte("INFO"))...), nil},
		"data empty":   {wav(pcm, chunk("data")), []media.DamageKind{media.NoContent}},
		"no data":      {wav(pcm), []media.DamageKind{media.NoContent}},
		"no format":    {wav(chunk("data", silence)), []media.DamageKind{media.Corrupt}},
		"format short": {wav(chunk("fmt ", []byte("short")), chunk("data", silence)), []media.DamageKind{media.Corrupt}},
		"no channels":  {wav(format(1, 0, 8000, 2, 16), chunk("data", silence)), []media.DamageKind{media.Corrupt}},
		"header alone": {wav(), []media.DamageKind{media.Corrupt, media.NoContent}},
	}
	for name, c := range cases {
		f := probetest.Read(riff.Probe, c.file, false)
		if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
			t.Errorf("%s: %s%v", name, diff, f.Damage)
		}
	}
	if f := probetest.Read(riff.Probe, append(whole, "behind"...), false); f.Trailing != 6 || len(f.Damage) > 0 {
		t.Errorf("trailing %d, damage %v; want 6 and none", f.Trailing, f.Damage)
	}
}

func TestWaveCoverArt(t *testing.T) {
	t.Parallel()
	tag := chunk("id3 ", []byte("ID3\x03\x00\x00\x00\x00\x00\x0fAPIC\x00\x00\x00\x05\x00\x00image"))
	if f := probetest.Read(riff.Probe, wav(pcm, tag, chunk("data", silence)), false); !f.Container.CoverArt {
		t.Error("the picture is not seen")
	}
}

// streamHead is the header of a stream of length units at rate/scale a second.
func streamHead(kind string, rate, scale, length uint32) []byte {
	b := append([]byte(kind), make([]byte, 16)...)
	for _, v := range []uint32{scale, rate, 0, length, 0, 0, 0} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return chunk("strh", b)
}

func videoFormat(code string) []byte {
	b := []byte{40, 0, 0, 0, 0x40, 1, 0, 0, 0xf0, 0, 0, 0, 1, 0, 24, 0}
	return chunk("strf", append(append(b, code...), make([]byte, 20)...))
}

func audioFormat(tag uint16) []byte {
	return chunk("strf", format(tag, 2, 44100, 4, 16)[8:])
}

func avi(media []byte, streams ...[]byte) []byte {
	hdrl := append([][]byte{chunk("avih", make([]byte, 56))}, streams...)
	return list("RIFF", "AVI ", list("LIST", "hdrl", hdrl...), media)
}

var (
	pictures = list("LIST", "strl", streamHead("vids", 25, 1, 50), videoFormat("XVID"))
	sound    = list("LIST", "strl", streamHead("auds", 44100, 1, 44100), audioFormat(0x55))
	movie    = list("LIST", "movi", chunk("00dc", []byte("frame")), chunk("01wb", []byte("sound")))
)

func TestAVI(t *testing.T) {
	t.Parallel()
	f := probetest.Read(riff.Probe, avi(movie, pictures, sound, list("LIST", "strl", streamHead("txts", 1, 1, 1))), false)
	two := 2.0
	one := 1.0
	want := media.Facts{
		MIME: "video/x-msvideo", Name: "AVI video (MPEG-4 Part 2)", Extension: ".avi", Kind: media.Video,
		Container: &media.Container{Format: "avi"}, Seconds: &two,
		Video: []media.VideoTrack{{Codec: "mpeg4", Width: 320, Height: 240, FrameRate: 25, Frames: 50, Seconds: &two}},
		Audio: []media.AudioTrack{{Codec: "mp3", Channels: 2, SampleRate: 44100, Seconds: &one, Default: true}},
		Other: []media.OtherTrack{{Kind: "text", Codec: "txts"}},
		Size:  f.Size,
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Error(diff)
	}
	h264 := probetest.Read(riff.Probe, avi(movie, list("LIST", "strl", streamHead("vids", 25, 1, 0), videoFormat("H264"))), false)
	for _, fact := range []string{"profile", "b-frames", "duration"} {
		if h264.Undecided[fact] == "" {
			t.Errorf("%s is not undecided: %v", fact, h264.Undecided)
		}
	}
}

func TestAVIDamage(t *testing.T) {
	t.Parallel()
	whole := avi(movie, pictures, sound)
	cases := map[string]struct {
		file []byte
		want []media.DamageKind
	}{
		"whole":              {whole, nil},
		"frames in lists":    {avi(list("LIST", "movi", list("LIST", "rec ", chunk("00dc", []byte("f")))), pictures), nil},
		"media cut":          {whole[:len(whole)-4], []media.DamageKind{media.Truncated}},
		"cut before media":   {whole[:len(whole)-len(movie)], []media.DamageKind{media.Truncated}},
		"no media":           {avi(nil, pictures), []media.DamageKind{media.NoContent}},
		"media empty":        {avi(list("LIST", "movi"), pictures), []media.DamageKind{media.NoContent}},
		"frames empty":       {avi(list("LIST", "movi", chunk("00dc"), chunk("00dc")), pictures), []media.DamageKind{media.NoContent}},
		"no streams":         {avi(movie), []media.DamageKind{media.Corrupt}},
		"no header":          {list("RIFF", "AVI ", movie), []media.DamageKind{media.Corrupt}},
		"only subtitles":     {avi(movie, list("LIST", "strl", streamHead("txts", 1, 1, 1))), []media.DamageKind{media.NoContent}},
		"large, second part": {append(avi(movie, pictures), list("RIFF", "AVIX", movie)[:30]...), []media.DamageKind{media.Truncated}},
		"index cut":          {list("RIFF", "AVI ", avi(movie, pictures)[12:], chunk("idx1", make([]byte, 32)))[:len(whole)-len(sound)+20], []media.DamageKind{media.Suspect}},
	}
	for name, c := range cases {
		f := probetest.Read(riff.Probe, c.file, false)
		if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
			t.Errorf("%s: %s%v", name, diff, f.Damage)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"RIFF\x04\x00\x00\x00RMID": "audio/midi", "RIFF\x04\x00\x00\x00ACON": "image/x-ani", "RIFX\x00\x00\x00\x04WAVE": "audio/wav",
		"RIFF\x04\x00\x00\x00WEBP": "", "RIFF\x04\x00\x00\x00zygo": "", "RIFF": "", "": "", "riff and raff": "",
	} {
		if f := probetest.Read(riff.Probe, []byte(file), false); f.MIME != want {
			t.Errorf("%q is %q; want %q", file, f.MIME, want)
		}
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, riff.Probe, wav(pcm, chunk("data", silence[:100])), wav(format(0x55, 2, 16000, 2, 0), chunk("data", silence[:9])),
		avi(movie, pictures, sound), avi(movie, pictures)[:200], []byte("RF64\xff\xff\xff\xffWAVE"+strings.Repeat("\x00", 40)))
}
