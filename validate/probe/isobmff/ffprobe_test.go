package isobmff_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/isobmff"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	testVideo = "-f lavfi -i testsrc2=s=128x96:r=25:d=0.8"
	testSound = "-f lavfi -i sine=d=0.8:r=44100"
	stereo    = "-f lavfi -i aevalsrc=sin(440*t*6.28)|sin(550*t*6.28):d=0.8:s=48000"
	surround  = "-f lavfi -i anullsrc=cl=5.1:r=48000:d=0.8"
	x264      = "-c:v libx264 -preset ultrafast -x264-params cabac=1:8x8dct=1:scenecut=0"
)

// files are made by ffmpeg; what is asked of each is what ffprobe says.
var files = []struct{ name, args string }{
	{"baseline.mp4", testVideo + " " + testSound + " -c:v libx264 -preset ultrafast -profile:v baseline -pix_fmt yuv420p -c:a aac"},
	{"main_bf2.mp4", testVideo + " " + testSound + " -c:v libx264 -preset veryfast -profile:v main -bf 2 -c:a aac -movflags faststart"},
	{"high.mov", testVideo + " " + stereo + " " + x264 + " -bf 3 -c:a pcm_s16le"},
	{"high10.mp4", testVideo + " " + x264 + " -bf 0 -pix_fmt yuv420p10le"},
	{"high422.mp4", testVideo + " " + x264 + " -bf 1 -pix_fmt yuv422p"},
	{"rgb.mp4", testVideo + " -c:v libx264rgb -preset ultrafast"},
	{"odd.mp4", "-f lavfi -i testsrc2=s=130x98:r=25:d=0.4,setsar=16/11 " + x264 + " -pix_fmt yuv420p"},
	{"fields.mp4", testVideo + " " + x264 + " -bf 2 -flags +ildct+ilme"},
	{"slices.mp4", testVideo + " " + x264 + " -bf 2 -slices 4"},
	{"avc3.mp4", testVideo + " " + x264 + " -bf 2 -tag:v avc3"},
	{"pq.mp4", testVideo + " " + x264 + " -color_trc smpte2084 -colorspace bt2020nc -color_primaries bt2020"},
	{"fragments.mp4", testVideo + " " + testSound + " " + x264 + " -bf 2 -g 5 -c:a aac -movflags frag_keyframe+empty_moov"},
	{"hybrid.mp4", testVideo + " " + testSound + " " + x264 + " -bf 2 -g 5 -c:a aac -movflags frag_keyframe"},
	{"separate.mp4", testVideo + " " + testSound + " " + x264 + " -bf 2 -g 5 -c:a aac -movflags frag_keyframe+separate_moof+omit_tfhd_offset"},
	{"dash.mp4", testVideo + " " + x264 + " -bf 2 -g 5 -movflags dash+frag_keyframe+default_base_moof"},
	{"noedit.mp4", testVideo + " " + x264 + " -bf 2 -use_editlist 0"},
	{"hevc.mp4", testVideo + " -c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p10le -tag:v hvc1 -color_trc arib-std-b67"},
	{"vp9.mp4", testVideo + " -c:v libvpx-vp9 -cpu-used 8 -deadline realtime"},
	{"av1.mp4", "-f lavfi -i testsrc2=s=64x64:r=25:d=0.2 -c:v libaom-av1 -cpu-used 8 -pix_fmt yuv420p10le -color_trc smpte2084"},
	{"mpeg4.mp4", testVideo + " -c:v mpeg4"},
	{"h263.3gp", "-f lavfi -i testsrc2=s=176x144:r=25:d=0.4 -c:v h263"},
	{"prores.mov", testVideo + " -c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le"},
	{"mono.m4a", testSound + " -c:a aac"},
	{"surround.mp4", surround + " -c:a aac"},
	{"mp3.mp4", testSound + " -c:a libmp3lame"},
	{"ac3.mp4", surround + " -c:a ac3"},
	{"eac3.mp4", surround + " -c:a eac3"},
	{"opus.mp4", testSound + " -c:a libopus"},
	{"flac.mp4", stereo + " -c:a flac -strict -2"},
	{"alac.m4a", stereo + " -c:a alac"},
	{"vorbis.mp4", stereo + " -c:a libvorbis"},
	{"aac.mov", stereo + " -c:a aac"},
	{"pcm24.mov", "-f lavfi -i anullsrc=r=96000:cl=stereo:d=0.8 -c:a pcm_s24le"},
	{"ima.mov", stereo + " -c:a adpcm_ima_qt"},
	{"tracks.mp4", testVideo + " " + testSound + " " + stereo + " -map 0 -map 1 -map 2 " + x264 + " -c:a aac"},
}

// probed is what ffprobe says.
type probed struct {
	Streams []struct {
		Index      int
		CodecType  string `json:"codec_type"`
		CodecName  string `json:"codec_name"`
		Profile    string
		Level      int
		Width      int
		Height     int
		PixFmt     string `json:"pix_fmt"`
		Aspect     string `json:"sample_aspect_ratio"`
		Transfer   string `json:"color_transfer"`
		Channels   int
		SampleRate string `json:"sample_rate"`
		Duration   string
		Frames     string `json:"nb_read_frames"`
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}

func TestAgreesWithFFprobe(t *testing.T) {
	t.Parallel()
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), file.name)
			run(t, "ffmpeg", append(append(strings.Fields("-nostdin -v error "+file.args), "-threads", "1"), path)...)
			var want probed
			if err := json.Unmarshal([]byte(run(t, "ffprobe", "-v", "error", "-show_streams", "-count_frames", "-of", "json", path)), &want); err != nil {
				t.Fatal(err)
			}
			for _, deep := range []bool{false, true} {
				compare(t, path, probeFile(t, path, deep), want)
			}
		})
	}
}

func probeFile(t *testing.T, path string, deep bool) media.Facts {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return isobmff.Probe(source.New(context.Background(), f, info.Size(), source.Budget{}), deep)
}

// track is what both say of one track, in the words of ffprobe.
type track struct {
	Codec, Profile, PixFmt, Aspect, Transfer string
	Level, Width, Height, Frames, BFrames    int
	Channels, Rate                           int
	Seconds                                  float64
}

func compare(t *testing.T, path string, got media.Facts, want probed) {
	t.Helper()
	var ours, theirs []track
	for _, v := range got.Video {
		ours = append(ours, ourVideo(v))
	}
	for _, a := range got.Audio {
		ours = append(ours, track{Codec: a.Codec, Channels: a.Channels, Rate: a.SampleRate, Seconds: tenths(*a.Seconds)})
	}
	for _, s := range want.Streams {
		seconds, _ := strconv.ParseFloat(s.Duration, 64)
		other := track{Codec: ourName(s.CodecName), Seconds: tenths(seconds)}
		if s.CodecType == "audio" {
			other.Channels = s.Channels
			other.Rate, _ = strconv.Atoi(s.SampleRate)
			theirs = append(theirs, other)
			continue
		}
		other.Width, other.Height, other.Aspect = s.Width, s.Height, s.Aspect
		other.Frames, _ = strconv.Atoi(s.Frames)
		if other.Aspect == "" {
			other.Aspect = "1:1"
		}
		other.Transfer = map[string]string{"smpte2084": "pq", "arib-std-b67": "hlg"}[s.Transfer]
		if s.CodecName == "h264" {
			other.Profile, other.Level, other.PixFmt = s.Profile, s.Level, s.PixFmt
			types := run(t, "ffprobe", "-v", "error", "-select_streams", strconv.Itoa(s.Index), "-show_entries", "frame=pict_type", "-of", "csv=p=0", path)
			other.BFrames = strings.Count(types, "B")
		}
		theirs = append(theirs, other)
	}
	if diff := cmp.Diff(theirs, ours); diff != "" || len(got.Damage) > 0 || len(got.Undecided) > 0 {
		t.Errorf("ffprobe against us: %v %v\n%s", got.Damage, got.Undecided, diff)
	}
}

func ourVideo(v media.VideoTrack) track {
	out := track{Codec: v.Codec, Width: v.Width, Height: v.Height, Frames: v.Frames, Seconds: tenths(*v.Seconds), Aspect: "1:1"}
	if v.PixelAspect != 1 {
		out.Aspect = fmt.Sprintf("%.0f:11", v.PixelAspect*11)
	}
	if v.Transfer != "sdr" {
		out.Transfer = v.Transfer
	}
	if v.Codec == "h264" {
		out.Profile, out.Level, out.BFrames = v.Profile, v.Level, -1
		out.PixFmt = map[string]string{"4:2:0": "yuv420p", "4:2:2": "yuv422p", "4:4:4": "yuv444p", "rgb": "gbrp"}[v.Chroma]
		if v.Bits == 10 {
			out.PixFmt += "10le"
		}
		if v.BFrames != nil {
			out.BFrames = *v.BFrames
		}
	}
	return out
}

func tenths(seconds float64) float64 { return math.Round(seconds*20) / 20 }

func ourName(codec string) string {
	switch {
	case strings.HasPrefix(codec, "pcm_"):
		return "pcm"
	case codec == "ac3":
		return "ac-3"
	case codec == "eac3":
		return "e-ac-3"
	case codec == "adpcm_ima_qt":
		return "adpcm-ima"
	}
	return codec
}
