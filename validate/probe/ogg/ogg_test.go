package ogg_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// oneStream is a file of one stream: its header packets on two pages and one page of frames.
func oneStream(head string, more []string, granule int64, packets ...string) []byte {
	b := pageOf(first, 0, 3, 0, head)
	if len(more) > 0 {
		b = append(b, pageOf(0, 0, 3, 1, more...)...)
	}
	return append(b, pageOf(last, granule, 3, 2, packets...)...)
}

func TestCodecs(t *testing.T) {
	t.Parallel()
	vorbisMore := []string{"\x03vorbis", "\x05vorbis"}
	cases := map[string]struct {
		file    []byte
		mime    string
		audio   media.AudioTrack
		video   media.VideoTrack
		seconds float64
	}{
		"opus mono":   {opusFile(1, 3), "audio/ogg", media.AudioTrack{Codec: "opus", Channels: 1, SampleRate: 48000}, media.VideoTrack{}, 3 - 312.0/48000},
		"opus stereo": {opusFile(2, 1), "audio/ogg", media.AudioTrack{Codec: "opus", Channels: 2, SampleRate: 48000}, media.VideoTrack{}, 1 - 312.0/48000},
		"vorbis": {oneStream(vorbisHead(2, 44100), vorbisMore, 22050, frames(30, "\x00abc")...), "audio/ogg",
			media.AudioTrack{Codec: "vorbis", Channels: 2, SampleRate: 44100}, media.VideoTrack{}, 0.5},
		"flac": {oneStream(flacHead(), []string{"\x84"}, 44100, "\xff\xf8"), "audio/ogg",
			media.AudioTrack{Codec: "flac", Channels: 2, SampleRate: 44100}, media.VideoTrack{}, 1},
		"speex": {oneStream(speexHead(), []string{"tags"}, 32000, "abc"), "audio/ogg",
			media.AudioTrack{Codec: "speex", Channels: 1, SampleRate: 16000}, media.VideoTrack{}, 2},
		"theora": {oneStream(theoraHead(), []string{"\x81theora", "\x82theora"}, 1<<6|24, frames(25, "\x00a")...), "video/ogg",
			media.AudioTrack{}, media.VideoTrack{Codec: "theora", Width: 320, Height: 240, FrameRate: 25, Frames: 25}, 1},
		"ogm video": {oneStream(ogmHead("video", "XVID", 400000, 1), []string{"tags"}, 50, frames(50, "\x08abc")...), "video/ogg",
			media.AudioTrack{}, media.VideoTrack{Codec: "mpeg4", Width: 320, Height: 240, FrameRate: 25, Frames: 50}, 2},
		"ogm audio": {oneStream(ogmHead("audio", "0055", 10000000, 44100), []string{"tags"}, 44100, "abc"), "audio/ogg",
			media.AudioTrack{Codec: "mp3", Channels: 2, SampleRate: 44100}, media.VideoTrack{}, 1},
		"pcm": {oneStream("PCM     \x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x1f\x40\x10\x01\x00\x00\x00\x00\x00\x00", []string{"tags"}, 8000, "abc"), "audio/ogg",
			media.AudioTrack{Codec: "pcm", Channels: 1, SampleRate: 8000}, media.VideoTrack{}, 1},
		"vp8": {oneStream("OVP80\x01\x01\x00\x01\x40\x00\xf0\x00\x00\x01\x00\x00\x01\x00\x00\x00\x1e\x00\x00\x00\x01", []string{"tags"}, 30<<32, frames(30, "abc")...), "video/ogg",
			media.AudioTrack{}, media.VideoTrack{Codec: "vp8", Width: 320, Height: 240, FrameRate: 30, Frames: 30}, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(ogg.Probe, c.file, true)
			if f.MIME != c.mime || len(f.Damage) > 0 {
				t.Errorf("got %s with damage %v; want %s, whole", f.MIME, f.Damage, c.mime)
			}
			var audio media.AudioTrack
			if len(f.Audio) > 0 {
				audio = f.Audio[0]
				audio.Seconds, audio.Bytes, audio.Default, audio.Opus = nil, 0, false, nil
			}
			var video media.VideoTrack
			if len(f.Video) > 0 {
				video = f.Video[0]
				video.Seconds, video.Bytes = nil, 0
			}
			if diff := cmp.Diff(c.audio, audio); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.video, video); diff != "" {
				t.Error(diff)
			}
			if f.Seconds == nil || math.Abs(*f.Seconds-c.seconds) > 1e-6 {
				t.Errorf("seconds %v; want %v", f.Seconds, c.seconds)
			}
		})
	}
}

// Damage by kind, at both depths unless deep is set.
func TestDamage(t *testing.T) {
	t.Parallel()
	whole := opusFile(1, 3)
	flipped := slices.Clone(whole)
	flipped[len(flipped)-3] ^= 1
	noTags := slices.Concat(pageOf(first, 0, 7, 0, opusHead(1, 0)), pageOf(0, 0, 7, 1, "OpusComm"), pageOf(last, 960, 7, 2, frame20))
	gap := slices.Concat(whole[:len(whole)-len(pageOf(last, 3, 7, 4, frames(50, frame20)...))],
		pageOf(last, 3*48000, 7, 9, frames(50, frame20)...))
	cases := map[string]struct {
		file []byte
		want []media.DamageKind
	}{
		"whole":              {whole, nil},
		"page cut":           {whole[:len(whole)-10], []media.DamageKind{media.Truncated}},
		"page header cut":    {append(slices.Clone(whole), whole[:20]...), []media.DamageKind{media.Truncated}},
		"mark cut":           {append(slices.Clone(whole), "Og"...), []media.DamageKind{media.Truncated}},
		"bit flipped":        {flipped, []media.DamageKind{media.Corrupt}},
		"cut between pages":  {opusFile(1, 3)[:len(pageOf(0, 0, 7, 0, opusHead(1, 0)))+len(pageOf(0, 0, 7, 1, tags))+len(pageOf(0, 0, 7, 2, frames(50, frame20)...))], []media.DamageKind{media.Suspect}},
		"headers alone":      {stream(7, opusHead(1, 0), 0), []media.DamageKind{media.NoContent}},
		"one header":         {pageOf(first, 0, 7, 0, opusHead(1, 0)), []media.DamageKind{media.NoContent}},
		"no tags":            {noTags, []media.DamageKind{media.Corrupt}},
		"no channels":        {opusFile(0, 1), []media.DamageKind{media.Corrupt}},
		"three channels":     {opusFile(3, 1), []media.DamageKind{media.Corrupt}},
		"pages missing":      {gap, []media.DamageKind{media.Suspect}},
		"unknown codec":      {slices.Concat(pageOf(first, 0, 7, 0, "whatever"), pageOf(last, 9, 7, 1, "x")), []media.DamageKind{media.NoContent}},
		"junk between pages": {slices.Concat(whole[:47], []byte("junk junk junk"), whole[47:]), []media.DamageKind{media.Suspect}},
		"empty packet": {oneStream(opusHead(1, 0), []string{tags}, 960, frame20, ""),
			[]media.DamageKind{media.Suspect}},
		"no packet well formed": {oneStream(opusHead(1, 0), []string{tags}, 960, "\x03", "\x03\x00", "\x01a"), []media.DamageKind{media.Corrupt}},
		"stops within a packet": {slices.Concat(stream(7, opusHead(1, 0), 0), rawPage(0, 960, 7, 2, []byte{5, 255}, []byte(frame20+strings.Repeat("a", 255)))),
			[]media.DamageKind{media.Suspect}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				f := probetest.Read(ogg.Probe, c.file, deep)
				if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
					t.Errorf("deep %v: %s%v", deep, diff, f.Damage)
				}
			}
		})
	}
}

func TestNotOgg(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"", "Ogg", "RIFFOggS", "\x00OggS"} {
		if f := probetest.Read(ogg.Probe, []byte(b), true); f.MIME != "" {
			t.Errorf("%q is taken for %s", b, f.MIME)
		}
	}
}

func TestTrailing(t *testing.T) {
	t.Parallel()
	f := probetest.Read(ogg.Probe, append(opusFile(1, 2), "TAG and more that is no page"...), false)
	if f.Trailing != 28 || len(f.Damage) != 1 || f.Damage[0].Kind != media.Suspect {
		t.Errorf("trailing %d, damage %v; want 28 bytes, which some decoders may not like", f.Trailing, f.Damage)
	}
}

func TestCoverArt(t *testing.T) {
	t.Parallel()
	picture := oneStream(opusHead(1, 0), []string{tags + "metadata_block_picture=AAAA"}, 960, frame20)
	for name, c := range map[string]struct {
		file []byte
		want bool
	}{"with": {picture, true}, "without": {opusFile(1, 1), false}} {
		if f := probetest.Read(ogg.Probe, c.file, false); f.Container.CoverArt != c.want {
			t.Errorf("%s a picture: cover art %v", name, f.Container.CoverArt)
		}
	}
}
