package main

import (
	"strconv"
	"strings"
	"testing"
)

// emulator is a terminal of so many columns and rows: enough of one for what a progress bar writes. A control that it does
// not know fails the test.
type emulator struct {
	t             *testing.T
	columns, rows int
	lines         []emulated // with all that has scrolled out of sight
	y, x          int        // in lines
	moves         int        // upwards, of the cursor
}

// emulated is one line, and whether the next goes on with it.
type emulated struct {
	text []rune
	wrap bool
}

// feed interprets what a program wrote.
func (e *emulator) feed(output string) {
	for len(output) > 0 {
		if rest, ok := strings.CutPrefix(output, "\x1b["); ok {
			end := strings.IndexFunc(rest, func(r rune) bool { return r >= '@' && r <= '~' })
			if end < 0 {
				e.t.Fatalf("a control that does not end: %q", output)
			}
			e.control(rest[:end], rest[end])
			output = rest[end+1:]
			continue
		}
		r := []rune(output[:min(len(output), 4)])[0]
		e.put(r)
		output = output[len(string(r)):]
	}
}

func (e *emulator) control(argument string, name byte) {
	e.line()
	switch {
	case name == 'A':
		n, err := strconv.Atoi(argument)
		if err != nil {
			e.t.Fatalf("cursor up by %q", argument)
		}
		e.moves++
		e.y = max(e.y-n, len(e.lines)-e.rows, 0)
	case name == 'J' && argument == "":
		e.lines = append(e.lines[:e.y], emulated{text: e.lines[e.y].text[:min(e.x, len(e.lines[e.y].text))]})
	case name == 'm':
	default:
		e.t.Fatalf("control %q of %q is not known", name, argument)
	}
}

// line is the one with the cursor.
func (e *emulator) line() *emulated {
	for len(e.lines) <= e.y {
		e.lines = append(e.lines, emulated{})
	}
	return &e.lines[e.y]
}

func (e *emulator) put(r rune) {
	switch {
	case r == '\r':
		e.x = 0
		return
	case r == '\n':
		e.y++
		e.line()
		return
	case r < ' ':
		e.t.Fatalf("control character %q is not known", r)
	case e.x == e.columns:
		e.line().wrap = true
		e.y, e.x = e.y+1, 0
	}
	l := e.line()
	for len(l.text) <= e.x {
		l.text = append(l.text, ' ')
	}
	l.text[e.x] = r
	e.x++
}

// text is what can be read, scrolled out of sight or not, lines that were wrapped in one piece.
func (e *emulator) text() string {
	var b strings.Builder
	for _, l := range e.lines {
		b.WriteString(string(l.text))
		if !l.wrap {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
