package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// unread tells whether nothing is known of a file, because it could not be read.
func unread(e *Entry) bool { return e.Verdict == "" }

// verdict of a file; one that could not be read fails.
func verdict(e *Entry) validate.Verdict { return cmp.Or(e.Verdict, validate.Fail) }

// action that was planned; nothing can be made of a file that could not be read.
func action(e *Entry) transcode.Action {
	if unread(e) {
		return transcode.Refuse
	}
	return e.Plan.Action
}

// state is the one word for what became of a file: its verdict where it was only checked, else what was done.
func state(e *Entry) string {
	switch {
	case e.Failed() && !e.Planned:
		return "error"
	case e.Failed():
		return "failed"
	case !e.Planned:
		return string(e.Verdict)
	case e.Plan.Action == transcode.Refuse:
		return "refused"
	}
	return e.Plan.Action.String()
}

// standing is the verdict that counts: of the findings that remain after the fix, or of the file itself.
func standing(e *Entry) validate.Verdict {
	switch {
	case e.Failed(), e.Planned && e.Plan.Action == transcode.Refuse:
		return validate.Fail
	case !e.Planned:
		return e.Verdict
	case hasSeverity(e.Remaining, validate.Error):
		return validate.Fail
	case hasSeverity(e.Remaining, validate.Warning):
		return validate.Warn
	}
	return validate.Pass
}

func hasSeverity(list []validate.Finding, s validate.Severity) bool {
	return slices.ContainsFunc(list, func(f validate.Finding) bool { return f.Severity == s })
}

// trouble says in one line what went wrong beside the findings; empty where nothing did.
func trouble(e *Entry) string {
	switch {
	case e.Failed() && unread(e):
		return "could not be read: " + printable.Line(e.Err.Error())
	case e.Failed():
		return cmp.Or(printable.Line(e.Err.Error()), "no reason was given")
	case e.Planned && e.Plan.Action == transcode.Refuse && !says(e.Findings, e.Plan.Refusal):
		return printable.Line(e.Plan.Refusal)
	}
	return ""
}

// says tells whether a finding has a message.
func says(list []validate.Finding, message string) bool {
	return slices.ContainsFunc(list, func(f validate.Finding) bool { return f.Message == message })
}

// point is a finding as people see it: fixed or not.
type point struct {
	validate.Finding
	Fixed bool
}

// points lists what the report says of a file: what was fixed, then what remains.
func points(e *Entry, infos bool) []point {
	var list []point
	left := e.Findings
	if e.Planned && !e.Failed() && e.Plan.Action != transcode.Refuse {
		left = e.Remaining
		for _, f := range e.Findings {
			if !hasRule(left, f.Rule) {
				list = append(list, point{f, true})
			}
		}
	}
	for _, f := range left {
		list = append(list, point{f, false})
	}
	return slices.DeleteFunc(list, func(p point) bool { return p.Severity == validate.Info && !infos })
}

func hasRule(list []validate.Finding, id string) bool {
	return slices.ContainsFunc(list, func(f validate.Finding) bool { return f.Rule == id })
}

// fixWord is what to do about a finding, in a word or two; empty where nothing need be done.
func fixWord(fix validate.Fix, s validate.Severity) string {
	switch {
	case fix != validate.NoFix:
		return string(fix)
	case s == validate.Info:
		return ""
	}
	return "no fix"
}

// sentence is a finding with what to do about it.
func sentence(f validate.Finding) string {
	if f.Fix == validate.NoFix {
		return printable.Line(f.Message)
	}
	return fmt.Sprintf("%s (fix: %s)", printable.Line(f.Message), f.Fix)
}

func undecided(u validate.Unknown) string { return "could not be decided: " + printable.Line(u.Why) }

// about says what a file is.
func about(e *Entry) string {
	return fmt.Sprintf("%s, %s", printable.Text(e.Facts.Name), short(e.Facts.Size))
}

// sizes says what a file weighs, before and after.
func sizes(e *Entry) string {
	if e.OutputSize == e.Facts.Size {
		return short(e.OutputSize)
	}
	return short(e.Facts.Size) + " → " + short(e.OutputSize)
}

// mediaID names the id of an upload and until when it holds.
func mediaID(e *Entry) string {
	again := ""
	if e.Reused {
		again = ", uploaded before"
	}
	return fmt.Sprintf("media id %s (expires %s%s)", printable.Text(e.MediaID), e.Expires.Format("2006-01-02"), again)
}

// short writes a size to about three figures.
func short(n int64) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1_000:
		return fmt.Sprintf("%.0f KB", float64(n)/1e3)
	}
	return plural(int(n), "byte")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// tally is the summary in one line.
func tally(s *Summary) string {
	line := fmt.Sprintf("%s: %s", plural(s.Files, "file"), counts(s.Verdicts, "pass", "warn", "fail"))
	if len(s.Actions) == 0 {
		return line + ifAny(s.Failed, " · %d not read")
	}
	line = fmt.Sprintf("%s: %s", plural(s.Files, "file"), outcomes(s))
	if s.Uploaded > 0 {
		line += fmt.Sprintf(" · %s (%d uploaded before)", plural(s.Uploaded, "media id"), s.Reused)
	}
	return line
}

// outcomes says how many files are ready, by what was done to them, and how many are not: "4 ready (1 unchanged, 3 converted),
// 1 refused".
func outcomes(s *Summary) string {
	ready, all := []string(nil), 0
	for _, a := range []struct{ action, done, planned string }{
		{"copy", "unchanged", "unchanged"}, {"rename", "renamed", "to rename"},
		{"remux", "remuxed", "to remux"}, {"transcode", "converted", "to convert"},
	} {
		if n := s.done[a.action]; n > 0 {
			ready, all = append(ready, fmt.Sprintf("%d %s", n, either(s.forecast, a.planned, a.done))), all+n
		}
	}
	line := fmt.Sprintf("%d %s", all, either(s.forecast, "can be made ready", "ready"))
	if all > 0 {
		line += " (" + strings.Join(ready, ", ") + ")"
	}
	return line + ifAny(s.done["refuse"], ", %d refused") + ifAny(s.Failed, ", %d failed")
}

func either(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// ifAny formats a number that is worth saying.
func ifAny(n int, format string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}

func counts(m map[string]int, keys ...string) string {
	var parts []string
	for _, k := range keys {
		parts = append(parts, fmt.Sprintf("%d %s", m[k], k))
	}
	return strings.Join(parts, ", ")
}
