package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

// githubWriter writes workflow commands, which GitHub Actions shows as annotations of files. GitHub shows the first
// ten of each level for a step, and all of them in the log.
type githubWriter struct {
	w *bufio.Writer
	o Options
	// data escapes what a command says, and property one of its parameters, as the runner undoes it.
	data, property *strings.Replacer
}

func newGitHub(w io.Writer, o Options) Writer {
	data := []string{"%", "%25", "\r", "%0D", "\n", "%0A"}
	return &githubWriter{
		w: bufio.NewWriter(w), o: o,
		data:     strings.NewReplacer(data...),
		property: strings.NewReplacer(append(data, ":", "%3A", ",", "%2C")...),
	}
}

// Entry writes a command for each finding that is left, for what could not be decided, for what went wrong, and a
// notice for a file that was changed or uploaded.
func (g *githubWriter) Entry(e *Entry) error {
	for _, f := range e.Left() {
		if f.Severity != validate.Info || g.o.Verbose || standing(e) != validate.Pass {
			g.command(githubLevel(f.Severity), e.Path, f.Rule, sentence(f))
		}
	}
	for _, u := range e.Unknown {
		g.command("warning", e.Path, u.Rule, undecided(u))
	}
	if s := trouble(e); s != "" {
		g.command("error", e.Path, "wamedia: "+state(e), s)
	}
	if e.Planned && standing(e) != validate.Fail && (e.Plan.Action != 0 || e.MediaID != "") {
		g.command("notice", e.Path, "wamedia: "+state(e), made(e))
	}
	return g.w.Flush()
}

// made says what became of a file that went down the line.
func made(e *Entry) string {
	parts := []string{sizes(e)}
	if e.Output != "" {
		parts = append(parts, "written to "+printable.Text(e.Output))
	}
	if len(e.Plan.ForcedBy) > 0 {
		parts = append(parts, "because of "+strings.Join(e.Plan.ForcedBy, ", "))
	}
	if e.Outcome.Note != "" {
		parts = append(parts, printable.Line(e.Outcome.Note))
	}
	if send := toSend(e); send != nil {
		parts = append(parts, "would be sent: "+send.String())
	}
	if e.MediaID != "" {
		parts = append(parts, mediaID(e))
	}
	return strings.Join(parts, "; ")
}

func githubLevel(s validate.Severity) string {
	return cmp.Or(map[validate.Severity]string{validate.Error: "error", validate.Warning: "warning"}[s], "notice")
}

func (g *githubWriter) command(level, name, title, message string) {
	_, _ = fmt.Fprintf(g.w, "::%s file=%s,title=%s::%s\n", level,
		g.property.Replace(seen(place(name, g.o.Root))), g.property.Replace(seen(title)), g.data.Replace(seen(message)))
}

// seen replaces control characters, but for line ends: those alone can be escaped, and the others would steer the
// terminal that shows the log.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || printable.Visible(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

// Close writes the counts as a line of the log.
func (g *githubWriter) Close(s *Summary) error {
	if !g.o.Quiet {
		for _, line := range skipLines(s) {
			_, _ = fmt.Fprintln(g.w, line)
		}
		_, _ = fmt.Fprintln(g.w, tally(s))
	}
	return g.w.Flush()
}
