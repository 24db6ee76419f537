package validate

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

// Validate returns an error for every value that cannot be meant: a kind, profile, severity or rule that does not exist,
// and a glob that is none. File, OpenFile and Reader check nothing by such a policy: they return the error.
func (p *Policy) Validate() error {
	err := knownKind("the policy's kind", p.As)
	if p.Profile != "" && !slices.Contains(profile.All(), p.Profile) {
		err = errors.Join(err, fmt.Errorf("profile %q is not known; want one of %s", p.Profile, profile.List()))
	}
	for _, id := range slices.Sorted(maps.Keys(p.Severities)) {
		err = errors.Join(err, knownRule(id))
		if s := p.Severities[id]; !slices.Contains([]Severity{Error, Warning, Info, Off}, s) {
			err = errors.Join(err, fmt.Errorf("severity %q of %s; want error, warning, info or off", s, id))
		}
	}
	for _, at := range p.Paths {
		err = errors.Join(err, at.validate())
	}
	return err
}

func (at *PathPolicy) validate() error {
	err := knownKind("the kind of "+at.Glob, at.Kind)
	if !doublestar.ValidatePattern(at.Glob) {
		err = errors.Join(err, fmt.Errorf("%q is not a glob", at.Glob))
	}
	for _, id := range at.Silent {
		if id != "*" {
			err = errors.Join(err, knownRule(id))
		}
	}
	return err
}

func knownKind(what string, k media.Kind) error {
	known := []media.Kind{media.Image, media.Sticker, media.Video, media.Audio, media.Voice, media.Document}
	if k == "" || k == media.Other || slices.Contains(known, k) {
		return nil
	}
	return fmt.Errorf("%s is %q; want one of %q", what, k, known)
}

func knownRule(id string) error {
	for _, family := range families() {
		for i := range family {
			if family[i].ID == id {
				return nil
			}
		}
	}
	return fmt.Errorf("there is no rule %q", id)
}
