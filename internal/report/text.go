package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// textWriter groups findings by file, for people at a terminal.
type textWriter struct {
	w *bufio.Writer
	o Options
}

func newText(w io.Writer, o Options) Writer { return &textWriter{w: bufio.NewWriter(w), o: o} }

// Entry writes a file with its findings. A file that was only checked, and passes, is left out unless Verbose is set.
func (t *textWriter) Entry(e *Entry) error {
	if e.Planned || t.o.Verbose || standing(e) != validate.Pass {
		t.head(e)
		t.lines(e)
		t.aftermath(e)
	}
	return t.w.Flush()
}

// head is the line of the file itself.
func (t *textWriter) head(e *Entry) {
	path, rest := t.paint(bold, printable.Text(e.Path)), ""
	switch {
	case unread(e): // nothing is known of it
	case e.Forecast != nil && !e.Failed() && e.Plan.Action != transcode.Refuse:
		rest = expected(e)
	case e.Planned && e.Output != "" && !e.Failed():
		path, rest = path+" → "+t.paint(bold, printable.Text(e.Output)), sizes(e)
	case e.Planned && standing(e) != validate.Fail:
		rest = sizes(e)
	default:
		rest = about(e)
	}
	if rest != "" {
		rest = "  " + t.paint(dim, rest)
	}
	_, _ = fmt.Fprintf(t.w, "%s %s%s\n", t.paint(verdictColor(standing(e)), fmt.Sprintf("%-9s", state(e))), path, rest)
}

// row is one finding below the line of its file.
type row struct{ color, word, message, fix, rule string }

// lines writes the findings below one another: how bad, what is and should be, what to do, and the rule.
func (t *textWriter) lines(e *Entry) {
	var rows []row
	infos := t.o.Verbose || !e.Planned // what is only worth knowing is not what a file was prepared for
	for _, p := range points(e, infos) {
		r := row{severityColor(p.Severity), string(p.Severity), printable.Line(p.Message), fixWord(p.Fix, p.Severity), p.Rule}
		if p.Fixed {
			r.color, r.word = green, fixedWord(e)
			r.fix = strings.TrimSuffix(r.fix, "no fix") // it was repaired nevertheless
		}
		rows = append(rows, r)
	}
	for _, u := range e.Unknown {
		rows = append(rows, row{yellow, "unknown", undecided(u), "", u.Rule})
	}
	t.align(rows)
}

// maxMessage in characters: longer ones do not push the columns of others to the right.
const maxMessage = 72

func (t *textWriter) align(rows []row) {
	message, fix := 0, 0
	for _, r := range rows {
		if n := utf8.RuneCountInString(r.message); n <= maxMessage {
			message = max(message, n)
		}
		fix = max(fix, len(r.fix))
	}
	for _, r := range rows {
		gap := strings.Repeat(" ", max(0, message-utf8.RuneCountInString(r.message)))
		word := t.paint(r.color, fmt.Sprintf("%-8s", r.word))
		t.detail(fmt.Sprintf("%s %s%s  %-*s  %s", word, r.message, gap, fix, r.fix, t.paint(dim, r.rule)))
	}
}

// aftermath tells what came after the plan: what went wrong, notes, the media id.
func (t *textWriter) aftermath(e *Entry) {
	if s := trouble(e); s != "" {
		t.detail(t.paint(red, fmt.Sprintf("%-8s", "why")) + " " + s)
	}
	for _, s := range steps(e) {
		t.detail(fmt.Sprintf("%-8s %s%s", s.name, s.does, t.paint(dim, s.why)))
	}
	if e.Outcome.Note != "" {
		t.detail(fmt.Sprintf("%-8s %s", "note", printable.Line(e.Outcome.Note)))
	}
	if send := toSend(e); send != nil {
		t.detail(fmt.Sprintf("%-8s %s", "to send", send))
	}
	if e.MediaID != "" {
		t.detail(fmt.Sprintf("%-8s %s", "uploaded", t.paint(bold, mediaID(e))))
	}
}

func (t *textWriter) detail(s string) { _, _ = fmt.Fprintf(t.w, "          %s\n", s) }

// Close writes what to look at first, and the counts.
func (t *textWriter) Close(s *Summary) error {
	if !t.o.Quiet {
		t.first(s)
		t.skipped(s)
		_, _ = fmt.Fprintln(t.w, tally(s))
	}
	return t.w.Flush()
}

// skipped names the files of folders that were not taken, and counts those that are no media.
func (t *textWriter) skipped(s *Summary) {
	for _, f := range named(s) {
		_, _ = fmt.Fprintf(t.w, "%s %s  %s\n", t.paint(yellow, fmt.Sprintf("%-9s", "skipped")), t.paint(bold, printable.Text(f.Path)), t.paint(dim, f.Why))
	}
	for _, line := range unnamed(s) {
		_, _ = fmt.Fprintln(t.w, line)
	}
}

// topRules is how many rules the summary names.
const topRules = 5

// first names the rules to look at first, where there is more than one file to have broken them.
func (t *textWriter) first(s *Summary) {
	b := newBook()
	list := b.most(s, t.o.Verbose)
	if s.Files < 2 || len(list) == 0 {
		return
	}
	_, _ = fmt.Fprintf(t.w, "\nwhat to look at first (wamedia explain RULE tells why, and what to do):\n")
	for i, r := range list {
		if i == topRules {
			_, _ = fmt.Fprintf(t.w, "%7s  and %s\n", "", plural(len(list)-i, "other rule"))
			break
		}
		id := t.paint(severityColor(r.Severity), fmt.Sprintf("%-28s", r.ID))
		_, _ = fmt.Fprintf(t.w, "%7d  %s %s\n", r.Count, id, r.Title)
	}
	_, _ = fmt.Fprintln(t.w)
}
