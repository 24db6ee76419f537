package pasted

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// phrase is a pattern with words without which it cannot be in a text. Most texts have none of a phrase's words, and to look
// for words is far quicker than to try a pattern.
type phrase struct {
	pattern *regexp.Regexp
	words   []string // in lower case; one of them is in every text that fits. None: nothing is known
}

// says compiles a pattern in which a space stands for any space and case does not count.
func says(pattern string) *phrase {
	expr := `(?i)` + strings.ReplaceAll(pattern, " ", `\s+`)
	p := &phrase{pattern: regexp.MustCompile(expr)}
	if tree, err := syntax.Parse(expr, syntax.Perl); err == nil {
		p.words = required(tree)
	}
	return p
}

// mayBeIn reports whether the text may hold the phrase; lower is the text in lower case.
func (p *phrase) mayBeIn(lower string) bool {
	return len(p.words) == 0 || slices.ContainsFunc(p.words, func(w string) bool { return strings.Contains(lower, w) })
}

// isIn reports whether the text holds the phrase.
func (p *phrase) isIn(text, lower string) bool {
	return p.mayBeIn(lower) && p.pattern.MatchString(text)
}

// required lists words one of which is in all that a pattern matches; nil where that is not known.
func required(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(tree.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range tree.Sub {
			if words := required(sub); shortest(words) > shortest(best) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range tree.Sub {
			words := required(sub)
			if len(words) == 0 {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// shortest is the length of the shortest word, 0 without words.
func shortest(words []string) int {
	if len(words) == 0 {
		return 0
	}
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}
