package validate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// TestCrossCheck compares facts with what ffprobe, vipsheader and webpinfo say of the same files: those of testdata,
// and of a collection of real files beside the checkout where there is one.
func TestCrossCheck(t *testing.T) {
	t.Parallel()
	for f := range walk.Files([]string{samples.Dir(), "../../shared/corpus"}, walk.Options{AllFiles: true, Exclude: []string{"gen", "*.sh", "*.md", "*.tsv"}}) {
		if f.Err != nil {
			continue // no such collection here
		}
		t.Run(f.Rel, func(t *testing.T) {
			t.Parallel()
			r, err := validate.Policy{Deep: true}.File(context.Background(), f.Path)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Facts.Damage) == 0 { // what others say of broken files is nothing to be held to
				crossCheck(t, f.Path, &r.Facts)
			}
		})
	}
}

func crossCheck(t *testing.T, path string, f *media.Facts) {
	t.Helper()
	switch {
	case f.MIME == "image/webp":
		crossWebP(t, path, f.Picture)
	case f.MIME == "image/jpeg" || f.MIME == "image/png" || f.MIME == "image/gif" || f.MIME == "image/tiff":
		crossPicture(t, path, f.Picture)
	case len(f.Video)+len(f.Audio) > 0 && f.Picture == nil:
		crossFilm(t, path, f)
	}
}

func output(t *testing.T, program string, args ...string) (string, bool) {
	t.Helper()
	var out, errs bytes.Buffer
	c := exec.Command(program, args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		if _, missing := exec.LookPath(program); missing != nil {
			t.Fatal(missing)
		}
		return errs.String(), false
	}
	return out.String(), true
}

func crossWebP(t *testing.T, path string, p *media.Picture) {
	t.Helper()
	out, ok := output(t, "webpinfo", path)
	if !ok {
		t.Errorf("webpinfo finds fault with what we call whole: %.200s", out)
		return
	}
	size := regexp.MustCompile(`Canvas size (\d+) x (\d+)|Width: (\d+)\s+Height: (\d+)`).FindStringSubmatch(out)
	want := strings.Join(slices.DeleteFunc(size[1:], func(s string) bool { return s == "" }), "x")
	if got := fmt.Sprintf("%dx%d", p.Width, p.Height); got != want {
		t.Errorf("%s pixels, webpinfo says %s", got, want)
	}
	if frames := strings.Count(out, "Chunk ANMF"); max(1, frames) != p.Frames {
		t.Errorf("%d frames, webpinfo says %d", p.Frames, frames)
	}
}

func crossPicture(t *testing.T, path string, p *media.Picture) {
	t.Helper()
	link := filepath.Join(t.TempDir(), "picture") // vips reads brackets in names as options
	if err := os.Symlink(absolute(t, path), link); err != nil {
		t.Fatal(err)
	}
	out, ok := output(t, "vipsheader", link)
	size := regexp.MustCompile(`: (\d+)x(\d+) (\w+), (\d+) band`).FindStringSubmatch(out)
	if !ok || size == nil {
		return // vips is no judge of formats it does not read
	}
	if got := fmt.Sprintf("%dx%d", p.Width, p.Height); got != size[1]+"x"+size[2] {
		t.Errorf("%s pixels, vipsheader says %sx%s", got, size[1], size[2])
	}
	if deep := size[3] == "ushort"; deep != (p.Bits == 16) {
		t.Errorf("%d bits, vipsheader says %s", p.Bits, size[3])
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// probed is what ffprobe says of one stream.
type probed struct {
	Type        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Profile     string `json:"profile"`
	Channels    int    `json:"channels"`
	Duration    string `json:"duration"`
	Start       string `json:"start_time"`
	Disposition struct {
		AttachedPicture int `json:"attached_pic"`
	} `json:"disposition"`
}

func crossFilm(t *testing.T, path string, f *media.Facts) {
	t.Helper()
	out, ok := output(t, "ffprobe", "-v", "error", "-show_streams", "-of", "json", "file:"+path)
	var said struct{ Streams []probed }
	if !ok || json.Unmarshal([]byte(out), &said) != nil {
		return // ffprobe is no judge of formats it does not read
	}
	pictures, sounds := byType(said.Streams, "video"), byType(said.Streams, "audio")
	if len(pictures) != len(f.Video) || len(sounds) != len(f.Audio) {
		t.Errorf("%d streams of pictures and %d of sound, ffprobe says %d and %d", len(f.Video), len(f.Audio), len(pictures), len(sounds))
		return
	}
	for i := range f.Video {
		crossPictures(t, path, i, &f.Video[i], pictures[i])
	}
	for i := range f.Audio {
		crossSound(t, f, &f.Audio[i], sounds[i])
	}
	crossFaststart(t, path, f)
}

func byType(streams []probed, kind string) []probed {
	return slices.DeleteFunc(slices.Clone(streams), func(s probed) bool { return s.Type != kind || s.Disposition.AttachedPicture == 1 })
}

func crossPictures(t *testing.T, path string, i int, v *media.VideoTrack, p probed) {
	t.Helper()
	if v.Encrypted || p.Codec == "" {
		return
	}
	if ours := ffmpegName(v.Codec); ours != p.Codec {
		t.Errorf("pictures %d are %s, ffprobe says %s", i, ours, p.Codec)
	}
	if v.Codec != "h264" || v.BFrames == nil {
		return
	}
	if !strings.HasPrefix(p.Profile, v.Profile) && !strings.HasPrefix(v.Profile, p.Profile) {
		t.Errorf("profile %s, ffprobe says %s", v.Profile, p.Profile)
	}
	types, ok := output(t, "ffprobe", "-v", "quiet", "-select_streams", fmt.Sprintf("V:%d", i), "-show_entries", "frame=pict_type",
		"-of", "csv=p=0", "file:"+path)
	if b := strings.Count(types, "B"); ok && (b > 0) != (*v.BFrames > 0) {
		t.Errorf("%d B-frames, ffprobe decodes %d", *v.BFrames, b)
	}
}

// ffmpegName is ffmpeg's word for a codec.
func ffmpegName(codec string) string {
	name, ok := map[string]string{
		"amr-nb": "amr_nb", "amr-wb": "amr_wb", "ac-3": "ac3", "e-ac-3": "eac3", "mpeg2": "mpeg2video", "mpeg1": "mpeg1video",
	}[codec]
	if !ok {
		return codec
	}
	return name
}

func crossSound(t *testing.T, f *media.Facts, a *media.AudioTrack, p probed) {
	t.Helper()
	if a.Encrypted || p.Codec == "" {
		return
	}
	if ours := ffmpegName(a.Codec); ours != p.Codec && (ours != "pcm" || !strings.HasPrefix(p.Codec, "pcm_")) {
		t.Errorf("sound is %s, ffprobe says %s", ours, p.Codec)
	}
	if a.Channels != 0 && p.Channels != 0 && a.Channels != p.Channels {
		t.Errorf("%d channels, ffprobe says %d", a.Channels, p.Channels)
	}
	want, err := strconv.ParseFloat(p.Duration, 64)
	if err != nil || a.Seconds == nil || estimated(f) {
		return
	}
	start, _ := strconv.ParseFloat(p.Start, 64) // ffprobe counts from zero to the end, also where the first sample is late
	slack := 0.05
	if f.MIME == "audio/ogg" {
		slack = 0.1 // ffprobe counts packets in front of the stream that are cut off when it is played
	}
	if math.Abs(*a.Seconds-want) > slack && math.Abs(*a.Seconds-(want-start)) > slack {
		t.Errorf("sound of %.3f s, ffprobe says %.3f", *a.Seconds, want)
	}
}

// estimated tells where ffprobe guesses the duration: from the bit rate of raw streams, or from what the header of a
// fragmented file promises.
func estimated(f *media.Facts) bool {
	return slices.Contains([]string{"audio/aac", "audio/amr", "audio/amr-wb", "audio/mpeg"}, f.MIME) ||
		f.Container != nil && f.Container.Fragmented
}

// crossFaststart asks ffprobe in which order it meets the boxes.
func crossFaststart(t *testing.T, path string, f *media.Facts) {
	t.Helper()
	if f.Container == nil || f.Container.MoovFirst == nil || f.Container.Fragmented {
		return
	}
	var trace bytes.Buffer
	c := exec.Command("ffprobe", "-v", "trace", "file:"+path)
	c.Stderr = &trace
	if c.Run() != nil {
		return
	}
	moov, mdat := strings.Index(trace.String(), "type:'moov' parent:'root'"), strings.Index(trace.String(), "type:'mdat' parent:'root'")
	if moov < 0 || mdat < 0 {
		return
	}
	if first := moov < mdat; first != *f.Container.MoovFirst {
		t.Errorf("moov first: %v, ffprobe meets moov at %d and mdat at %d of its trace", *f.Container.MoovFirst, moov, mdat)
	}
}
