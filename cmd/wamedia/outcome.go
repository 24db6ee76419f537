package main

import (
	"errors"
	"fmt"

	"github.com/wamedia/wamedia/internal/disk"
	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// outcome gathers what decides the exit code.
type outcome struct {
	errors, warnings, failed int
	cannot                   error // why work was not possible at all
	stuck                    int   // files that it kept from being worked on
}

func (o *outcome) add(e *report.Entry) {
	for _, f := range e.Left() {
		switch f.Severity {
		case validate.Error:
			o.errors++
		case validate.Warning:
			o.warnings++
		}
	}
	if !e.Planned && e.Verdict == validate.Warn {
		o.warnings++
	}
	if e.Failed() || e.Planned && e.Plan.Action == transcode.Refuse {
		o.failed++
	}
	if impossible(e.Err) {
		if o.cannot == nil {
			o.cannot = e.Err
		}
		o.stuck++
	}
}

// impossible tells apart what no other file would fare better with: a missing program, a full disk, a refused token.
func impossible(err error) bool {
	return errors.Is(err, pipeline.ErrMissing) || disk.IsFull(err) || errors.Is(err, pipeline.ErrDenied)
}

func (o *outcome) exit(failOn string) error {
	switch {
	case o.cannot != nil:
		return noWork(fmt.Errorf("could not work on %d of the files: %w", o.stuck, o.cannot))
	case o.failed > 0,
		failOn != "never" && o.errors > 0,
		failOn == "warning" && o.warnings > 0:
		return &exitError{code: exitFindings}
	}
	return nil
}
