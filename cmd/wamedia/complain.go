package main

import (
	"errors"
	"io"
	"strings"

	"github.com/wamedia/wamedia/internal/config"
	"github.com/wamedia/wamedia/internal/printable"
)

// complain writes an error to stderr, errors that were joined one a line. Names in it cannot steer the terminal.
func (a *app) complain(err error) {
	var b strings.Builder
	for _, e := range parted(err) {
		b.WriteString("wamedia: " + printable.Line(e.Error()) + "\n")
		var bad *config.Error
		if !errors.As(e, &bad) || bad.Source == "" {
			continue
		}
		for line := range strings.Lines(bad.Source) {
			b.WriteString(printable.Text(strings.TrimRight(line, "\r\n")) + "\n")
		}
	}
	_, _ = io.WriteString(a.err, b.String())
}

// parted lists the errors that errors.Join put together, or the one that err is.
func parted(err error) []error {
	coded, ok := err.(*exitError) //nolint:errorlint // what it wraps comes next, one layer at a time
	if ok && coded.cause != nil {
		err = coded.cause
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || strings.Count(err.Error(), "\n") < len(joined.Unwrap())-1 { // fmt.Errorf with several %w
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, parted(e)...)
	}
	return all
}
