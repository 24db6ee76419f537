package report

import "github.com/wamedia/wamedia/validate"

// Terminal colours, as the numbers of the escape sequence.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	bold   = "1"
	dim    = "2"
)

func (t *textWriter) paint(color, s string) string {
	if !t.o.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func verdictColor(v validate.Verdict) string {
	return map[validate.Verdict]string{validate.Pass: green, validate.Warn: yellow, validate.Fail: red}[v]
}

func severityColor(s validate.Severity) string {
	switch s {
	case validate.Error:
		return red
	case validate.Warning:
		return yellow
	}
	return dim
}
