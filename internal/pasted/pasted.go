// Package pasted finds the platform's errors in what people paste: an answer of the Graph API, a webhook, a line of a log, a
// sentence, or a page around any of these. It says what each error means, which rules a file breaks that meets it, and what
// to do. Causes follow the platform's pages and reports of users, read 2026-11-28.
package pasted

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Problem is one error that was found.
type Problem struct {
	// Code and Subcode of the error; Coded is false where none is given.
	Code, Subcode int
	Coded         bool
	// Message and Details are the texts of the error, fit for a terminal and without tokens; either may be empty.
	Message, Details string
	// Meaning says what the text speaks of, where it is a known one. Rules are ids of what files break, the likeliest
	// first; Advice says what to do. Each may be empty: the code alone tells then.
	Meaning string
	Rules   []string
	Advice  string

	weak    bool // said by others than the platform, such as a proxy
	general bool // the code alone was known, or nothing
}

// maxProblems is how many different errors of one paste are answered.
const maxProblems = 20

// Find returns the errors in a text in order, each once. known reports whether a number is one of the platform's codes.
func Find(text string, known func(code int) bool) []Problem {
	f := newFinder(known)
	var all []Problem
	for _, p := range f.inText(f.clean(text), 0) {
		p.Message, p.Details = f.printable(p.Message), f.printable(p.Details)
		if len(all) < 10*maxProblems && !slices.ContainsFunc(all, p.equals) {
			all = append(all, p)
		}
	}
	return distinct(all)
}

// equals reports whether two errors are answered alike.
func (p Problem) equals(q Problem) bool {
	return p.Code == q.Code && p.Subcode == q.Subcode && p.Meaning == q.Meaning && (p.general || p.weak || p.text() == q.text())
}

// distinct leaves out what says nothing that another error of the paste does not say.
func distinct(all []Problem) []Problem {
	var out []Problem
	for i, p := range all {
		tells := len(out) < maxProblems
		for j, q := range all {
			if j != i && q.covers(p) && (j < i || !p.covers(q)) {
				tells = false
			}
		}
		if tells {
			out = append(out, p)
		}
	}
	return out
}

// covers reports whether p says all that q does.
func (p Problem) covers(q Problem) bool {
	if q.weak && !p.weak {
		return true
	}
	if q.Coded && (!p.Coded || p.Code != q.Code || q.Subcode != 0 && p.Subcode != q.Subcode) {
		return false
	}
	return q.general || q.Meaning == p.Meaning && (strings.Contains(p.text(), q.text()) || q.Details != "" && strings.Contains(p.text(), q.Details))
}

// text is all that the error says.
func (p Problem) text() string { return strings.TrimSpace(p.Message + " " + p.Details) }

// explain adds what a clue says of the error: one whose text fits and goes with the code, else one whose text fits, else one
// for the code.
func (p *Problem) explain(clues []clue) {
	text := p.text()
	lower := strings.ToLower(text)
	p.general = true
	said := func(c clue) bool { return c.says != nil && c.says.isIn(text, lower) }
	for _, fits := range []func(clue) bool{
		func(c clue) bool { return said(c) && (!p.Coded || len(c.codes) == 0 || c.has(p.Code)) },
		func(c clue) bool { return said(c) && !c.weak },
		func(c clue) bool {
			return c.says == nil && p.Coded && c.has(p.Code) && (c.subcode == 0 || c.subcode == p.Subcode)
		},
	} {
		if i := slices.IndexFunc(clues, fits); i >= 0 {
			p.take(&clues[i])
			return
		}
	}
}

func (p *Problem) take(c *clue) {
	p.Meaning, p.Rules, p.Advice = c.meaning, c.rules, c.advice
	p.weak, p.general = c.weak, c.says == nil
	if !p.Coded && len(c.codes) > 0 {
		p.Code, p.Coded = c.codes[0], true
	}
}

// printable makes a text fit for a terminal: one line, no controls, no secrets, at most 600 bytes.
func (f *finder) printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = f.secrets.ReplaceAllString(strings.Join(strings.Fields(s), " "), "$1$2$3***")
	const limit = 600
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}

// secretPattern finds access tokens, and what follows words that announce a secret.
func secretPattern() *regexp.Regexp {
	return regexp.MustCompile(`EAA[A-Za-z0-9]{12,}|(?i:(bearer|oauth) +)[A-Za-z0-9._|-]{12,}|` +
		`(?i:(access_token|client_secret|appsecret_proof|verify_token)(["']?\s*[=:]\s*["']?))[^\s&"']+`)
}

// Rules are the ids of all rules that errors may lead to.
func Rules() []string {
	var ids []string
	for _, c := range clues() {
		ids = append(ids, c.rules...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
