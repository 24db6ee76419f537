package probetest_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/adts"
	"github.com/wamedia/wamedia/validate/probe/flac"
	"github.com/wamedia/wamedia/validate/probe/matroska"
	"github.com/wamedia/wamedia/validate/probe/mpegaudio"
	"github.com/wamedia/wamedia/validate/probe/mpegts"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/riff"
	"github.com/wamedia/wamedia/validate/probe/signature"
)

// Sources of two seconds that ffmpeg generates.
const (
	tone    = "-f lavfi -i sine=440:sample_rate=44100:d=2 "
	stereo  = tone + "-ac 2 "
	bars    = "-f lavfi -i testsrc2=s=160x120:r=25:d=2 "
	both    = bars + "-f lavfi -i sine=440:sample_rate=44100:d=2 "
	chirped = "-f lavfi -i aevalsrc=sin(2000*t*t):s=44100:d=2 "
)

// sample is a file that ffmpeg makes.
type sample struct {
	probe probetest.Parser
	args  string
	ext   string
	// cut is what is said of the file without its last third; empty where the format cannot tell.
	cut media.DamageKind
	// drift is by how many seconds ffprobe may be off; 0 is 0.05.
	drift float64
}

// samples cover every parser of sound and of containers other than MP4.
var samples = map[string]sample{
	"opus mono":          {ogg.Probe, tone + "-c:a libopus", "ogg", media.Truncated, 0},
	"opus stereo":        {ogg.Probe, stereo + "-c:a libopus", "opus", media.Truncated, 0},
	"vorbis":             {ogg.Probe, stereo + "-c:a libvorbis", "ogg", media.Truncated, 0},
	"flac in ogg":        {ogg.Probe, tone + "-c:a flac", "oga", media.Truncated, 0},
	"speex":              {ogg.Probe, "-f lavfi -i sine=440:sample_rate=16000:d=2 -c:a libspeex", "spx", media.Truncated, 0},
	"theora and vorbis":  {ogg.Probe, both + "-c:v libtheora -c:a libvorbis", "ogv", media.Truncated, 0},
	"adts":               {adts.Probe, stereo + "-c:a aac", "aac", media.Suspect, 0.3},
	"mp3 constant rate":  {mpegaudio.Probe, stereo + "-c:a libmp3lame -b:a 64k", "mp3", media.Suspect, 0.06},
	"mp3 variable rate":  {mpegaudio.Probe, chirped + "-c:a libmp3lame -q:a 4", "mp3", media.Suspect, 0.06},
	"mp3 without a tag":  {mpegaudio.Probe, tone + "-c:a libmp3lame -write_xing 0 -id3v2_version 0", "mp3", media.Suspect, 0.06},
	"mp2":                {mpegaudio.Probe, stereo + "-c:a mp2", "mp2", "", 0.06},
	"wav":                {riff.Probe, stereo + "-c:a pcm_s16le", "wav", media.Suspect, 0},
	"wav float":          {riff.Probe, stereo + "-c:a pcm_f32le", "wav", media.Suspect, 0},
	"wav a-law":          {riff.Probe, tone + "-c:a pcm_alaw", "wav", media.Suspect, 0},
	"wav adpcm":          {riff.Probe, tone + "-c:a adpcm_ima_wav", "wav", media.Suspect, 0},
	"wav with mp3":       {riff.Probe, stereo + "-c:a libmp3lame -f wav", "wav", media.Suspect, 0},
	"wav rf64":           {riff.Probe, stereo + "-c:a pcm_s16le -rf64 always", "wav", media.Suspect, 0},
	"avi":                {riff.Probe, both + "-c:v mpeg4 -c:a libmp3lame", "avi", media.Truncated, 0},
	"avi motion jpeg":    {riff.Probe, bars + "-c:v mjpeg", "avi", media.Truncated, 0},
	"flac":               {flac.Probe, stereo + "-c:a flac", "flac", media.Truncated, 0},
	"webm":               {matroska.Probe, both + "-c:v libvpx-vp9 -deadline realtime -c:a libopus", "webm", media.Truncated, 0},
	"webm alpha":         {matroska.Probe, bars + "-vf format=yuva420p -c:v libvpx -auto-alt-ref 0 -deadline realtime", "webm", media.Truncated, 0},
	"webm live":          {matroska.Probe, tone + "-c:a libopus -live 1", "webm", media.Truncated, 0},
	"matroska h264":      {matroska.Probe, both + "-c:v libx264 -profile:v main -c:a aac", "mkv", media.Truncated, 0},
	"matroska hevc":      {matroska.Probe, both + "-c:v libx265 -x265-params log-level=none -c:a ac3", "mkv", media.Truncated, 0},
	"matroska pcm":       {matroska.Probe, tone + "-c:a pcm_s16le", "mka", media.Truncated, 0},
	"aiff":               {signature.Probe, stereo + "-c:a pcm_s16be", "aiff", media.Truncated, 0},
	"caf":                {signature.Probe, stereo + "-c:a pcm_s16le", "caf", media.Truncated, 0},
	"caf alac":           {signature.Probe, stereo + "-c:a alac", "caf", media.Truncated, 0.1},
	"wma":                {signature.Probe, stereo + "-c:a wmav2", "wma", media.Suspect, 0.1},
	"wmv":                {signature.Probe, both + "-c:v wmv2 -c:a wmav2", "wmv", media.Truncated, 0.1},
	"flash":              {signature.Probe, both + "-c:v flv -c:a libmp3lame", "flv", media.Truncated, 0.1},
	"flash h264":         {signature.Probe, both + "-c:v libx264 -c:a aac", "flv", media.Truncated, 0.1},
	"transport stream":   {mpegts.Probe, both + "-c:v libx264 -c:a aac", "ts", "", 0.3},
	"camera's transport": {mpegts.Probe, both + "-c:v libx264 -c:a ac3", "m2ts", "", 0.3},
	"program stream":     {signature.Probe, both + "-c:v mpeg2video -c:a mp2 -f vob", "mpg", "", 0.3},
	"program, MPEG-1":    {signature.Probe, both + "-c:v mpeg1video -c:a mp2 -f mpeg", "mpg", "", 0.3},
	"wavpack":            {signature.Probe, stereo + "-c:a wavpack", "wv", "", 0},
	"true audio":         {signature.Probe, stereo + "-c:a tta", "tta", "", 0},
	"sun audio":          {signature.Probe, stereo + "-c:a pcm_s16be", "au", media.Truncated, 0},
	"uncompressed video": {signature.Probe, bars + "-pix_fmt yuv420p", "y4m", "", 0},
	"ivf":                {signature.Probe, bars + "-c:v libvpx -deadline realtime", "ivf", "", 0.1},
}

// run answers what a program writes.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s %q: %v", name, args, err)
	}
	return out
}

// make encodes a sample into a file.
func (s sample) make(t *testing.T) (name string, b []byte) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "sample."+s.ext)
	run(t, "ffmpeg", slices.Concat([]string{"-nostdin", "-v", "error"}, strings.Fields(s.args), []string{name})...)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return name, b
}

// probed is what ffprobe says of a file.
type probed struct {
	Streams []struct {
		Kind     string `json:"codec_type"`
		Codec    string `json:"codec_name"`
		Profile  string `json:"profile"`
		Channels int    `json:"channels"`
		Rate     string `json:"sample_rate"`
		Width    int    `json:"width"`
		Height   int    `json:"height"`
	} `json:"streams"`
	Format struct {
		Duration string `json:"duration"`
	} `json:"format"`
}

// codec is the name here of a codec of ffmpeg's.
func codec(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "le"), "be")
	switch name {
	case "pcm_s16":
		return "pcm"
	case "pcm_f32":
		return "pcm-float"
	case "pcm_alaw":
		return "alaw"
	case "adpcm_ima_wav":
		return "adpcm-ima"
	case "ac3":
		return "ac-3"
	}
	return name
}

// compare holds the facts against what ffprobe says. What a parser does not know it leaves out.
func compare(t *testing.T, s sample, f media.Facts, p probed) {
	t.Helper()
	audio, video := f.Audio, f.Video
	for _, want := range p.Streams {
		switch {
		case want.Kind == "audio" && len(audio) > 0:
			got := audio[0]
			audio = audio[1:]
			rate, _ := strconv.Atoi(want.Rate)
			if got.Codec != codec(want.Codec) || got.Channels != 0 && got.Channels != want.Channels || got.SampleRate != 0 && got.SampleRate != rate {
				t.Errorf("sound is %+v; ffprobe says %+v", got, want)
			}
		case want.Kind == "video" && len(video) > 0:
			got := video[0]
			video = video[1:]
			if got.Codec != codec(want.Codec) || got.Width != 0 && (got.Width != want.Width || got.Height != want.Height) {
				t.Errorf("pictures are %+v; ffprobe says %+v", got, want)
			}
			if got.Codec == "h264" && got.Profile != "" && got.Profile != want.Profile {
				t.Errorf("profile %q; ffprobe says %q", got.Profile, want.Profile)
			}
		default:
			t.Errorf("ffprobe lists %+v", want)
		}
	}
	if len(audio)+len(video) > 0 {
		t.Errorf("ffprobe does not list %+v %+v", audio, video)
	}
	drift := max(s.drift, 0.05)
	if seconds, err := strconv.ParseFloat(p.Format.Duration, 64); err == nil && (f.Seconds == nil || math.Abs(*f.Seconds-seconds) > drift) {
		t.Errorf("plays %v s; ffprobe says %v", f.Seconds, seconds)
	}
}

// What real encoders write is read as ffprobe reads it, without a word of damage, and its loss is noticed.
func TestEncoders(t *testing.T) {
	t.Parallel()
	for name, s := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, b := s.make(t)
			var p probed
			if err := json.Unmarshal(run(t, "ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", file), &p); err != nil {
				t.Fatal(err)
			}
			for _, deep := range []bool{false, true} {
				f := probetest.Read(s.probe, b, deep)
				if f.MIME == "" || len(f.Damage) > 0 {
					t.Fatalf("deep %v: type %q, damage %v; want none", deep, f.MIME, f.Damage)
				}
				compare(t, s, f, p)
			}
			cut := probetest.Read(s.probe, b[:len(b)*2/3-7], false)
			if s.cut != "" && !slices.Contains(probetest.Kinds(cut), s.cut) {
				t.Errorf("cut: %v; want %s", cut.Damage, s.cut)
			}
			if s.cut == "" && len(cut.Damage) > 0 && cut.Damage[0].Kind != media.Suspect {
				t.Errorf("cut: %v; want none that is certain", cut.Damage)
			}
		})
	}
}

// The alpha of WebM stands in its header.
func TestEncodedAlpha(t *testing.T) {
	t.Parallel()
	_, b := samples["webm alpha"].make(t)
	if f := probetest.Read(matroska.Probe, b, false); len(f.Video) != 1 || !f.Video[0].Alpha {
		t.Errorf("got %+v; want alpha", f.Video)
	}
}
