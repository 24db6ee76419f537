package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

// junitWriter writes one suite with a test case for each file. The suite's counts stand before its cases, so the
// cases wait, already written, for the end.
type junitWriter struct {
	w                io.Writer
	cases            [][]byte
	failures, errors int
	time             time.Duration
}

func newJUnit(w io.Writer, _ Options) Writer { return &junitWriter{w: w} }

type junitCase struct {
	XMLName   xml.Name      `xml:"testcase"`
	ClassName string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	File      string        `xml:"file,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitFailure `xml:"failure,omitempty"`
	Error     *junitFailure `xml:"error,omitempty"`
	Skipped   *junitSkipped `xml:"skipped,omitempty"`
	Out       string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// Entry writes the case of one file, for later.
func (j *junitWriter) Entry(e *Entry) error {
	c := junitCase{
		ClassName: "wamedia." + string(e.Kind), Name: e.Path, File: e.Path, Time: seconds(e.Elapsed),
		Failure: failure(e), Out: remarks(e),
	}
	if unread(e) {
		c.ClassName = "wamedia.unread"
	}
	if e.Failed() {
		c.Error = &junitFailure{Type: state(e), Message: trouble(e), Text: strings.Join(failed(e), "\n")}
		j.errors++
	}
	if c.Failure != nil {
		j.failures++
	}
	j.time += e.Elapsed
	return j.add(c)
}

func (j *junitWriter) add(c junitCase) error {
	b, err := xml.MarshalIndent(c, "    ", "  ")
	j.cases = append(j.cases, printable.XML(b))
	return err
}

// failure gathers why a file does not pass: readers of the format show the first failure of a case alone.
func failure(e *Entry) *junitFailure {
	if e.Failed() || standing(e) != validate.Fail {
		return nil
	}
	lines := failed(e)
	f := &junitFailure{Type: state(e), Message: printable.Line(e.Plan.Refusal), Text: strings.Join(lines, "\n")}
	if i := slices.IndexFunc(e.Left(), isError); i >= 0 {
		f.Type, f.Message = e.Left()[i].Rule, sentence(e.Left()[i])
	}
	if len(lines) > 1 {
		f.Message += fmt.Sprintf(", and %d more", len(lines)-1)
	}
	return f
}

func isError(f validate.Finding) bool { return f.Severity == validate.Error }

// failed lists the errors that are left, one a line.
func failed(e *Entry) []string {
	var lines []string
	for _, f := range e.Left() {
		if isError(f) {
			lines = append(lines, f.Rule+": "+sentence(f))
		}
	}
	return lines
}

// remarks lists what is no failure: warnings, what is worth knowing, what was not decided, and what was made.
func remarks(e *Entry) string {
	var lines []string
	for _, f := range e.Left() {
		if !isError(f) {
			lines = append(lines, fmt.Sprintf("%s %s: %s", f.Severity, f.Rule, sentence(f)))
		}
	}
	for _, u := range e.Unknown {
		lines = append(lines, fmt.Sprintf("unknown %s: %s", u.Rule, undecided(u)))
	}
	if e.Planned && !unread(e) {
		lines = append(lines, state(e)+": "+made(e))
	}
	return strings.Join(lines, "\n")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// Close writes the suite.
func (j *junitWriter) Close(s *Summary) error {
	for _, f := range s.SkippedFiles {
		c := junitCase{ClassName: "wamedia.skipped", Name: f.Path, File: f.Path, Time: seconds(0), Skipped: &junitSkipped{f.Why}}
		if err := j.add(c); err != nil {
			return err
		}
	}
	skipped := len(s.SkippedFiles)
	w := bufio.NewWriter(j.w)
	_, _ = fmt.Fprintf(w, "%s<testsuites>\n  <testsuite name=\"wamedia\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\">\n",
		xml.Header, s.Files+skipped, j.failures, j.errors, skipped, seconds(j.time))
	for _, c := range j.cases {
		_, _ = w.Write(append(c, '\n'))
	}
	_, _ = w.WriteString("  </testsuite>\n</testsuites>\n")
	return w.Flush()
}
