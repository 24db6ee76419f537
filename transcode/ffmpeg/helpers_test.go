package ffmpeg_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// run runs a tool on the machine and returns what it wrote to stdout.
func run(t testing.TB, tool string, args ...string) string {
	t.Helper()
	path, err := process.Find(tool, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := process.Run(t.Context(), process.Command{Path: path, Args: args, Stdout: &out}); err != nil {
		t.Fatalf("%s %s: %v", tool, strings.Join(args, " "), err)
	}
	return out.String()
}

// sample makes a file by ffmpeg; the arguments are those between the global ones and the name.
func sample(t testing.TB, name string, args string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	run(t, "ffmpeg", append(strings.Fields("-nostdin -v error -y "+args), "file:"+path)...)
	return path
}

// turned makes a QuickTime film that is shown turned of one that is not.
func turned(t testing.TB, plain string, degrees int) string {
	t.Helper()
	path := sample(t, "turned.mov", "-i "+plain+" -c copy")
	if err := samples.Turn(path, degrees); err != nil {
		t.Fatal(err)
	}
	return path
}

// probed is what ffprobe says of a file.
type probed struct {
	Streams []struct {
		Type        string `json:"codec_type"`
		Codec       string `json:"codec_name"`
		Tag         string `json:"codec_tag_string"`
		Profile     string
		Level       int
		PixFmt      string `json:"pix_fmt"`
		Width       int
		Height      int
		SAR         string `json:"sample_aspect_ratio"`
		Field       string `json:"field_order"`
		Rate        string `json:"avg_frame_rate"`
		BaseRate    string `json:"r_frame_rate"`
		Channels    int
		SampleRate  string `json:"sample_rate"`
		Space       string `json:"color_space"`
		Transfer    string `json:"color_transfer"`
		Primaries   string `json:"color_primaries"`
		Range       string `json:"color_range"`
		BFrames     int    `json:"has_b_frames"`
		Duration    string
		Tags        map[string]string
		SideData    []struct{ Rotation int }  `json:"side_data_list"`
		Disposition struct{ AttachedPic int } `json:"disposition"`
	}
	Format struct {
		Name     string `json:"format_name"`
		Duration string
		Size     string
		Tags     map[string]string
	}
	Chapters []struct{ ID int }
}

func probe(t testing.TB, path string) probed {
	t.Helper()
	var p probed
	text := run(t, "ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_chapters", "-of", "json", "file:"+path)
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p probed) seconds() float64 {
	s, _ := strconv.ParseFloat(p.Format.Duration, 64)
	return s
}

// summary gives the streams in a line each, for comparing.
func (p probed) summary() []string {
	var lines []string
	for _, s := range p.Streams {
		if s.Type == "video" {
			lines = append(lines, fmt.Sprintf("%s %s %dx%d %s", s.Codec, s.Profile, s.Width, s.Height, s.PixFmt))
		} else {
			lines = append(lines, fmt.Sprintf("%s %s %d %s", s.Codec, s.Profile, s.Channels, s.SampleRate))
		}
	}
	return lines
}

// pictureTypes gives one letter a picture: I, P or B.
func pictureTypes(t testing.TB, path string) string {
	t.Helper()
	text := run(t, "ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pict_type",
		"-of", "default=nk=1:nw=1", "file:"+path)
	return strings.Join(strings.Fields(text), "")
}

// facts turns what ffprobe says into facts, as the parsers of this module would give them.
func facts(t testing.TB, path string) media.Facts {
	t.Helper()
	p := probe(t, path)
	f := media.Facts{MIME: "application/octet-stream", Name: "sample"}
	if format := containerOf(p.Format.Name); format != "" {
		f.Container = &media.Container{Format: format}
	} else {
		f.MIME = mimeOf(p.Format.Name)
	}
	if s := p.seconds(); s > 0 {
		f.Seconds = &s
	}
	for _, s := range p.Streams {
		switch s.Type {
		case "video":
			track := media.VideoTrack{
				Codec: s.Codec, Width: s.Width, Height: s.Height, PixelAspect: ratio(s.SAR), FrameRate: ratio(s.Rate),
				Interlaced: s.Field != "" && s.Field != "progressive" && s.Field != "unknown",
				Transfer:   map[string]string{"smpte2084": "pq", "arib-std-b67": "hlg"}[s.Transfer],
				Alpha:      s.Tags["alpha_mode"] == "1" || strings.Contains(s.PixFmt, "rgba") || s.PixFmt == "bgra",
			}
			if strings.HasPrefix(s.PixFmt, "rgb") || strings.HasPrefix(s.PixFmt, "gbr") {
				track.Chroma = "rgb"
			}
			if len(s.SideData) > 0 {
				track.Rotation = (360 - s.SideData[0].Rotation) % 360
			}
			f.Video = append(f.Video, track)
		case "audio":
			rate, _ := strconv.Atoi(s.SampleRate)
			f.Audio = append(f.Audio, media.AudioTrack{Codec: s.Codec, Channels: s.Channels, SampleRate: rate})
		}
	}
	return f
}

func containerOf(format string) string {
	return map[string]string{
		"mov,mp4,m4a,3gp,3g2,mj2": "mp4", "matroska,webm": "matroska", "ogg": "ogg", "avi": "avi",
		"asf": "asf", "mpegts": "mpegts", "flv": "flv", "mpeg": "mpegps",
	}[format]
}

func mimeOf(format string) string {
	return map[string]string{
		"mp3": "audio/mpeg", "aac": "audio/aac", "amr": "audio/amr", "wav": "audio/wav", "flac": "audio/flac",
		"aiff": "audio/aiff", "yuv4mpegpipe": "video/x-yuv4mpegpipe", "gif": "image/gif", "apng": "image/png",
	}[format]
}

// ratio reads "16:15" and "30000/1001".
func ratio(text string) float64 {
	a, b, ok := strings.Cut(strings.Replace(text, ":", "/", 1), "/")
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	if !ok || y == 0 {
		return 0
	}
	return x / y
}

var (
	keep = transcode.Stream{Do: transcode.Keep}
	h264 = transcode.Stream{Do: transcode.Encode, Codec: "h264"}
	aac  = transcode.Stream{Do: transcode.Encode, Codec: "aac"}
	opus = transcode.Stream{Do: transcode.Encode, Codec: "opus"}
)

// job is the common case: one thread, the platform's limit, a file in a folder of its own.
func job(t testing.TB, source string, kind media.Kind, mime string, pictures, sound transcode.Stream) ffmpeg.Job {
	t.Helper()
	return ffmpeg.Job{
		Source: source, Facts: facts(t, source), Output: filepath.Join(t.TempDir(), "out.tmp"),
		Plan: transcode.Plan{
			Kind: kind, MIME: mime, Limit: 16_000_000, Video: pictures, Audio: sound,
			Options: transcode.Options{Threads: 1},
		},
	}
}

func open(t testing.TB) *ffmpeg.Engine {
	t.Helper()
	e, err := ffmpeg.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// made carries the job out and returns the result with what ffprobe says of it.
func made(t testing.TB, j ffmpeg.Job) (ffmpeg.Result, probed) {
	t.Helper()
	result, err := open(t).Make(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	p := probe(t, j.Output)
	if p.Format.Size != strconv.FormatInt(result.Size, 10) {
		t.Errorf("the result says %d bytes, the file has %s", result.Size, p.Format.Size)
	}
	return result, p
}
