package validate

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

// Validate returns an error for every value that cannot be meant: a kind, profile, severity or rule that does not exist,
// and a glob that is none. File, OpenFile and Reader check nothing by such a policy: they return the error.
func (p *Policy) Validate() error {
	var all []error
	if !knownKind(p.As) {
		all = append(all, fmt.Errorf("the policy's kind is %q; want one of %q", p.As, sendable))
	}
	if p.Profile != "" && !slices.Contains(profile.All(), p.Profile) {
		all = append(all, fmt.Errorf("profile %q is not known; want one of %s", p.Profile, profile.List()))
	}
	all = append(all, p.wrongSeverities()...)
	for i := range p.Paths {
		all = append(all, p.Paths[i].wrong()...)
	}
	return errors.Join(all...)
}

// wrongSeverities lists them by rule.
func (p *Policy) wrongSeverities() []error {
	var ids []string
	for id, s := range p.Severities {
		if !ruleIDs()[id] || !knownSeverity(s) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var all []error
	for _, id := range ids {
		if !ruleIDs()[id] {
			all = append(all, unknownRule(id))
		}
		if s := p.Severities[id]; !knownSeverity(s) {
			all = append(all, fmt.Errorf("severity %q of %s; want error, warning, info or off", s, id))
		}
	}
	return all
}

func (at *PathPolicy) wrong() []error {
	var all []error
	if !knownKind(at.Kind) {
		all = append(all, fmt.Errorf("the kind of %s is %q; want one of %q", at.Glob, at.Kind, sendable))
	}
	if !doublestar.ValidatePattern(at.Glob) {
		all = append(all, fmt.Errorf("%q is not a glob", at.Glob))
	}
	for _, id := range at.Silent {
		if id != "*" && !ruleIDs()[id] {
			all = append(all, unknownRule(id))
		}
	}
	return all
}

// sendable are the kinds that messages have.
var sendable = [...]media.Kind{media.Image, media.Sticker, media.Video, media.Audio, media.Voice, media.Document}

func knownKind(k media.Kind) bool {
	return k == "" || k == media.Other || slices.Contains(sendable[:], k)
}

func knownSeverity(s Severity) bool { return s == Error || s == Warning || s == Info || s == Off }

// ruleIDs are all ids, for policies that are checked with every file.
var ruleIDs = sync.OnceValue(func() map[string]bool {
	ids := map[string]bool{}
	for _, r := range Rules() {
		ids[r.ID] = true
	}
	return ids
})

func unknownRule(id string) error { return fmt.Errorf("there is no rule %q", id) }
