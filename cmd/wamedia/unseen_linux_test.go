package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// steering is a name that would set the title of a terminal, clear it, begin new lines, and turn the direction of writing.
const steering = "a\x1b]0;x\x07\x1b[2J\nb\rc\x7f\u009b1m\x9b2m\u202e\u2066\u200f\xff.jpg"

// TestNoNameSteersTheTerminal: of the characters that cannot be seen, a terminal gets only line ends, tabs, colours, and
// what moves the progress bar.
func TestNoNameSteersTheTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, steering)
	put(t, name, []byte("not a picture"))
	put(t, filepath.Join(dir, "good.txt"), []byte("fine\n"))
	bad := filepath.Join(dir, steering+".yaml")
	put(t, bad, []byte("profile: \"\u202e\u0085\"\n"))
	gone := filepath.Join(dir, "gone"+steering)
	out := func() string { return filepath.Join(t.TempDir(), steering) }
	commands := map[string][]string{
		"no such file":          {"lint", gone},
		"lint":                  {"lint", "--verbose", dir, name},
		"lint as JSON":          {"lint", "--format", "json", dir, name},
		"lint as SARIF":         {"lint", "--format", "sarif", name},
		"lint as JUnit":         {"lint", "--format", "junit", name},
		"lint for GitHub":       {"lint", "--format", "github", name},
		"unknown command":       {steering},
		"unknown flag":          {"lint", "--" + steering},
		"a flag's value":        {"lint", "--as", steering, dir},
		"a number":              {"lint", "--jobs", steering, dir},
		"a glob":                {"lint", "--include", "[" + steering, dir},
		"a configuration":       {"lint", "--config", bad, dir},
		"no configuration":      {"lint", "--config", gone, dir},
		"a baseline":            {"lint", "--baseline", name, dir},
		"no place for a report": {"lint", "--output", filepath.Join(gone, "x"), dir},
		"prepare":               {"prepare", "--verbose", "--all-files", dir, "-o", out()},
		"prepare in a file":     {"prepare", dir, "-o", name},
		"prepare, dry":          {"prepare", "--dry-run", dir, name},
		"upload":                {"upload", "--api-base", "http://" + steering, name},
		"explain":               {"explain", steering},
		"sandbox":               {"sandbox", "--listen", steering},
		"sandbox in a file":     {"sandbox", "--listen", "127.0.0.1:0", "--dir", name},
		"download":              {"media", "download", steering, "-o", gone},
	}
	for title, args := range commands {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			checkUnsteered(t, withoutColours(t, args))
		})
	}
}

// TestDoctorDoesNotSteerTheTerminal: the programs that it names, and what they say of themselves, come from outside too.
func TestDoctorDoesNotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), steering)
	talks := filepath.Join(dir, "ffmpeg")
	must(t, os.Mkdir(dir, 0o700), os.WriteFile(talks, []byte("#!/bin/sh\nprintf 'ffmpeg version 9\\033[2J\\302\\233\\342\\200\\256\\n'; printf '\\033[2Jno\\n' >&2\n"), 0o700))
	for title, environment := range map[string][]string{
		"programs that talk":    {"WAMEDIA_FFMPEG=" + talks, "WAMEDIA_FFPROBE=" + talks, "WAMEDIA_VIPS=" + talks},
		"programs that are not": {"WAMEDIA_FFMPEG=" + dir, "WAMEDIA_FFPROBE=" + dir + "x", "WAMEDIA_VIPS=" + dir + "/x"},
		"no place to write":     {"TMPDIR=" + talks, "XDG_STATE_HOME=" + talks, "XDG_CACHE_HOME=" + talks},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			checkUnsteered(t, withoutColours(t, []string{"doctor"}, environment...))
		})
	}
}

// checkUnsteered fails on characters that cannot be seen, and where nothing is shown at all.
func checkUnsteered(t *testing.T, shown string) {
	t.Helper()
	if i := strings.IndexFunc(shown, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\n' && r != '\t' }); i >= 0 {
		t.Errorf("the terminal got %q:\n%q", shown[i], shown)
	}
	if strings.TrimSpace(shown) == "" {
		t.Error("the terminal shows nothing")
	}
}

// withoutColours runs a command on a terminal and returns what it writes there, but for colours and moves of the bar.
func withoutColours(t *testing.T, args []string, environment ...string) string {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "GITHUB_WORKSPACE=", "WHATSAPP_TOKEN=x", "WHATSAPP_PHONE_NUMBER_ID=1")
	cmd.Env = append(cmd.Env, environment...)
	output, _ := onTerminal(t, cmd, 200, 24) // most commands fail
	pairs := []string{"\r\n", "\n", "\x1b[1A", "", "\x1b[J", ""}
	for _, colour := range []string{"0", "1", "2", "31", "32", "33", "36"} {
		pairs = append(pairs, "\x1b["+colour+"m", "")
	}
	return strings.NewReplacer(pairs...).Replace(output)
}
