package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

// markdownWriter writes GitHub's Markdown for the comment of a pull request or the summary of a job: what fails at
// first sight, the rest folded. It holds no more than such a comment may.
type markdownWriter struct {
	w     io.Writer
	o     Options
	fails section
	warns section
	made  section
	clean section
}

// Each section has its share of the 65,536 characters of a comment (docs.github.com, issue comments, read
// 2026-11-21); the rules and the heading get what is left.
const (
	failShare  = 30_000
	warnShare  = 10_000
	madeShare  = 10_000
	cleanShare = 2_000
	rulesShare = 8_000
)

func newMarkdown(w io.Writer, o Options) Writer {
	findings := "| file | what is, and what should be | fix | rule |\n| --- | --- | --- | --- |\n"
	return &markdownWriter{
		w: w, o: o,
		fails: section{room: failShare, head: findings},
		warns: section{room: warnShare, head: findings},
		made:  section{room: madeShare, head: "| file | done | output | size | media id |\n| --- | --- | --- | --- | --- |\n"},
		clean: section{room: cleanShare, head: "| file | what it is |\n| --- | --- |\n"},
	}
}

// section is a table that takes files until its room is used up, and counts the others.
type section struct {
	head string
	rows strings.Builder
	room int
	// files in all, and those of them that found no room.
	files, left int
}

func (s *section) add(rows string) {
	s.files++
	if s.left > 0 || s.rows.Len()+len(rows) > s.room {
		s.left++
		return
	}
	s.rows.WriteString(rows)
}

// String is the table with a word on what had no room; empty where there was nothing to tell.
func (s *section) String() string {
	switch {
	case s.rows.Len() == 0 && s.left == 0:
		return ""
	case s.left == 0:
		return s.head + s.rows.String()
	case s.rows.Len() == 0:
		return leftOut(s.left)
	}
	return s.head + s.rows.String() + "\n" + leftOut(s.left)
}

func leftOut(n int) string {
	return "… and " + plural(n, "file") + " more, for which there is no room here.\n"
}

// Entry puts a file into the sections where it belongs.
func (m *markdownWriter) Entry(e *Entry) error {
	switch standing(e) {
	case validate.Fail:
		m.fails.add(m.findings(e))
	case validate.Warn:
		m.warns.add(m.findings(e))
	default:
		if m.o.Verbose && !e.Planned {
			m.clean.add(cells(code(e.Path), markdownText(about(e))))
		}
	}
	if e.Planned && standing(e) != validate.Fail {
		m.made.add(cells(code(e.Path), state(e), codeOr(e.Output), markdownText(sizes(e)), markdownText(e.MediaID)))
	}
	return nil
}

// findings are the rows of one file: its name stands in the first of them.
func (m *markdownWriter) findings(e *Entry) string {
	var b strings.Builder
	name := code(e.Path)
	row := func(message, fix, rule string) {
		b.WriteString(cells(name, message, fix, codeOr(rule)))
		name = ""
	}
	if t := trouble(e); t != "" {
		row("**"+state(e)+"** "+markdownText(t), "", "")
	}
	for _, p := range points(e, m.o.Verbose) {
		if !p.Fixed {
			row(fmt.Sprintf("**%s** %s", p.Severity, markdownText(p.Message)), fixWord(p.Fix, p.Severity), p.Rule)
		}
	}
	for _, u := range e.Unknown {
		row("**unknown** "+markdownText(undecided(u)), "", u.Rule)
	}
	return b.String()
}

func cells(list ...string) string { return "| " + strings.Join(list, " | ") + " |\n" }

// Close writes the report.
func (m *markdownWriter) Close(s *Summary) error {
	var b strings.Builder
	b.WriteString("## wamedia: " + m.title(s) + "\n\n" + tally(s) + "\n")
	b.WriteString(block("", m.fails.String()))
	b.WriteString(block(plural(m.warns.files, "file")+" with warnings", m.warns.String()))
	b.WriteString(block(plural(m.made.files, "file")+" prepared", m.made.String()))
	b.WriteString(block("The rules behind it", ruleTable(s)))
	b.WriteString(block(plural(m.clean.files, "file")+" without findings", m.clean.String()))
	b.WriteString(block("Skipped in folders", skippedList(s)))
	_, err := io.WriteString(m.w, b.String())
	return err
}

func skippedList(s *Summary) string {
	var b strings.Builder
	for _, line := range skipLines(s) {
		b.WriteString("* " + markdownText(line) + "\n")
	}
	return b.String()
}

// title says in a few words how it went.
func (m *markdownWriter) title(s *Summary) string {
	switch {
	case m.fails.files > 0:
		return fmt.Sprintf("%d of %s fail", m.fails.files, plural(s.Files, "file"))
	case m.warns.files > 0:
		return fmt.Sprintf("no errors, warnings on %d of %s", m.warns.files, plural(s.Files, "file"))
	}
	return plural(s.Files, "file") + ", all fine"
}

// block is a part of the report, folded where it has a title; nothing where it has no body.
func block(title, body string) string {
	switch {
	case body == "":
		return ""
	case title == "":
		return "\n" + body
	}
	return "\n<details>\n<summary>" + title + "</summary>\n\n" + body + "\n</details>\n"
}

// ruleTable says why each rule that was broken matters, and how to fix it.
func ruleTable(s *Summary) string {
	table := section{room: rulesShare, head: "| rule | findings | why | command |\n| --- | --- | --- | --- |\n"}
	for _, r := range newBook().most(s, false) {
		id := code(r.ID)
		if p := page(r.Rule); p != "" {
			id = "[" + id + "](" + p + ")"
		}
		row := cells(id, fmt.Sprint(r.Count), markdownText(r.Why), codeOr(r.Cure))
		if table.rows.Len()+len(row) > table.room {
			break
		}
		table.add(row)
	}
	return table.String()
}

// longest is how many characters of one text a cell shows.
const longest = 400

// markdownText makes a text of any bytes one line that Markdown, tables and HTML leave as it is. A name after an at
// sign would tell its bearer; the comment between keeps it from being one.
func markdownText(s string) string { return escapeMarkdown(printable.Line(clip(s))) }

func clip(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}

func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '@':
			b.WriteString("@<!-- -->")
		case strings.ContainsRune("\\`*_{}[]<>#|~&$", r):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "://", "&#58;//") // no links but ours
}

// code shows a text as it is. The element takes what a code span in a table cannot: bars and backticks.
func code(s string) string { return "<code>" + escapeMarkdown(printable.Text(s)) + "</code>" }

func codeOr(s string) string {
	if s == "" {
		return ""
	}
	return code(s)
}
