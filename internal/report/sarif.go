package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

// sarifWriter writes a SARIF 2.1.0 log of one run. Results stream, for their number has no bound; the members of the
// run that stand beside them follow at the end, with the files that went down the line.
type sarifWriter struct {
	w       *bufio.Writer
	o       Options
	book    book
	results int
	made    bytes.Buffer // artifacts, already written
}

const sarifHead = `{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",` +
	`"version":"2.1.0","runs":[{"results":[`

func newSARIF(w io.Writer, o Options) Writer {
	s := &sarifWriter{w: bufio.NewWriter(w), o: o, book: newBook()}
	_, _ = s.w.WriteString(sarifHead) // bufio keeps the error for the next write
	return s
}

// Entry writes a result for each finding that is left, for what could not be decided, and for what went wrong.
func (s *sarifWriter) Entry(e *Entry) error {
	where := uri(place(e.Path, s.o.Root))
	var list []sarifResult
	for _, f := range e.Left() {
		list = append(list, s.result(f.Rule, where, sarifLevel(f.Severity), sentence(f)))
	}
	for _, u := range e.Unknown {
		open := s.result(u.Rule, where, "none", undecided(u))
		open.Kind = "open"
		list = append(list, open)
	}
	if t := trouble(e); t != "" {
		list = append(list, s.result(failedRule, where, "error", t))
	}
	if e.Planned && !unread(e) {
		if err := s.artifact(e, where); err != nil {
			return err
		}
	}
	return s.write(list)
}

func (s *sarifWriter) write(list []sarifResult) error {
	for _, r := range list {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if s.results > 0 {
			_ = s.w.WriteByte(',')
		}
		s.results++
		_ = s.w.WriteByte('\n')
		if _, err := s.w.Write(printable.JSON(b)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sarifWriter) result(rule, where, level, message string) sarifResult {
	// Media has no lines, but code scanning shows only what has one.
	at := sarifPhysicalLocation{sarifArtifactLocation{where}, sarifRegion{StartLine: 1}}
	return sarifResult{
		RuleID: rule, RuleIndex: s.index(rule), Kind: "fail", Level: level, Message: sarifMessage{Text: message},
		Locations:           []sarifLocation{{at}},
		PartialFingerprints: map[string]string{"ruleAndPath/v1": fingerprint(rule, where)},
	}
}

// index is where a rule stands in the run's list: as in the book, then the rule of files that failed.
func (s *sarifWriter) index(rule string) int {
	if rule == failedRule {
		return len(s.book.rules)
	}
	return s.book.at(rule)
}

// fingerprint stays the same as long as a file breaks a rule, whatever else changes in the file or in the message.
func fingerprint(rule, where string) string {
	sum := sha256.Sum256([]byte(rule + "\x00" + where))
	return hex.EncodeToString(sum[:16])
}

func sarifLevel(s validate.Severity) string {
	switch s {
	case validate.Error:
		return "error"
	case validate.Warning:
		return "warning"
	}
	return "note"
}

// artifact notes what became of a file, with the fields of the JSON report.
func (s *sarifWriter) artifact(e *Entry, where string) error {
	a := sarifArtifact{
		Location: sarifArtifactLocation{where}, Length: e.Facts.Size, MIMEType: e.Facts.MIME,
		Properties: map[string]any{"wamedia": outcome(e)},
	}
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if s.made.Len() > 0 {
		s.made.WriteString(",\n")
	}
	s.made.Write(printable.JSON(b))
	return nil
}

// Close writes the rest of the run: the tool with its rules, and the files that were prepared or uploaded.
func (s *sarifWriter) Close(sum *Summary) error {
	call := sarifInvocation{ExecutionSuccessful: sum.Failed == 0}
	for _, line := range skipLines(sum) {
		call.Notifications = append(call.Notifications, sarifNotification{"note", sarifMessage{Text: line}})
	}
	rest := sarifRun{Tool: sarifTool{s.driver()}, Invocations: []sarifInvocation{call}}
	if s.made.Len() > 0 {
		rest.Artifacts = append(append([]byte{'['}, s.made.Bytes()...), ']')
	}
	b, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	_, _ = s.w.WriteString("\n],")
	_, _ = s.w.Write(printable.JSON(b[1:]))
	_, _ = s.w.WriteString("]}\n")
	return s.w.Flush()
}
