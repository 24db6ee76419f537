// Package report writes results for people and machines. A Writer takes one entry after another and a summary at
// the end; it holds nothing that it does not have to.
package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/validate"
)

// Entry is one file of a report.
type Entry struct {
	pipeline.Result
	// Planned is true where the file was prepared or uploaded, false where it was only checked.
	Planned bool
	// WouldSend is true where the file was made ready to be sent, and was not.
	WouldSend bool
}

// Failed reports whether something went wrong apart from the findings: the file could not be read, converted or uploaded. A
// refused file has findings that say so.
func (e *Entry) Failed() bool { return e.Err != nil && !errors.Is(e.Err, pipeline.ErrRefused) }

// Left lists the findings that count for the exit code: what remains after the fix, or all where there is none.
func (e *Entry) Left() []validate.Finding {
	if e.Planned {
		return e.Remaining
	}
	return e.Findings
}

// Summary counts the files of a run.
type Summary struct {
	Files    int            `json:"files"`
	Verdicts map[string]int `json:"verdicts"`
	Actions  map[string]int `json:"actions,omitempty"`
	Rules    map[string]int `json:"rules"`
	// Failed files could not be read, fixed or uploaded.
	Failed int `json:"failed"`
	// Uploaded and Reused count media ids; Reused are those of earlier runs.
	Uploaded int `json:"uploaded,omitempty"`
	Reused   int `json:"reused,omitempty"`
	// Skipped counts the files of folders that were not taken, by reason.
	Skipped map[walk.Reason]int `json:"skipped,omitempty"`
	// SkippedFiles names those of them that might be missed: all but what is not media.
	SkippedFiles []SkippedFile `json:"skipped_files,omitempty"`

	// done counts the files that did not fail, by what was done to them.
	done map[string]int
	// forecast is true where nothing was written yet.
	forecast bool
}

// NewSummary counts nothing yet.
func NewSummary() *Summary {
	return &Summary{Verdicts: map[string]int{}, Actions: map[string]int{}, Rules: map[string]int{}, done: map[string]int{}}
}

// Add counts one entry.
func (s *Summary) Add(e *Entry) {
	s.Files++
	s.Verdicts[string(verdict(e))]++
	for _, f := range e.Findings {
		s.Rules[f.Rule]++
	}
	if e.Failed() {
		s.Failed++
	}
	if e.Planned {
		s.Actions[action(e).String()]++
		s.forecast = s.forecast || e.Forecast != nil
		if !e.Failed() {
			s.done[action(e).String()]++
		}
	}
	if e.MediaID != "" {
		s.Uploaded++
		if e.Reused {
			s.Reused++
		}
	}
}

// Writer writes one report.
type Writer interface {
	// Entry writes one file.
	Entry(e *Entry) error
	// Close writes what stands at the end. It does not close the stream below.
	Close(s *Summary) error
}

// Options of the writers. The zero value is for a pipe, and names neither the program's version nor a root.
type Options struct {
	// Color writes terminal colours (text).
	Color bool
	// Verbose also lists files that pass, and in all cases what is merely worth knowing (formats for people).
	Verbose bool
	// Quiet leaves the summary out (text and github).
	Quiet bool
	// Version of the program, for formats that name their maker (sarif).
	Version string
	// Root is the folder, such as a checkout, that sarif and github give paths relative to. Empty leaves paths as
	// they are.
	Root string
}

// formats in the order of the help text.
var formats = []struct {
	name string
	make func(io.Writer, Options) Writer
}{
	{"text", newText},
	{"json", newJSON},
	{"sarif", newSARIF},
	{"junit", newJUnit},
	{"github", newGitHub},
	{"markdown", newMarkdown},
	{"html", newHTML},
}

// Formats lists the names that New takes.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// New makes the writer of a format on w.
func New(format string, w io.Writer, o Options) (Writer, error) {
	i := slices.IndexFunc(Formats(), func(name string) bool { return name == format })
	if i < 0 {
		return nil, fmt.Errorf("no report format is called %q; want one of %s", format, strings.Join(Formats(), ", "))
	}
	return formats[i].make(w, o), nil
}
