package ffmpeg

import (
	"flag"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/validate/media"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares an argument list, an option a line, with its file.
func golden(t *testing.T, name string, args []string) {
	t.Helper()
	var text strings.Builder
	for i, arg := range args {
		switch {
		case i == 0:
		case strings.HasPrefix(arg, "-") && arg != "-1" || i == len(args)-1:
			text.WriteByte('\n')
		default:
			text.WriteByte(' ')
		}
		text.WriteString(arg)
	}
	text.WriteByte('\n')
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", file, diff)
	}
}

var (
	keep   = transcode.Stream{Do: transcode.Keep}
	h264   = transcode.Stream{Do: transcode.Encode, Codec: "h264"}
	aac    = transcode.Stream{Do: transcode.Encode, Codec: "aac"}
	toOpus = transcode.Stream{Do: transcode.Encode, Codec: "opus"}
)

// clip is a file with pictures and stereo sound.
func clip(format string, seconds float64, track media.VideoTrack) media.Facts {
	return media.Facts{
		Container: &media.Container{Format: format}, Seconds: &seconds,
		Video: []media.VideoTrack{track},
		Audio: []media.AudioTrack{{Codec: "aac", Channels: 2, SampleRate: 48_000, Bytes: int64(16_000 * seconds)}},
	}
}

func videoPlan(pictures, sound transcode.Stream, options transcode.Options) transcode.Plan {
	return transcode.Plan{
		Kind: media.Video, MIME: "video/mp4", Limit: 16_000_000, Video: pictures, Audio: sound, Options: options,
	}
}

func TestArgumentsForVideo(t *testing.T) {
	t.Parallel()
	hd := media.VideoTrack{Codec: "hevc", Width: 1920, Height: 1080, PixelAspect: 1, FrameRate: 30}
	changed := func(change func(*media.VideoTrack)) media.VideoTrack {
		track := hd
		change(&track)
		return track
	}
	secondSound := transcode.Stream{Do: transcode.Keep, Index: 1}
	twoSounds := clip("quicktime", 8, hd)
	twoSounds.Audio = append(twoSounds.Audio, twoSounds.Audio...)
	tests := map[string]struct {
		facts media.Facts
		plan  transcode.Plan
	}{
		"remux":      {twoSounds, videoPlan(keep, secondSound, transcode.Options{})},
		"sound-only": {clip("avi", 8, hd), videoPlan(keep, aac, transcode.Options{Threads: 2})},
		"phone-4k60": {clip("quicktime", 8, changed(func(v *media.VideoTrack) {
			v.Width, v.Height, v.Rotation, v.FrameRate = 3840, 2160, 90, 59.94005994
		})), videoPlan(h264, keep, transcode.Options{Threads: 1})},
		"hdr-pq": {clip("mp4", 8, changed(func(v *media.VideoTrack) { v.Transfer, v.Bits = "pq", 10 })),
			videoPlan(h264, keep, transcode.Options{})},
		"hdr-hlg": {clip("mp4", 8, changed(func(v *media.VideoTrack) { v.Transfer, v.Bits = "hlg", 10 })),
			videoPlan(h264, keep, transcode.Options{})},
		"dv-interlaced": {clip("avi", 8, changed(func(v *media.VideoTrack) {
			v.Width, v.Height, v.PixelAspect, v.Interlaced, v.FrameRate = 720, 576, 16.0/15, true, 25
		})), videoPlan(h264, aac, transcode.Options{})},
		"alpha-vp9": {clip("webm", 8, changed(func(v *media.VideoTrack) { v.Codec, v.Alpha = "vp9", true })),
			videoPlan(h264, aac, transcode.Options{Background: "#102030"})},
		"rgb": {clip("quicktime", 8, changed(func(v *media.VideoTrack) { v.Codec, v.Chroma = "png", "rgb" })),
			videoPlan(h264, transcode.Stream{}, transcode.Options{})},
		"screen-recording": {clip("webm", 8, changed(func(v *media.VideoTrack) {
			v.FrameRate, v.VariableRate = 7.3, true
		})), videoPlan(h264, aac, transcode.Options{MaxFPS: 60})},
		"five-minutes": {clip("mp4", 300, hd), videoPlan(h264, aac, transcode.Options{})},
		"best-first":   {clip("mp4", 60, hd), videoPlan(h264, aac, transcode.Options{Quality: "best"})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := Job{Source: "in:1.mp4", Output: "out.tmp", Facts: test.facts, Plan: test.plan}
			r, err := newRecipe(&job, &job.Facts, survey{})
			if err != nil {
				t.Fatal(err)
			}
			args, err := r.args()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "video-"+name, args)
		})
	}
}

func TestArgumentsForSound(t *testing.T) {
	t.Parallel()
	sound := func(mime, codec string, channels, rate int, seconds float64) media.Facts {
		return media.Facts{MIME: mime, Seconds: &seconds,
			Audio: []media.AudioTrack{{Codec: codec, Channels: channels, SampleRate: rate}}}
	}
	second := transcode.Stream{Do: transcode.Encode, Index: 1, Codec: "aac"}
	surround := sound("", "ac-3", 6, 44_100, 60)
	surround.Container = &media.Container{Format: "matroska"}
	surround.Audio = append(surround.Audio, surround.Audio[0])
	tests := map[string]struct {
		facts media.Facts
		kind  media.Kind
		mime  string
		plan  transcode.Stream
	}{
		"mp3-kept":     {sound("audio/mpeg", "mp3", 2, 44_100, 60), media.Audio, "audio/mpeg", keep},
		"amr-kept":     {sound("audio/amr", "amr-nb", 1, 8000, 60), media.Audio, "audio/amr", keep},
		"surround-aac": {surround, media.Audio, "audio/mp4", second},
		"hour-aac":     {sound("audio/flac", "flac", 2, 96_000, 3600), media.Audio, "audio/mp4", aac},
		"ogg":          {sound("audio/wav", "pcm", 2, 48_000, 60), media.Audio, "audio/ogg", toOpus},
		"voice":        {sound("audio/wav", "pcm", 1, 16_000, 60), media.Voice, "audio/ogg", toOpus},
		"voice-long":   {sound("audio/wav", "pcm", 1, 16_000, 230), media.Voice, "audio/ogg", toOpus},
		"voice-hour":   {sound("audio/wav", "pcm", 1, 16_000, 3600), media.Voice, "audio/ogg", toOpus},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := Job{Source: "-y.wav", Output: "out.tmp", Facts: test.facts,
				Plan: transcode.Plan{Kind: test.kind, MIME: test.mime, Limit: 16_000_000, Audio: test.plan}}
			r, err := newRecipe(&job, &job.Facts, survey{})
			if err != nil {
				t.Fatal(err)
			}
			args, err := r.soundArgs()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "sound-"+name, args)
		})
	}
}

// soundArgs are what both runs for sound are told, one after the other.
func (r recipe) soundArgs() ([]string, error) {
	if !r.encodes() && r.mime != "audio/ogg" {
		return r.args()
	}
	encode, err := r.encodeArgs()
	if err != nil || !r.encodes() {
		return encode, err
	}
	decode, err := r.decodeArgs()
	return append(append(decode, "|"), encode...), err
}

func TestArgumentsForFramesAndStills(t *testing.T) {
	t.Parallel()
	gif := media.Facts{MIME: "image/gif", Picture: &media.Picture{Width: 480, Height: 360, Alpha: true}}
	webm := clip("webm", 4, media.VideoTrack{Codec: "vp9", Width: 640, Height: 360, Alpha: true})
	film := clip("mp4", 15, media.VideoTrack{Codec: "h264", Width: 1920, Height: 1080, Rotation: 270, Interlaced: true})
	for name, f := range map[string]Frames{
		"gif":        {Facts: gif, FPS: 15, Seconds: 10},
		"webm-alpha": {Facts: webm, FPS: 12.5},
		"film-fast":  {Facts: film, FPS: 15, Seconds: 10, Speed: 1.5},
		"film-cover": {Facts: film, FPS: 15, Layout: pixel.Layout{Cover: true, Margin: 16}, Content: image.Rect(10, 20, 1000, 900)},
		"gif-each":   {Facts: gif, Most: 30},
	} {
		f.Source, f.Layout.Side = "in.gif", 512
		s, err := newSource(f.Source, &f.Facts)
		if err != nil {
			t.Fatal(err)
		}
		track := f.track()
		s.decoder = alphaDecoder(&track)
		args, err := f.args(s, "V:0", track, f.onCanvas)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "frames-"+name, args)
	}
	s, err := newSource("in.ico", &media.Facts{MIME: "image/x-icon"})
	if err != nil {
		t.Fatal(err)
	}
	args, err := stillArgs(s, false)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "still", args)
}
