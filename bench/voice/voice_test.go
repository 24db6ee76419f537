//go:build unix

package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/bench/measure"
)

// codec is what ffprobe says of the first sound.
func codec(t *testing.T, path string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", "stream=codec_name,channels", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(said))
}

func TestScripts(t *testing.T) {
	t.Parallel()
	source := filepath.Join(t.TempDir(), "a.mp3")
	made := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-ac", "2", source)
	if said, err := made.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for script, want := range map[string]string{
		"voice-one-liner": "opus,1", "voice-careful": "opus,1", "audio-one-liner": "aac,2", "audio-careful": "mp3,2",
	} {
		dir := filepath.Join(t.TempDir(), "new folder")
		if said, err := exec.CommandContext(t.Context(), "./"+script+".sh", source, dir).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", script, err, said)
		}
		made, err := filepath.Glob(filepath.Join(dir, "out.*"))
		if err != nil || len(made) != 1 {
			t.Fatalf("%s made %v, %v", script, made, err)
		}
		if diff := cmp.Diff(want, codec(t, made[0])); diff != "" {
			t.Errorf("%s: %s", script, diff)
		}
	}
}

func TestGoals(t *testing.T) {
	t.Parallel()
	cost := func(seconds int) measure.Cost { return measure.Cost{CPU: time.Duration(seconds) * time.Second} }
	var got []string
	for _, g := range goalsOf([]result{
		{as: "voice", who: ours, size: 600_000, cost: cost(1)}, {as: "audio", who: ours, size: 513_000, broken: []string{"voice.format"}, cost: cost(2)},
		{who: oneliner, size: 900_000, cost: cost(9)}, {who: careful, size: 1, cost: cost(4)},
	}) {
		got = append(got, g.String())
	}
	want := []string{
		"files of wamedia that are missing or break a rule: at most 0; 1, MISSED",
		"voice notes of wamedia over 512 000 bytes: at most 0; 1, MISSED",
		"processor time of the careful script's: at most 100 %; 75 %, met",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	show(&b, "a.wav as voice", []result{{who: ours, size: 512_000, broken: []string{"voice.format"}}})
	if !strings.Contains(b.String(), "512.0  voice.format") {
		t.Errorf("got\n%s", b.String())
	}
}
