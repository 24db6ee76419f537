package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/proctree"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// kill ends a run in the way that leaves it no time to clean up, and expects its children to go with it.
func (s *started) kill() {
	s.t.Helper()
	orphans := proctree.Children(s.cmd.Process.Pid)
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	<-s.ended
	for _, pid := range orphans {
		gone(s.t, pid)
	}
}

// finished lists what stands in a folder under final names, reports left out.
func finished(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "wamedia-report.json" {
			names = append(names, e.Name())
		}
	}
	return names
}

// unswept lists what unfinished runs left in a folder.
func unswept(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestAKilledRunIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source func(t *testing.T, path string)
		name   string
		args   []string
		child  string
	}{
		"in a video":   {func(t *testing.T, p string) { t.Helper(); mpeg4(t, p, 12) }, "long.avi", nil, "ffmpeg"},
		"in a picture": {func(t *testing.T, p string) { t.Helper(); put(t, p, bitPNG(t, 6000)) }, "large.png", nil, "wamedia-vips"},
		"in an animated sticker": {func(t *testing.T, p string) { t.Helper(); mpeg4(t, p, 3) }, "clip.avi",
			[]string{"--as", "sticker"}, "wamedia-vips"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, out := t.TempDir(), t.TempDir()
			test.source(t, filepath.Join(in, test.name))
			args := append([]string{"prepare", in, "-o", out}, test.args...)
			s := start(t, args...)
			s.busy(test.child)
			s.kill()
			if names := finished(t, out); len(names) > 0 || len(unswept(t, out)) != 1 {
				t.Errorf("after the kill there are %v and %v, want a temporary folder alone", names, unswept(t, out))
			}
			next := start(t, args...)
			if code := next.exit(); code != exitClean {
				t.Errorf("the next run ended with %d; it said:\n%s", code, next.out.String())
			}
			if names := finished(t, out); len(names) != 1 || len(unswept(t, out)) > 0 {
				t.Errorf("after the next run there are %v and %v, want one output alone", names, unswept(t, out))
			}
		})
	}
}

// TestOutputsOfAKilledRunAreKnown kills a run whose first file takes long, after its second was done: the report has no
// result of either, and the next run must still know the second for its own, though it is made differently this time.
func TestOutputsOfAKilledRunAreKnown(t *testing.T) {
	t.Parallel()
	in, out := t.TempDir(), t.TempDir()
	mpeg4(t, filepath.Join(in, "1.avi"), 12)
	put(t, filepath.Join(in, "2.jpg"), sample(t, "samples/bad/image.color.cmyk.jpg"))
	s := start(t, "prepare", "--jobs", "2", in, "-o", out)
	for len(finished(t, out)) == 0 {
		s.busy("ffmpeg")
	}
	s.kill()
	next := start(t, "prepare", "--max-side", "40", in, "-o", out)
	if code := next.exit(); code != exitClean {
		t.Errorf("the next run ended with %d; it said:\n%s", code, next.out.String())
	}
	report, err := os.ReadFile(filepath.Join(out, "wamedia-report.json"))
	if err != nil || strings.Count(string(report), "\n") != 3 || strings.Contains(string(report), "placing") {
		t.Errorf("the report is not of the last run alone: %v\n%s", err, report)
	}
}

// TestAKilledUploadIsFinishedByTheNext kills a run whose upload was accepted and not answered yet.
func TestAKilledUploadIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	graph := whatsapptest.NewServer(t)
	accepted, killed := make(chan struct{}), make(chan struct{})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-killed:
			graph.ServeHTTP(w, r)
		default:
			graph.ServeHTTP(httptest.NewRecorder(), r)
			close(accepted)
			<-killed
		}
	}))
	t.Cleanup(front.Close)
	in, state := t.TempDir(), t.TempDir()
	put(t, filepath.Join(in, "1.jpg"), sample(t, "samples/bad/image.color.cmyk.jpg"))
	upload := func() *started {
		cmd := exec.Command(program(t), "upload", "--api-base", front.URL, "--format", "json", in)
		cmd.Env = []string{"XDG_STATE_HOME=" + state, "XDG_CACHE_HOME=" + state,
			"WHATSAPP_TOKEN=" + whatsapptest.DefaultToken, "WHATSAPP_PHONE_NUMBER_ID=1"}
		return startAs(t, cmd)
	}
	s := upload()
	<-accepted
	s.kill()
	close(killed)
	next := upload()
	if code := next.exit(); code != exitClean {
		t.Errorf("the next run ended with %d; it said:\n%s", code, next.out.String())
	}
	if id, _ := results(t, &next.out)["1.jpg"]["media_id"].(string); id == "" {
		t.Error("the next run has no media id")
	}
	if all := graph.Uploads(); len(all) != 1 || all[0].Count > 2 {
		t.Errorf("the platform was sent %v, want one file at most twice", all)
	}
	if left := unswept(t, filepath.Join(state, "wamedia", "work")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
