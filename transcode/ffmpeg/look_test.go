package ffmpeg

import (
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Runs that measure, look and listen.
func TestArgumentsForLooking(t *testing.T) {
	t.Parallel()
	seconds := 60.0
	talk := Job{Source: "in.wav", Output: "out.tmp",
		Facts: media.Facts{MIME: "audio/wav", Seconds: &seconds, Audio: []media.AudioTrack{{Codec: "pcm", Channels: 2, SampleRate: 44_100}}},
		Plan:  transcode.Plan{Kind: media.Voice, MIME: "audio/ogg", Limit: 16_000_000, Audio: toOpus}}
	r, err := newRecipe(&talk, &talk.Facts, survey{})
	if err != nil {
		t.Fatal(err)
	}
	film := Job{Source: "in.flv", Output: "out.tmp", Plan: videoPlan(h264, aac, transcode.Options{}),
		Facts: clip("flv", 60, media.VideoTrack{Codec: "h264", Width: 1280, Height: 720, FrameRate: 25})}
	pictures, err := newRecipe(&film, &film.Facts, survey{})
	if err != nil {
		t.Fatal(err)
	}
	full := pictures.pictures.shape
	trials := []trial{{full, 27}, {pictures.pictures.resized(full, 480), 21.7}}
	limited := r
	limited.sound.level = &level{gain: 7.5, ceiling: ceilingOpus}
	for name, args := range map[string]func() ([]string, error){
		"loudness": r.loudnessArgs,
		"levelled": limited.soundArgs,
		"verify":   func() ([]string, error) { return verifyArgs(source{path: "out.mp4", demuxer: "mov"}) },
		"listen":   func() ([]string, error) { return listenArgs(source{path: "out.ogg", demuxer: "ogg"}) },
		"packets":  func() ([]string, error) { return packetArgs(pictures.source, "V:0") },
		"unpack": func() ([]string, error) {
			return unpackArgs(pictures.source, 1, source{path: "out.amr", demuxer: "amr"})
		},
		"trial":         func() ([]string, error) { return pictures.trialArgs(9, 1.2, full, trials) },
		"trial-packets": trialPacketArgs,
		"comparison":    func() ([]string, error) { return comparisonArgs(full, len(trials)) },
		"channels":      func() ([]string, error) { return channelArgs(pictures.source, 0) },
		"sample":        func() ([]string, error) { return pictures.pictures.sampleArgs(pictures.source, 9, 4, 2) },
	} {
		got, err := args()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "look-"+name, got)
	}
}
