package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// terminal runs a command whose streams end at a terminal of that size where they are nil, and interprets what came there.
func terminal(t *testing.T, cmd *exec.Cmd, columns, rows int) *emulator {
	t.Helper()
	output, err := onTerminal(t, cmd, columns, rows)
	e := &emulator{t: t, columns: columns, rows: rows}
	e.feed(output)
	if err != nil {
		t.Fatalf("%v; the terminal shows:\n%s", err, e.text())
	}
	return e
}

// onTerminal runs a command likewise, and returns what came to the terminal and how the command ended.
func onTerminal(t *testing.T, cmd *exec.Cmd, columns, rows int) (output string, ended error) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = master.Close() }()
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	if cmd.Stdin = slave; cmd.Stdout == nil {
		cmd.Stdout = slave
	}
	if cmd.Stderr == nil {
		cmd.Stderr = slave
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	written := make(chan string)
	go func() {
		all, _ := io.ReadAll(master) // ends with an error when the last writer has closed the terminal
		written <- string(all)
	}()
	ended = cmd.Wait()
	_ = slave.Close()
	return <-written, ended
}

// sent is an upload of many small files to a platform that takes its time, and the ids that it gave.
type sent struct {
	graph *whatsapptest.Server
	cmd   *exec.Cmd
}

const manyFiles = 60

func upload(t *testing.T, shell string, args ...string) sent {
	t.Helper()
	graph := whatsapptest.NewServerWith(t, whatsapptest.Config{Latency: 60 * time.Millisecond})
	in := t.TempDir()
	for i := range manyFiles {
		put(t, filepath.Join(in, fmt.Sprintf("note-%02d.txt", i)), []byte(strings.Repeat(fmt.Sprintln("note", i), 3)))
	}
	args = append([]string{"upload", "--api-base", graph.URL, "--upload-jobs", "4", "--rate", "0", in}, args...)
	cmd := exec.Command("sh", append([]string{"-c", shell, program(t)}, args...)...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "GITHUB_WORKSPACE=",
		"WHATSAPP_TOKEN="+whatsapptest.DefaultToken, "WHATSAPP_PHONE_NUMBER_ID=1")
	return sent{graph, cmd}
}

// expect fails unless text has every id that the platform gave and the name of every file.
func (s sent) expect(t *testing.T, text string) {
	t.Helper()
	ids := s.graph.Uploads()
	missing := manyFiles - len(ids)
	for i, u := range ids {
		if !strings.Contains(text, u.IDs[0]) || !strings.Contains(text, fmt.Sprintf("note-%02d.txt", i)) {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d rows are missing:\n%s", missing, manyFiles, text)
	}
}

// TestEveryMediaIDStaysOnTheTerminal runs the program where its report and its progress bar share a terminal.
func TestEveryMediaIDStaysOnTheTerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		columns, rows int
		shell         string
		args          []string
		bar           bool
	}{
		"text":                       {80, 24, `exec "$0" "$@"`, nil, true},
		"text in a low window":       {80, 4, `exec "$0" "$@"`, nil, true},
		"text wider than the window": {30, 24, `exec "$0" "$@"`, nil, true},
		"text of the window's width": {52, 24, `exec "$0" "$@"`, nil, true},
		"JSON":                       {80, 24, `exec "$0" "$@"`, []string{"--format", "json"}, true},
		"with the log":               {100, 24, `exec "$0" "$@"`, []string{"--verbose"}, true},
		"a report file by its name":  {80, 24, `exec "$0" "$@"`, []string{"--output", "/dev/stdout"}, true},
		"by another name":            {80, 24, `exec setsid -c "$0" "$@"`, []string{"--output", "/dev/tty"}, false},
		"through a pipe":             {80, 24, `"$0" "$@" | cat`, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := upload(t, c.shell, c.args...)
			screen := terminal(t, s.cmd, c.columns, c.rows)
			text := screen.text()
			s.expect(t, text)
			if shown := screen.moves > 1; shown != c.bar {
				t.Errorf("a progress bar was shown: %v, want %v", shown, c.bar)
			}
			if strings.Contains(text, " of 60 files ") {
				t.Errorf("parts of the progress bar stayed:\n%s", text)
			}
		})
	}
}

func TestAReportOnATerminalAlone(t *testing.T) {
	t.Parallel()
	s := upload(t, `exec "$0" "$@"`)
	var errs bytes.Buffer
	s.cmd.Stderr = &errs
	screen := terminal(t, s.cmd, 80, 24)
	s.expect(t, screen.text())
	if screen.moves > 0 || errs.Len() > 0 {
		t.Errorf("the cursor was moved up %d times, and stderr got %q; want neither", screen.moves, errs.String())
	}
}

func TestAProgressBarOnATerminalAlone(t *testing.T) {
	t.Parallel()
	s := upload(t, `exec "$0" "$@"`)
	report, err := os.Create(filepath.Join(t.TempDir(), "report"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = report.Close() }()
	s.cmd.Stdout = report
	screen := terminal(t, s.cmd, 80, 24)
	text, err := os.ReadFile(report.Name())
	if err != nil {
		t.Fatal(err)
	}
	s.expect(t, string(text))
	if strings.Contains(string(text), "\x1b") || screen.moves < 2 || strings.TrimSpace(screen.text()) != "" {
		t.Errorf("want a report without controls and a bar that leaves nothing; the bar moved %d times and left %q", screen.moves, screen.text())
	}
}
