package pasted

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// finder looks for errors in one paste.
type finder struct {
	wrapping
	secrets *regexp.Regexp
	clues   []clue
	words   words
	known   func(code int) bool
	work    int // bytes that may still be looked at: what is nested is looked at again
}

func newFinder(known func(code int) bool) *finder {
	return &finder{
		wrapping: newWrapping(), secrets: secretPattern(), clues: clues(), words: newWords(), known: known, work: maxWork,
	}
}

const (
	maxWork = 64 << 20
	maxNest = 6 // texts within texts
)

// inText finds errors in a text, in its order: those of the objects in it, and those said in words between them.
func (f *finder) inText(text string, nest int) []Problem {
	if f.work -= len(text); nest > maxNest || f.work < 0 {
		return nil
	}
	var found []Problem
	start, at := 0, 0 // of the words, and of what was not looked at
	for f.work > 0 {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 {
			break
		}
		open += at
		here, end := f.inObject(text, open, nest)
		if at = open + 1; len(here) > 0 {
			found = append(append(found, f.between(text[start:open], nest)...), here...)
			start, at = end, end
		}
	}
	return append(found, f.between(text[start:], nest)...)
}

// inObject finds errors in the object that begins at a brace, if one does, and tells where it ends.
func (f *finder) inObject(text string, open, nest int) ([]Problem, int) {
	o, end, ok := parseObject(text, open)
	f.work -= end - open
	if !ok {
		return nil, end
	}
	return f.inValue(o, nest), end
}

// between finds errors in what is not part of an object, or of one whose quotes are escaped.
func (f *finder) between(text string, nest int) []Problem {
	if f.escapes.MatchString(text) {
		return f.inText(unescape(text), nest+1)
	}
	return f.inWords(text)
}

// inValue finds errors in a value at any depth. What wraps an error, such as an answer with a code of its own, is not one.
func (f *finder) inValue(v any, nest int) []Problem {
	switch v := v.(type) {
	case string:
		if worthReading(v) {
			return f.inText(v, nest+1)
		}
	case []any:
		var found []Problem
		for _, e := range v {
			found = append(found, f.inValue(e, nest)...)
		}
		return found
	case object:
		return f.inMembers(v, nest)
	}
	return nil
}

func (f *finder) inMembers(o object, nest int) []Problem {
	p, isError := f.asProblem(o)
	speaks := isError && f.speaks(p, o)
	if speaks && f.said(p) {
		return []Problem{p}
	}
	var found []Problem
	for _, m := range o {
		found = append(found, f.inValue(m.value, nest)...)
	}
	if speaks && !slices.ContainsFunc(found, f.said) || len(found) == 0 && isError && p.Code > 0 && !isStatus(p.Code) {
		return []Problem{p}
	}
	return found
}

// worthReading passes over ids, names and the like.
func worthReading(s string) bool { return strings.ContainsAny(s, " {#\\") }

// asProblem reads an object as an error of the platform: one with a code or a text.
func (f *finder) asProblem(o object) (Problem, bool) {
	var p Problem
	p.Code, p.Coded = number(o.get("code", "error_code", "errorCode", "code_error"))
	p.Subcode, _ = number(o.get("error_subcode", "subcode", "errorSubcode"))
	p.Message = firstText(o.get("message"), o.get("title"), o.get("error_message"), o.get("errorMessage"), o.get("error_user_title"))
	p.Details = detailsOf(o)
	if !p.Coded {
		p.Code, p.Coded = f.words.codeIn(p.text())
	}
	p.explain(f.clues)
	return p, p.Coded || p.text() != ""
}

func detailsOf(o object) string {
	if data, ok := o.get("error_data", "errorData").(object); ok {
		if text := firstText(data.get("details"), data.get("messaging_product_details"), data.get("message")); text != "" {
			return text
		}
	}
	return firstText(o.get("details"), o.get("error_data"), o.get("error_user_msg"), o.get("description"), o.get("errorDescription"))
}

func firstText(values ...any) string {
	for _, v := range values {
		if s, ok := v.(string); ok && s != "" {
			return s
		}
	}
	return ""
}

func number(v any) (int, bool) {
	var text string
	switch v := v.(type) {
	case literal:
		text = string(v)
	case string:
		text = v
	}
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(text), "#"))
	return n, err == nil && n >= 0
}

// speaks reports whether an object is the platform's own error, and not an answer or a log entry around one.
func (f *finder) speaks(p Problem, o object) bool {
	if _, nested := o.get("error", "errors", "response", "body", "cause").(object); nested {
		return false
	}
	if strings.ContainsAny(p.Message+p.Details, "{") {
		return false // the text holds another error
	}
	if f.said(p) {
		return true
	}
	return p.Coded && f.known(p.Code) && (!isStatus(p.Code) || o.get("fbtrace_id", "type", "error_data") != nil)
}

// isStatus reports whether a code is rather the HTTP status of an answer.
func isStatus(code int) bool { return code >= 200 && code < 600 && code != 341 && code != 368 }

// said reports whether an error's text alone, without its code, is one that a clue knows.
func (f *finder) said(p Problem) bool {
	text := p.text()
	lower := strings.ToLower(text)
	return slices.ContainsFunc(f.clues, func(c clue) bool {
		return c.says != nil && !c.weak && c.says.isIn(text, lower)
	})
}
