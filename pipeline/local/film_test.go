package local_test

import (
	"encoding/json"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	bars    = "-f lavfi -i testsrc2=s=320x180:r=25:d=1 "
	gray    = "-f lavfi -i color=gray:s=320x180:r=25:d=1 "
	tone    = "-f lavfi -i sine=d=1:r=48000 "
	good    = "-c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a aac "
	ultra   = "-c:v libx264 -preset ultrafast "
	x265    = "-c:v libx265 -preset ultrafast -tag:v hvc1 -x265-params log-level=none"
	surface = "-f lavfi -i color=red@0:s=320x180:r=25:d=1,format=yuva444p,drawbox=w=160:color=green@1:t=fill:replace=1,format=yuva420p "
)

// hdr are pictures of a transfer curve, 10 bits deep.
func hdr(curve string) string {
	return bars + "-vf zscale=tin=bt709:min=bt709:pin=bt709:rin=tv:t=" + curve + ":p=bt2020:m=bt2020nc:npl=100,format=yuv420p10le " +
		x265 + ":colorprim=bt2020:transfer=" + curve + ":colormatrix=bt2020nc"
}

// become is what is expected of an output; zero values are not looked at.
type become struct {
	action        transcode.Action
	video, sound  transcode.Do
	width, height int
	fps           float64
	channels      int
	sampleRate    string
}

// TestFilms takes films of every sort down the whole line. Sources and outputs are judged by our rules and by ffprobe;
// streams that are kept are compared as they decode.
func TestFilms(t *testing.T) {
	t.Parallel()
	const keep, drop, encode = transcode.Keep, transcode.Drop, transcode.Encode
	const remux, transcoded = transcode.Remux, transcode.Transcode
	sixty := transcode.Options{MaxFPS: 60}
	for what, c := range map[string]struct {
		name, args string
		options    transcode.Options
		want       become
	}{
		"moov late":        {"a.mp4", bars + tone + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"fragments":        {"a.mp4", bars + tone + good + "-movflags +frag_keyframe+empty_moov", transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"QuickTime":        {"a.mov", bars + tone + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"Matroska":         {"a.mkv", bars + tone + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"transport stream": {"a.ts", bars + tone + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"edit list":        {"a.mp4", bars + "-itsoffset 0.4 " + tone + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"two sounds":       {"a.mp4", bars + tone + "-f lavfi -i sine=f=900:d=1 -map 0 -map 1 -map 2 -movflags +faststart " + good, transcode.Options{}, become{action: remux, video: keep, sound: keep}},
		"sound alone":      {"a.mkv", bars + tone + good + "-c:a libopus", transcode.Options{}, become{action: transcoded, video: keep, sound: encode, channels: 1}},
		"pictures alone":   {"a.mp4", bars + tone + good + "-bf 2", transcode.Options{}, become{action: transcoded, video: encode, sound: keep}},
		"hidden B-frames":  {"a.mkv", bars + tone + good + "-bf 2", transcode.Options{}, become{action: transcoded, video: encode, sound: keep}},

		"hidden B-frames and AC-3":       {"a.m2ts", bars + tone + good + "-bf 2 -c:a ac3", transcode.Options{}, become{action: transcoded, video: encode, sound: encode}},
		"hidden B-frames and MP3":        {"a.flv", bars + tone + good + "-bf 2 -c:a libmp3lame -ar 44100", transcode.Options{}, become{action: transcoded, video: encode, sound: encode}},
		"hidden B-frames and FLAC":       {"a.mkv", bars + tone + good + "-bf 2 -c:a flac", transcode.Options{}, become{action: transcoded, video: encode, sound: encode}},
		"hidden B-frames and MP3 in AVI": {"a.avi", bars + tone + good + "-bf 2 -c:a libmp3lame", transcode.Options{}, become{action: transcoded, video: encode, sound: encode}},

		"private sound": {"a.m2ts", bars + tone + "-c:v mpeg2video -c:a mp2", transcode.Options{}, become{action: transcoded, video: encode, sound: encode, channels: 2}},

		"PQ":            {"a.mp4", hdr("smpte2084"), transcode.Options{}, become{action: transcoded, video: encode}},
		"HLG":           {"a.mov", hdr("arib-std-b67"), transcode.Options{}, become{action: transcoded, video: encode}},
		"10 bits":       {"a.mp4", bars + x265 + " -pix_fmt yuv420p10le", transcode.Options{}, become{action: transcoded, video: encode}},
		"4:2:2":         {"a.mp4", bars + ultra + "-pix_fmt yuv422p", transcode.Options{}, become{action: transcoded, video: encode}},
		"interlaced":    {"a.mpg", "-f lavfi -i testsrc2=s=320x180:r=50:d=1 -vf tinterlace=interleave_top,fieldorder=tff -c:v mpeg2video -flags +ildct+ilme", transcode.Options{}, become{action: transcoded, video: encode, fps: 25}},
		"rotated":       {"a.mov", "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v mpeg4 | turned", transcode.Options{}, become{action: transcoded, video: encode, width: 180, height: 320}},
		"odd size":      {"a.mkv", bars + "-vf scale=321:181,setsar=1 -c:v ffv1", transcode.Options{}, become{action: transcoded, video: encode, width: 320, height: 180}},
		"oblong pixels": {"a.avi", "-f lavfi -i testsrc2=s=160x180:r=25:d=1 -vf setsar=2 -c:v mpeg4", transcode.Options{}, become{action: transcoded, video: encode, width: 320, height: 180}},
		"transparent":   {"a.webm", surface + "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -auto-alt-ref 0", transcode.Options{Background: "#3060c0"}, become{action: transcoded, video: encode}},
		"60 frames":     {"a.mkv", "-f lavfi -i testsrc2=s=320x180:r=60:d=1 -c:v ffv1", transcode.Options{}, become{action: transcoded, video: encode, fps: 30}},
		"60 allowed":    {"a.mkv", "-f lavfi -i testsrc2=s=320x180:r=60:d=1 -c:v ffv1", sixty, become{action: transcoded, video: encode, fps: 60}},
		"uneven frames": {"a.mkv", "-f lavfi -i testsrc2=s=320x180:r=60:d=2 -vf select='not(mod(n\\,7))+lt(n\\,30)' -vsync vfr " + ultra + "-profile:v high -bf 1", transcode.Options{}, become{action: transcoded, video: encode}},
		"4K":            {"a.mp4", "-f lavfi -i testsrc2=s=3840x2160:r=60:d=0.2 -c:v mpeg4 -q:v 5", transcode.Options{}, become{action: transcoded, video: encode, width: 1920, height: 1080, fps: 30}},

		"5.1":      {"a.mkv", bars + tone + "-af pan=5.1|FC=c0 -c:v ffv1 -c:a ac3", transcode.Options{}, become{action: transcoded, video: encode, sound: encode, channels: 2, sampleRate: "48000"}},
		"odd rate": {"a.avi", bars + tone + "-ar 11025 -c:v mpeg4 -c:a pcm_s16le", transcode.Options{}, become{action: transcoded, video: encode, sound: encode, channels: 1, sampleRate: "44100"}},
		"silence":  {"a.mkv", gray + "-f lavfi -i anullsrc=r=48000:cl=stereo -shortest -c:v ffv1 -c:a flac", transcode.Options{}, become{action: transcoded, video: encode, sound: encode, channels: 2}},
		"no sound": {"a.mkv", gray + "-c:v ffv1", transcode.Options{}, become{action: transcoded, video: encode, sound: drop}},
		"the other sound": {"a.mkv", bars + tone + "-f lavfi -i sine=f=900:d=1:r=32000 -map 0 -map 1 -map 2 -c:v ffv1 -c:a:0 aac -c:a:1 flac",
			transcode.Options{AudioTrack: 2}, become{action: transcoded, video: encode, sound: encode, sampleRate: "48000"}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := cured(t, filmed(t, c.name, c.args), c.options)
			if r.Plan.Action != c.want.action || r.Plan.Video.Do != c.want.video || r.Plan.Audio.Do != c.want.sound {
				t.Errorf("%s with pictures %s and sound %s", r.Plan.Action, r.Plan.Video.Do, r.Plan.Audio.Do)
			}
			if note := "streams untouched"; (r.Plan.Action == remux) != (r.Outcome.Note == note) {
				t.Errorf("the note says %q of a %s", r.Outcome.Note, r.Plan.Action)
			}
			acceptedVideo(t, r.Output)
			c.want.compare(t, r)
		})
	}
}

// Opus is accepted, but ffmpeg cannot take it out of a Core Audio file as it is.
func TestSoundThatCannotBeCopiedIsEncoded(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out.m4a")
	l, err := local.New(t.Context(), local.Config{Work: filepath.Dir(out)})
	if err != nil {
		t.Fatal(err)
	}
	source := filmed(t, "a.caf", tone+"-c:a libopus")
	r := l.Process(t.Context(), pipeline.Item{Path: source, Output: func(string) string { return out }})
	if err := l.Close(); err != nil || r.Err != nil {
		t.Fatal(r.Err, err)
	}
	if r.Plan.Action != transcode.Transcode || r.Plan.Audio.Do != transcode.Encode || r.OutputMIME != "audio/mp4" {
		t.Errorf("%s with sound %s to %s", r.Plan.Action, r.Plan.Audio.Do, r.OutputMIME)
	}
}

// filmed makes a file by ffmpeg. After a bar stand the arguments of a second run that reads the first one's file, or
// "turned" for a file that is shown turned by 90 degrees.
func filmed(t *testing.T, name, args string) string {
	t.Helper()
	path := ""
	for step := range strings.SplitSeq(args, " | ") {
		if step == "turned" {
			if err := samples.Turn(path, 90); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if path != "" {
			step = "-i " + path + " " + step
		}
		path = filepath.Join(t.TempDir(), name)
		all := append(strings.Fields("-nostdin -v error -y "+step), "file:"+path)
		if out, err := exec.Command("ffmpeg", all...).CombinedOutput(); err != nil {
			t.Fatalf("ffmpeg %s: %v\n%s", step, err, out)
		}
	}
	return path
}

// cured sends a file down the line and expects an output that the judge has nothing against.
func cured(t *testing.T, path string, o transcode.Options) pipeline.Result {
	t.Helper()
	out := t.TempDir()
	o.Threads = 1
	l, err := local.New(t.Context(), local.Config{Work: out, Options: o, Policy: validate.Policy{As: media.Video}})
	if err != nil {
		t.Fatal(err)
	}
	r := l.Process(t.Context(), pipeline.Item{Path: path, Output: func(string) string { return filepath.Join(out, "out.mp4") }})
	if err := l.Close(); err != nil || r.Err != nil {
		t.Fatal(err, r.Err)
	}
	judged, err := validate.File(r.Output)
	if err != nil || judged.Verdict != validate.Pass {
		t.Fatalf("the output is judged %s, %v: %v %v", judged.Verdict, err, judged.Findings, judged.Unknown)
	}
	return r
}

// shown is what ffprobe says of the pictures and the sound.
type shown struct {
	Type     string `json:"codec_type"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	SAR      string `json:"sample_aspect_ratio"`
	Field    string `json:"field_order"`
	Transfer string `json:"color_transfer"`
	Rate     string `json:"avg_frame_rate"`
	Level    int    `json:"level"`
	Channels int    `json:"channels"`
	Samples  string `json:"sample_rate"`
	Duration string `json:"duration"`
}

func (b become) compare(t *testing.T, r pipeline.Result) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_streams", "-of", "json", r.Output).Output()
	var said struct{ Streams []shown }
	if err != nil || json.Unmarshal(out, &said) != nil || len(said.Streams) == 0 {
		t.Fatalf("ffprobe: %v", err)
	}
	v, got := said.Streams[0], become{action: b.action, video: b.video}
	if len(said.Streams) > 1 {
		a := said.Streams[1]
		got.sound, got.channels, got.sampleRate = b.sound, a.Channels, a.Samples
	}
	got.width, got.height, got.fps = v.Width, v.Height, quotient(v.Rate)
	if diff := cmp.Diff(b, b.zeroed(got), cmp.AllowUnexported(become{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if b.video == transcode.Keep {
		sameStreams(t, r)
		return
	}
	if v.SAR != "1:1" || v.Field != "progressive" || v.Level > 42 || v.Transfer == "smpte2084" || v.Transfer == "arib-std-b67" {
		t.Errorf("the pictures are %+v", v)
	}
	frame := 1 / min(got.fps, 25)
	if seconds, _ := strconv.ParseFloat(v.Duration, 64); math.Abs(seconds-*r.Facts.Seconds) > max(0.11, 2*frame) { // sound may be longer by a frame of its own on both ends
		t.Errorf("the pictures play %v s, their source %v s", seconds, *r.Facts.Seconds)
	}
}

// zeroed leaves out of got what is not looked at.
func (b become) zeroed(got become) become {
	if b.width == 0 {
		got.width, got.height = 0, 0
	}
	if b.fps == 0 || math.Abs(b.fps-got.fps) < 0.02*b.fps { // the last frame may last less
		got.fps = b.fps
	}
	if b.channels == 0 {
		got.channels = 0
	}
	if b.sampleRate == "" {
		got.sampleRate = ""
	}
	return got
}

func quotient(rate string) float64 {
	a, b, _ := strings.Cut(rate, "/")
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return x / max(y, 1)
}

// sameStreams compares what the kept streams of source and output decode to.
func sameStreams(t *testing.T, r pipeline.Result) {
	t.Helper()
	sorts := []string{"0:v:" + strconv.Itoa(r.Plan.Video.Index)}
	if r.Plan.Audio.Do == transcode.Keep {
		sorts = append(sorts, "0:a:"+strconv.Itoa(r.Plan.Audio.Index))
	}
	hash := func(path, stream string) string {
		out, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-map", stream, "-f", "streamhash", "-hash", "md5", "-").Output()
		if err != nil {
			t.Fatalf("hash of %s in %s: %v", stream, filepath.Base(path), err)
		}
		return string(out)
	}
	for _, stream := range sorts {
		if before, after := hash(r.Path, stream), hash(r.Output, stream[:4]+"0"); before != after {
			t.Errorf("stream %s changed: %s became %s", stream, before, after)
		}
	}
}
