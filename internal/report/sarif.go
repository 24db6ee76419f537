package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

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
	var list []*sarif.Result
	for _, f := range e.Left() {
		list = append(list, s.result(f.Rule, where, sarifLevel(f.Severity), sentence(f)))
	}
	for _, u := range e.Unknown {
		list = append(list, s.result(u.Rule, where, "none", undecided(u)).WithKind("open"))
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

func (s *sarifWriter) write(list []*sarif.Result) error {
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

func (s *sarifWriter) result(rule, where, level, message string) *sarif.Result {
	// Media has no lines, but code scanning shows only what has one.
	region := sarif.NewRegion().WithStartLine(1)
	at := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(where)).WithRegion(region)
	return sarif.NewRuleResult(rule).WithRuleIndex(s.index(rule)).WithLevel(level).WithMessage(sarif.NewTextMessage(message)).
		AddLocation(sarif.NewLocationWithPhysicalLocation(at)).
		WithPartialFingerprints(map[string]string{"ruleAndPath/v1": fingerprint(rule, where)})
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
	a := sarif.NewArtifact().WithLocation(sarif.NewSimpleArtifactLocation(where)).WithLength(int(e.Facts.Size)).
		WithProperties(sarif.NewPropertyBag().Add("wamedia", outcome(e)))
	if e.Facts.MIME != "" {
		a.WithMimeType(e.Facts.MIME)
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

// sarifRest is a run without what is written apart from it: the results, and the artifacts.
type sarifRest struct {
	*sarif.Run
	Results   *struct{}       `json:"results,omitempty"`
	Artifacts json.RawMessage `json:"artifacts,omitempty"`
}

// Close writes the rest of the run: the tool with its rules, and the files that went down the line.
func (s *sarifWriter) Close(sum *Summary) error {
	call := sarif.NewInvocation().WithExecutionSuccessful(sum.Failed == 0)
	for _, line := range skipLines(sum) {
		call.AddToolExecutionNotification(sarif.NewNotification().WithLevel("note").WithMessage(sarif.NewTextMessage(line)))
	}
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(s.driver())).AddInvocation(call)
	rest := sarifRest{Run: run}
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
