package transcode_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// What is over the limit is cured by the cheapest loss: of what is dropped anyway, of the sound's bytes, of the pictures'.
func TestTooManyBytesAreShedAtTheLeastCost(t *testing.T) {
	t.Parallel()
	const seconds, limit = 60.0, 16_000_000
	film := func(pictures, sound int64, change func(*media.Facts)) media.Facts {
		return video("h264", func(f *media.Facts) {
			f.Size, f.Seconds = 20_000_000, new(seconds)
			f.Video[0].Bytes = pictures
			f.Audio[0].Bytes, f.Audio[0].Seconds = sound, new(seconds)
			change(f)
		})
	}
	second := func(f *media.Facts) { f.Audio = append(f.Audio, media.AudioTrack{Codec: "aac", Bytes: 5_000_000}) }
	cover := func(codec string, sound int64) media.Facts {
		f := audio("audio/mpeg", codec, 2)
		f.Size, f.Container = 19_000_000, &media.Container{CoverArt: true}
		f.Audio[0].Bytes, f.Audio[0].Seconds = sound, new(600.0)
		return f
	}
	for _, c := range []struct {
		what, name   string
		facts        media.Facts
		action       string
		video, audio transcode.Do
	}{
		{"a second sound", "a.mp4", film(14_000_000, 900_000, second), "remux", transcode.Keep, transcode.Keep},
		{"data tracks", "a.mp4", film(15_000_000, 700_000, func(*media.Facts) {}), "remux", transcode.Keep, transcode.Keep},
		{"heavy sound", "a.mp4", film(14_500_000, 5_000_000, func(*media.Facts) {}), "transcode", transcode.Keep, transcode.Encode},
		{"heavy pictures", "a.mp4", film(19_000_000, 900_000, func(*media.Facts) {}), "transcode", transcode.Encode, transcode.Keep},
		{"both heavy", "a.mp4", film(17_000_000, 2_900_000, func(*media.Facts) {}), "transcode", transcode.Encode, transcode.Encode},
		{"no sound, data tracks", "a.mp4", film(15_800_000, 0, func(f *media.Facts) { f.Audio = nil }), "remux", transcode.Keep, transcode.Drop},
		{"sizes not known", "a.mp4", film(0, 0, func(*media.Facts) {}), "transcode", transcode.Encode, transcode.Keep},
		{"a heavy cover", "a.mp3", cover("mp3", 9_600_000), "remux", transcode.Drop, transcode.Keep},
		{"heavy sound with a cover", "a.mp3", cover("mp3", 18_000_000), "transcode", transcode.Drop, transcode.Encode},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := transcode.Make(validate.Policy{}.Judge(c.facts, c.name), transcode.Options{})
			if p.Limit != limit {
				t.Fatalf("the limit is %d", p.Limit)
			}
			got := []any{p.Action.String(), p.Video.Do, p.Audio.Do}
			if diff := cmp.Diff([]any{c.action, c.video, c.audio}, got); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

// Every stream of the source is accounted for, with the rules that decided.
func TestSteps(t *testing.T) {
	t.Parallel()
	rich := video("hevc", func(f *media.Facts) {
		f.Audio = append(f.Audio, media.AudioTrack{Codec: "ac-3"})
		f.Other = []media.OtherTrack{{Kind: "text", Codec: "tx3g"}, {Kind: "timecode", Codec: "tmcd"}, {Kind: "text", Codec: "wvtt"}}
		f.Container.CoverArt = true
	})
	hidden := video("h264", func(f *media.Facts) { f.MIME, f.Container.Format, f.Video[0].BFrames = "video/x-flv", "flv", nil })
	late := video("h264", func(f *media.Facts) {
		f.Container.MoovFirst = new(false)
		f.Other = []media.OtherTrack{{Kind: "text", Codec: "tx3g"}}
	})
	for name, c := range map[string]struct {
		facts media.Facts
		want  []transcode.Step
	}{
		"a.mp4": {rich, []transcode.Step{
			{Sort: "video", Number: 1, Codec: "hevc", Do: transcode.Encode, To: "h264", ForcedBy: []string{"video.codec"}},
			{Sort: "audio", Number: 1, Codec: "aac", Do: transcode.Keep},
			{Sort: "audio", Number: 2, Codec: "ac-3", ForcedBy: []string{"video.audio-streams"}},
			{Sort: "text", Number: 1, Codec: "tx3g"},
			{Sort: "timecode", Number: 1, Codec: "tmcd"},
			{Sort: "text", Number: 2, Codec: "wvtt"},
			{Sort: "cover", Number: 1},
		}},
		"a.flv": {hidden, []transcode.Step{
			{Sort: "video", Number: 1, Codec: "h264", Do: transcode.Keep, Undecided: []string{"video.b-frames"}},
			{Sort: "audio", Number: 1, Codec: "aac", Do: transcode.Keep},
		}},
		"late.mp4": {late, []transcode.Step{
			{Sort: "video", Number: 1, Codec: "h264", Do: transcode.Keep},
			{Sort: "audio", Number: 1, Codec: "aac", Do: transcode.Keep},
			{Sort: "text", Number: 1, Codec: "tx3g", Do: transcode.Keep},
		}},
		"good.mp4": {video("h264", func(*media.Facts) {}), nil},
	} {
		p := transcode.Make(validate.Policy{}.Judge(c.facts, name), transcode.Options{})
		if diff := cmp.Diff(c.want, p.Steps(&c.facts)); diff != "" {
			t.Errorf("%s: steps (-want +got):\n%s", name, diff)
		}
	}
}
