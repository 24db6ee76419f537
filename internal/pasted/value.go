package pasted

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// object is what stands in braces, in its order.
type object []member

type member struct {
	key   string
	value any // object, []any, string or literal
}

// literal is a value without quotes: a number, true, None.
type literal string

// get is the first value of any of the keys.
func (o object) get(keys ...string) any {
	for _, k := range keys {
		for _, m := range o {
			if m.key == k {
				return m.value
			}
		}
	}
	return nil
}

// parser reads JSON as it is pasted: also with single quotes as Python prints it, with bare keys as JavaScript does, and cut
// off anywhere. It stops at maxDepth.
type parser struct {
	s     string
	i     int
	depth int
}

const maxDepth = 60

// parseObject reads the object that begins with the brace at i, and tells where it ends.
func parseObject(s string, i int) (o object, end int, ok bool) {
	p := parser{s: s, i: i}
	o, ok = p.object()
	return o, p.i, ok && len(o) > 0
}

// next is the first byte that is no space, or 0 at the end of the text.
func (p *parser) next() byte {
	for p.i < len(p.s) && strings.IndexByte(" \t\n\r", p.s[p.i]) >= 0 {
		p.i++
	}
	if p.i == len(p.s) {
		return 0
	}
	return p.s[p.i]
}

func (p *parser) object() (object, bool) {
	p.i++
	var o object
	for {
		switch p.next() {
		case 0:
			return o, true
		case ',':
			p.i++
			continue
		case '}':
			p.i++
			return o, true
		}
		if p.cut() {
			return o, true
		}
		m, ok := p.member()
		if !ok {
			return nil, false
		}
		o = append(o, m)
	}
}

// cut reports whether the text goes on with dots for what was left out, and skips to its end.
func (p *parser) cut() bool {
	if strings.HasPrefix(p.s[p.i:], "...") || strings.HasPrefix(p.s[p.i:], "…") {
		p.i = len(p.s)
		return true
	}
	return false
}

func (p *parser) member() (m member, ok bool) {
	if m.key, ok = p.key(); !ok {
		return m, false
	}
	switch p.next() {
	case 0:
		return m, true
	case ':':
		p.i++
	case '=':
		p.i++
		if p.i < len(p.s) && p.s[p.i] == '>' {
			p.i++
		}
	default:
		return m, false
	}
	if m.value, ok = p.value(); !ok {
		return m, false
	}
	c := p.next()
	return m, c == 0 || c == ',' || c == '}' || p.cut()
}

func (p *parser) key() (string, bool) {
	if q := p.s[p.i]; q == '"' || q == '\'' {
		return p.quoted(), true
	}
	start := p.i
	for p.i < len(p.s) && (p.s[p.i] == '_' || p.s[p.i] == '-' || p.s[p.i] == '.' || isAlnum(p.s[p.i])) {
		p.i++
	}
	return p.s[start:p.i], p.i > start
}

func isAlnum(c byte) bool {
	return c < utf8.RuneSelf && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)))
}

func (p *parser) value() (any, bool) {
	if p.depth++; p.depth > maxDepth {
		return nil, false
	}
	defer func() { p.depth-- }()
	switch c := p.next(); {
	case c == 0 || p.cut():
		return nil, true
	case c == '{':
		return p.object()
	case c == '[' || c == '(':
		return p.list()
	case c == '"' || c == '\'':
		return p.quoted(), true
	case (c == 'u' || c == 'b') && p.i+1 < len(p.s) && (p.s[p.i+1] == '\'' || p.s[p.i+1] == '"'):
		p.i++
		return p.quoted(), true
	}
	start := p.i
	for p.i < len(p.s) && strings.IndexByte(",}]) \t\n\r{\"'", p.s[p.i]) < 0 {
		p.i++
	}
	return literal(p.s[start:p.i]), p.i > start
}

func (p *parser) list() (any, bool) {
	p.i++
	list := []any{}
	for {
		switch p.next() {
		case 0:
			return list, true
		case ',':
			p.i++
			continue
		case ']', ')':
			p.i++
			return list, true
		}
		if p.cut() {
			return list, true
		}
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
}

// quoted reads a string from its quote to the next of its sort, or to the end of the text.
func (p *parser) quoted() string {
	quote := p.s[p.i]
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == quote:
			p.i++
			return b.String()
		case c == '\\' && p.i+1 < len(p.s):
			p.i++
			p.escape(&b)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// escape writes what the character after a backslash stands for.
func (p *parser) escape(b *strings.Builder) {
	switch c := p.s[p.i]; c {
	case 'n', 'r', 't', 'b', 'f':
		b.WriteByte(map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': ' ', 'f': ' '}[c])
	case 'u':
		if p.i+4 < len(p.s) {
			if n, err := strconv.ParseUint(p.s[p.i+1:p.i+5], 16, 32); err == nil {
				b.WriteRune(rune(n))
				p.i += 4
				return
			}
		}
		b.WriteByte(c)
	default:
		b.WriteByte(c)
	}
}
