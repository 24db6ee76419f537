package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate"
)

// book finds rules by their id.
type book struct {
	rules []validate.Rule
	index map[string]int
}

func newBook() book {
	b := book{rules: validate.Rules(), index: map[string]int{}}
	for i := range b.rules {
		b.index[b.rules[i].ID] = i
	}
	return b
}

// at gives the place of a rule in the book; -1 when it is not in it.
func (b book) at(id string) int {
	if i, ok := b.index[id]; ok {
		return i
	}
	return -1
}

// rule gives the rule of an id; one without a text when it is not in the book.
func (b book) rule(id string) validate.Rule {
	if i := b.at(id); i >= 0 {
		return b.rules[i]
	}
	return validate.Rule{ID: id}
}

// ruleCount is a rule with the number of findings it made.
type ruleCount struct {
	validate.Rule
	Count int
}

// most lists the rules that a run found broken: the worst first, and of those the most frequent. What is merely
// worth knowing is listed where infos is set.
func (b book) most(s *Summary, infos bool) []ruleCount {
	var list []ruleCount
	for id, n := range s.Rules {
		if r := b.rule(id); infos || r.Severity != validate.Info {
			list = append(list, ruleCount{r, n})
		}
	}
	slices.SortFunc(list, func(x, y ruleCount) int {
		return cmp.Or(rank(x.Severity)-rank(y.Severity), y.Count-x.Count, strings.Compare(x.ID, y.ID))
	})
	return list
}

func rank(s validate.Severity) int {
	return slices.Index([]validate.Severity{validate.Error, validate.Warning, validate.Info, validate.Off}, s)
}

// page is the address of a rule's source; empty where the source is not on the web.
func page(r validate.Rule) string {
	first, _, _ := strings.Cut(r.Source.Ref, " ")
	if strings.HasPrefix(first, "https://") {
		return first
	}
	return ""
}

// authority says whose word a rule is.
func authority(r validate.Rule) string {
	return map[string]string{
		"O": "official", "B": "a partner's documentation", "U": "reported by users", "I": "inferred",
	}[r.Source.Mark]
}
