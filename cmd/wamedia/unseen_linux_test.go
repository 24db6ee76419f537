package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/creack/pty"
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
			shown := onTerminal(t, args)
			if i := strings.IndexFunc(shown, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\n' && r != '\t' }); i >= 0 {
				t.Errorf("the terminal got %q:\n%q", shown[i], shown)
			}
			if strings.TrimSpace(shown) == "" {
				t.Error("the terminal shows nothing")
			}
		})
	}
}

// onTerminal is what a command writes to a terminal, without colours and the bar's moves, which are ours.
func onTerminal(t *testing.T, args []string) string {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = master.Close() }()
	cmd := exec.Command(program(t), args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "GITHUB_WORKSPACE=", "WHATSAPP_TOKEN=x", "WHATSAPP_PHONE_NUMBER_ID=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	written := make(chan string)
	go func() {
		all, _ := io.ReadAll(master) // ends with an error when the last writer has closed the terminal
		written <- string(all)
	}()
	_ = cmd.Wait() // most commands fail
	_ = slave.Close()
	ours := strings.NewReplacer("\r\n", "\n", "\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[36m", "", "\x1b[1A", "", "\x1b[J", "")
	return ours.Replace(<-written)
}
