package local_test

import (
	"context"
	"encoding/json"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/samples"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// TestClosure takes every sample through check, plan, cure and check again. What comes out is judged by our rules, and
// then by ffprobe, vipsheader and webpinfo, which know nothing of our parsers.
func TestClosure(t *testing.T) {
	all := samples.Read(t)
	all = slices.DeleteFunc(all, func(s samples.Sample) bool { return !s.Stored() })
	out := t.TempDir()
	l, err := local.New(t.Context(), local.Config{Work: out})
	if err != nil {
		t.Fatal(err)
	}
	results := make([]pipeline.Result, len(all))
	for r := range l.Run(t.Context(), items(all, out)) {
		results[r.Index] = r
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	for i, s := range all {
		t.Run(s.Path, func(t *testing.T) {
			t.Parallel()
			r := results[i]
			switch {
			case s.Cure == "yes" && (r.Err != nil || r.Output == ""):
				t.Errorf("%s: not cured: action %s, %v %s", s.What, r.Plan.Action, r.Err, r.Plan.Refusal)
			case s.Cure == "no" && r.Output != "":
				t.Errorf("%s: cured by %s, want it refused", s.What, r.Plan.Action)
			case r.Output != "":
				clean(t, s, r)
				accepted(t, r)
			}
		})
	}
}

func items(all []samples.Sample, out string) iter.Seq[pipeline.Item] {
	return func(yield func(pipeline.Item) bool) {
		for i, s := range all {
			target := filepath.Join(out, strings.ReplaceAll(s.Path, "/", "_"))
			it := pipeline.Item{
				Index: i, Path: filepath.Join(samples.Dir(), s.Path), Kind: media.Kind(s.As),
				Output: func(mime string) string { return target + validate.Extensions(mime)[0] },
			}
			if !yield(it) {
				return
			}
		}
	}
}

// clean judges an output as a stranger would judge a file.
func clean(t *testing.T, s samples.Sample, r pipeline.Result) {
	t.Helper()
	again, err := validate.Policy{As: media.Kind(s.As), Deep: true}.File(context.Background(), r.Output)
	if err != nil {
		t.Fatal(err)
	}
	if again.Verdict == validate.Fail || again.Verdict == validate.Warn && r.Plan.Action != transcode.Copy && r.Plan.Action != transcode.Rename {
		t.Errorf("%s: the output of %s is judged %s: %v", s.What, r.Plan.Action, again.Verdict, again.Findings)
	}
	if !slices.Contains(validate.Extensions(again.Facts.MIME), filepath.Ext(r.Output)) {
		t.Errorf("%s: %s holds %s", s.What, filepath.Base(r.Output), again.Facts.MIME)
	}
}

// accepted asks other programs.
func accepted(t *testing.T, r pipeline.Result) {
	t.Helper()
	switch r.Kind {
	case media.Image:
		match(t, r.Output, `\b(uchar, 3 bands|uchar, 4 bands), srgb`, "vipsheader", r.Output)
	case media.Sticker:
		match(t, r.Output, `Canvas size 512 x 512|Width: 512\s+Height: 512`, "webpinfo", r.Output)
	case media.Video:
		acceptedVideo(t, r.Output)
	case media.Audio, media.Voice:
		acceptedAudio(t, r.Output)
	}
}

func match(t *testing.T, path, want, program string, args ...string) {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil || !regexp.MustCompile(want).Match(out) {
		t.Errorf("%s says of %s: %v\n%s\nwant %s", program, filepath.Base(path), err, out, want)
	}
}

// stream is what ffprobe says of one.
type stream struct {
	Type     string `json:"codec_type"`
	Codec    string `json:"codec_name"`
	Profile  string `json:"profile"`
	Pixels   string `json:"pix_fmt"`
	Channels int    `json:"channels"`
}

func ffprobe(t *testing.T, path string) []stream {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_streams", "-of", "json", path).Output()
	if err != nil {
		t.Fatalf("ffprobe %s: %v", filepath.Base(path), err)
	}
	var said struct{ Streams []stream }
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	return said.Streams
}

func acceptedVideo(t *testing.T, path string) {
	t.Helper()
	sounds := 0
	for _, s := range ffprobe(t, path) {
		switch s.Type {
		case "video":
			if s.Codec != "h264" || !slices.Contains([]string{"Main", "Baseline", "Constrained Baseline"}, s.Profile) || s.Pixels != "yuv420p" {
				t.Errorf("%s has %s %s %s, want H.264 Main or Baseline in yuv420p", filepath.Base(path), s.Codec, s.Profile, s.Pixels)
			}
		case "audio":
			if sounds++; s.Codec != "aac" || sounds > 1 {
				t.Errorf("%s has %s as sound number %d, want one of AAC", filepath.Base(path), s.Codec, sounds)
			}
		}
	}
	types, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pict_type", "-of", "csv=p=0", path).Output()
	if err != nil || strings.Contains(string(types), "B") || !strings.Contains(string(types), "I") {
		t.Errorf("%s: picture types %q, %v; want I and P", filepath.Base(path), types, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if moov, mdat := strings.Index(string(data), "moov"), strings.Index(string(data), "mdat"); moov < 0 || moov > mdat || strings.Contains(string(data), "moof") {
		t.Errorf("%s: moov at %d, mdat at %d; want moov first and no fragments", filepath.Base(path), moov, mdat)
	}
}

func acceptedAudio(t *testing.T, path string) {
	t.Helper()
	streams := ffprobe(t, path)
	want := map[string]string{".m4a": "aac", ".aac": "aac", ".mp3": "mp3", ".amr": "amr_nb", ".ogg": "opus"}[filepath.Ext(path)]
	codec := streams[0].Codec
	if filepath.Ext(path) == ".amr" && codec == "amr_wb" {
		want = "amr_wb" // a warning that a copy may keep
	}
	if codec != want || filepath.Ext(path) == ".ogg" && streams[0].Channels != 1 {
		t.Errorf("%s holds %s with %d channels, want %s, mono in Ogg", filepath.Base(path), codec, streams[0].Channels, want)
	}
}
