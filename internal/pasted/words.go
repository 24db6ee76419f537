package pasted

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// words finds codes in plain text.
type words struct {
	marked  *regexp.Regexp // (#100)
	named   *regexp.Regexp // code: 100, Error 100
	bare    *regexp.Regexp // 131053
	pair    *regexp.Regexp // 100/33
	subcode *regexp.Regexp
	status  *regexp.Regexp // what makes a code another's
	titles  []title        // that stand for a code
}

func newWords() words {
	return words{
		marked:  regexp.MustCompile(`\(\s*#\s*(\d{1,7})\s*\)`),
		named:   regexp.MustCompile(`(?i)(?:\berr(?:or)?[ _-]?code|\bcode|\berr(?:or|o)?|\bcódigo)["'\]]*\s*(?:=>|[:=]|is|was|number|no\.)?\s*["'(\[]?#?(\d{1,7})\b`),
		bare:    regexp.MustCompile(`(?:^|[^\d.#/])#?(13\d{4}|80007)\b`),
		pair:    regexp.MustCompile(`\b(100|190)\s*/\s*(\d{2,7})\b`),
		subcode: regexp.MustCompile(`(?i)sub-?_?code["'\]]*\s*(?:=>|[:=]|is)?\s*["']?(\d{1,8})\b`),
		titles:  titles(),
		status:  regexp.MustCompile(`(?i)(http|status|exit|response|country|postal|zip|qr)[ _-]*$`),
	}
}

// codeIn is the first marked code of a text, or the one that its title stands for.
func (w words) codeIn(text string) (int, bool) {
	if m := w.marked.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		return n, err == nil
	}
	lower := strings.ToLower(text)
	for _, t := range w.titles {
		if t.says.isIn(text, lower) {
			return t.code, true
		}
	}
	return 0, false
}

// maxItems is how many codes or sentences of one sort are looked at in a text.
const maxItems = 2000

// item is a code or a sentence of a text.
type item struct {
	start, end int
	code       int // -1 for a sentence or a subcode
	subcode    int
	title      string // where that stands for the code
	clue       *clue
}

// items lists what a text says of errors, in its order.
func (f *finder) items(text string) []item {
	found := append(f.codes(text), f.sentences(text)...)
	slices.SortStableFunc(found, func(a, b item) int { return cmp.Compare(a.start, b.start) })
	return found
}

func (f *finder) codes(text string) []item {
	var found []item
	add := func(pattern *regexp.Regexp, fits func(code int, whole string) bool) {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, maxItems) {
			code, err := strconv.Atoi(text[m[2]:m[3]])
			taken := slices.ContainsFunc(found, func(i item) bool { return i.start < m[3] && m[2] < i.end })
			before := text[max(0, m[0]-20):m[0]]
			if err != nil || taken || f.words.status.MatchString(before) || !fits(code, text[m[0]:m[1]]) {
				continue
			}
			i := item{start: m[2], end: m[3], code: code}
			if pattern == f.words.pair {
				i.subcode, _ = strconv.Atoi(text[m[4]:m[5]])
				i.end = m[5]
			}
			found = append(found, i)
		}
	}
	add(f.words.pair, func(_ int, whole string) bool {
		_, sub, _ := strings.Cut(whole, "/")
		sub = strings.TrimSpace(sub)
		return sub == "33" || len(sub) == 3 && sub[0] == '4' || len(sub) == 7 // others are no subcodes that are seen
	})
	add(f.words.marked, func(code int, _ string) bool { return f.known(code) || code >= 100 })
	add(f.words.named, func(code int, whole string) bool {
		return f.known(code) && !isStatus(code) && (code >= 100 || strings.Contains(strings.ToLower(whole), "err"))
	})
	add(f.words.bare, func(code int, _ string) bool { return f.known(code) })
	found = f.words.titled(text, found)
	for _, m := range f.words.subcode.FindAllStringSubmatchIndex(text, maxItems) {
		if n, err := strconv.Atoi(text[m[2]:m[3]]); err == nil {
			found = append(found, item{start: m[2], end: m[3], code: -1, subcode: n})
		}
	}
	return found
}

// titled adds the titles in a text that stand alone; one beside its code says nothing new.
func (w words) titled(text string, found []item) []item {
	lower := strings.ToLower(text)
	for _, t := range w.titles {
		if !t.says.mayBeIn(lower) {
			continue
		}
		for _, m := range t.says.pattern.FindAllStringIndex(text, maxItems) {
			if !slices.ContainsFunc(found, func(i item) bool { return i.start < m[1] && m[0] < i.end }) {
				found = append(found, item{start: m[0], end: m[1], code: t.code, title: text[m[0]:m[1]]})
			}
		}
	}
	return found
}

// sentences finds the texts that clues know; of those that overlap the one whose clue stands first.
func (f *finder) sentences(text string) []item {
	var found []item
	lower := strings.ToLower(text)
	for i := range f.clues {
		c := &f.clues[i]
		if c.says == nil || !c.says.mayBeIn(lower) {
			continue
		}
		for _, m := range c.says.pattern.FindAllStringIndex(text, maxItems) {
			if !slices.ContainsFunc(found, func(i item) bool { return i.start < m[1] && m[0] < i.end }) {
				found = append(found, item{start: m[0], end: m[1], code: -1, clue: c})
			}
		}
	}
	return found
}

// inWords finds errors in plain text: a code and a sentence that may belong together, in either order, are one.
func (f *finder) inWords(text string) []Problem {
	var out []Problem
	last := -1 // where the error under way was spoken of last
	var sentence *clue
	items := f.items(text)
	for i, it := range items {
		if last < 0 || !joins(out[len(out)-1], sentence, it) || strings.Count(text[min(last, it.start):it.start], "\n") > 3 {
			if it.code < 0 && it.clue == nil {
				continue // a subcode alone
			}
			out, sentence = append(out, Problem{}), nil
		}
		p := &out[len(out)-1]
		next := len(text)
		if j := slices.IndexFunc(items[i+1:], func(o item) bool { return !o.continues(it) }); j >= 0 {
			next = max(items[i+1+j].start, it.end)
		}
		switch {
		case it.clue != nil && sentence == nil:
			sentence = it.clue
			p.Details = toLineEnd(text, it.start, it.end, next)
		case it.code >= 0:
			p.Code, p.Coded, p.Subcode = it.code, true, max(p.Subcode, it.subcode)
			if p.Message == "" && p.Details == "" && !f.words.subcode.MatchString(text[it.end:min(len(text), next+8)]) {
				p.Message = cmp.Or(it.title, restOfLine(text, it.end, next))
			}
		case it.clue == nil:
			p.Subcode = it.subcode
		}
		last = it.end
	}
	for i := range out {
		out[i].explain(f.clues)
	}
	return out
}

// continues reports whether an item says the same as one before it, or ends its sentence.
func (i item) continues(before item) bool {
	return i.title != "" || i.clue != nil && before.clue != nil && (i.clue == before.clue || i.clue.tail)
}

// joins reports whether an item belongs to the error before it.
func joins(p Problem, sentence *clue, it item) bool {
	switch {
	case it.clue != nil && sentence != nil:
		return it.clue == sentence || it.clue.tail || it.clue.weak && !sentence.weak
	case it.clue != nil:
		return !p.Coded || len(it.clue.codes) == 0 || it.clue.has(p.Code)
	case it.code >= 0 && p.Coded:
		return it.code == p.Code
	case it.code >= 0:
		return sentence == nil || len(sentence.codes) == 0 || sentence.has(it.code)
	}
	return true
}

// toLineEnd is the text from start to the end of the line that holds after, or up to another item.
func toLineEnd(text string, start, after, end int) string {
	if line := strings.IndexByte(text[after:end], '\n'); line >= 0 {
		end = after + line
	}
	return strings.TrimRight(text[start:end], " \t:;,-–—([{|#\"'<>}])")
}

// restOfLine is the text up to the end of its line, or up to another item.
func restOfLine(text string, start, end int) string {
	rest := text[start:end]
	if line := strings.IndexByte(rest, '\n'); line >= 0 && strings.TrimSpace(rest[:line]) != "" {
		rest = rest[:line]
	}
	return strings.Trim(rest, " \t\n:;,-–—)(\"'[]{}|#>")
}
