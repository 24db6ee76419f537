package ffmpeg_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

func TestEncodedSound(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, args string
		kind       media.Kind
		mime       string
		to         transcode.Stream
		want       []string
	}{
		"wav to m4a":      {"a.wav", tone + "-ac 2 -ar 44100", media.Audio, "audio/mp4", aac, []string{"aac LC 2 44100"}},
		"telephone":       {"a.wav", tone + "-ar 8000", media.Audio, "audio/mp4", aac, []string{"aac LC 1 48000"}},
		"studio to ogg":   {"a.flac", tone + "-ac 2 -ar 96000", media.Audio, "audio/ogg", opus, []string{"opus  1 48000"}},
		"vorbis to voice": {"a.ogg", tone + "-ac 2 -c:a libvorbis", media.Voice, "audio/ogg", opus, []string{"opus  1 48000"}},
		"5.1 to m4a":      {"a.mka", tone + "-ac 6 -c:a ac3", media.Audio, "audio/mp4", aac, []string{"aac LC 2 48000"}},
		"aiff":            {"a.aiff", tone, media.Audio, "audio/mp4", aac, []string{"aac LC 1 48000"}},
		"wma":             {"a.wma", tone + "-ac 2 -c:a wmav2", media.Audio, "audio/mp4", aac, []string{"aac LC 2 48000"}},
		"film to voice":   {"a.mp4", bars + tone, media.Voice, "audio/ogg", opus, []string{"opus  1 48000"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, test.name, test.args)
			j := job(t, source, test.kind, test.mime, transcode.Stream{}, test.to)
			result, p := made(t, j)
			if diff := cmp.Diff(test.want, p.summary()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if result.Encodes != 1 || math.Abs(p.seconds()-1) > 0.1 {
				t.Errorf("got %+v, playing %v s", result, p.seconds())
			}
		})
	}
}

// Kept sound loses its cover and its tags, and nothing else.
func TestKeptSound(t *testing.T) {
	t.Parallel()
	cover := sample(t, "cover.png", "-f lavfi -i color=red:s=64x64 -frames:v 1")
	art := "-i " + cover + " -map 0 -map 1 -c:v copy -disposition:v attached_pic -metadata title=secret-title "
	tests := map[string]struct{ name, args, mime, format string }{
		"mp3":      {"a.mp3", tone + art + "-c:a libmp3lame -id3v2_version 3", "audio/mpeg", "mp3"},
		"m4a":      {"a.m4a", tone + art + "-c:a aac", "audio/mp4", "mov,mp4,m4a,3gp,3g2,mj2"},
		"opus":     {"a.ogg", tone + "-c:a libopus -ac 1 -metadata title=secret-title", "audio/ogg", "ogg"},
		"adts":     {"a.aac", tone + "-c:a aac", "audio/mp4", "mov,mp4,m4a,3gp,3g2,mj2"},
		"as adts":  {"b.aac", tone + "-c:a aac", "audio/aac", "aac"},
		"frag m4a": {"b.m4a", tone + "-c:a aac -movflags +frag_keyframe+empty_moov", "audio/mp4", "mov,mp4,m4a,3gp,3g2,mj2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, test.name, test.args)
			j := job(t, source, media.Audio, test.mime, transcode.Stream{}, keep)
			result, p := made(t, j)
			if len(p.Streams) != 1 || p.Format.Name != test.format || result.Encodes != 0 {
				t.Errorf("got %+v of %s, %+v", p.summary(), p.Format.Name, result)
			}
			sum := func(path string) string {
				return run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-map", "0:a", "-f", "streamhash", "-")
			}
			if sum(source) != sum(j.Output) {
				t.Error("the sound changed")
			}
			if b, _ := os.ReadFile(j.Output); strings.Contains(string(b), "secret-title") {
				t.Error("the title is still there")
			}
		})
	}
}

// amrFrame is 20 ms of silence at 12.2 kbit/s as the standard writes it; no encoder is at hand.
const amrFrame = "\x3c\x08\x55\x6d\x94\x4c\x71\xa1\xa0\x81\xe7\xea\xd2\x04\x24\x44\x80\x00\x0e\xcd\x82\xb8\x11\x18\x00\x00\x97\xc4\x79\x4e\x77\x40"

func TestKeptAMR(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/a.amr"
	if err := os.WriteFile(path, []byte("#!AMR\n"+strings.Repeat(amrFrame, 50)), 0o600); err != nil {
		t.Fatal(err)
	}
	j := job(t, path, media.Audio, "audio/amr", transcode.Stream{}, keep)
	_, p := made(t, j)
	if diff := cmp.Diff([]string{"amr_nb  1 8000"}, p.summary()); diff != "" {
		t.Error(diff)
	}
}

// Floating-point files may hold what is no number, which AAC encoders do not bear.
func TestSoundThatIsNoNumber(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(sample(t, "a.wav", tone+"-c:a pcm_f32le"))
	if err != nil {
		t.Fatal(err)
	}
	for at := 1000; at < len(content)-4; at += 40_000 {
		copy(content[at&^3:], "\x00\x00\xc0\x7f")
	}
	path := t.TempDir() + "/nan.wav"
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, p := made(t, job(t, path, media.Audio, "audio/mp4", transcode.Stream{}, aac))
	if diff := cmp.Diff([]string{"aac LC 1 48000"}, p.summary()); diff != "" {
		t.Error(diff)
	}
}

func TestSoundFits(t *testing.T) {
	t.Parallel()
	noise := "-f lavfi -i anoisesrc=d=40:r=48000 -ac 2"
	tests := map[string]struct {
		mime  string
		to    transcode.Stream
		limit int64
		least int64
	}{
		"m4a": {"audio/mp4", aac, 300_000, 240_000},
		"ogg": {"audio/ogg", opus, 150_000, 105_000},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := job(t, sample(t, "a.wav", noise), media.Audio, test.mime, transcode.Stream{}, test.to)
			j.Plan.Limit = test.limit
			if result, _ := made(t, j); result.Size > test.limit || result.Size < test.least {
				t.Errorf("%d bytes, at most %d are allowed and at least %d expected", result.Size, test.limit, test.least)
			}
		})
	}
}

// Nearly four minutes of loud noise as a voice note: still under the size for the play icon.
func TestVoiceKeepsItsPlayIcon(t *testing.T) {
	t.Parallel()
	j := job(t, sample(t, "a.wav", "-f lavfi -i anoisesrc=d=225:r=16000"), media.Voice, "audio/ogg", transcode.Stream{}, opus)
	if result, _ := made(t, j); result.Size > 512_000 || result.Size < 300_000 {
		t.Errorf("%d bytes", result.Size)
	}
}

// Of a few samples, what the encoder puts in front would leave nothing: silence makes them long enough to be played.
func TestShortSound(t *testing.T) {
	t.Parallel()
	source := sample(t, "click.wav", "-f lavfi -i sine=d=0.002:r=48000 ")
	j := job(t, source, media.Audio, "audio/mp4", transcode.Stream{}, aac)
	j.Facts.Seconds, j.Facts.Audio[0].Seconds = new(0.002), new(0.002)
	if _, p := made(t, j); math.Abs(p.seconds()-0.1) > 0.03 {
		t.Errorf("it plays %v s, want a tenth of a second", p.seconds())
	}
}
