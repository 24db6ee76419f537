package validate

import (
	"path/filepath"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe"
	"github.com/wamedia/wamedia/validate/profile"
)

// Policy says what is looked at and how severely. The zero value judges every file by its true type, at the rules'
// own severities, from headers and structure alone.
type Policy struct {
	// As is the kind the files are meant to be sent as; empty takes the true type's.
	As media.Kind
	// Deep also decodes every pixel where a Go decoder exists, and checks every checksum.
	Deep bool
	// KeepAlpha silences the rule on transparency in images.
	KeepAlpha bool
	// Severities replaces the severity of rules by their id.
	Severities map[string]Severity
	// Profile is where the files go; empty is a message.
	Profile profile.Profile
	// Paths says what holds for the files below a glob.
	Paths []PathPolicy
	// Prober reads the facts. Give one to many files, and its buffers are used again; nil takes a new one each time.
	Prober *probe.Prober
}

// PathPolicy is what holds for the files that match a glob.
type PathPolicy struct {
	// Glob with ** on the file's slash-separated path: "stickers/**".
	Glob string
	// Kind the files are meant to be sent as, unless Policy.As is set; empty says nothing. The first that matches counts.
	Kind media.Kind
	// Silent lists the rules that are not applied; "*" is all of them.
	Silent []string
}

// matches tells whether a name or one of its ends is meant by a glob, so that "stickers/**" also means
// "campaign/stickers/cat.webp".
func matches(glob, name string) bool {
	name = filepath.ToSlash(filepath.Clean(name))
	return doublestar.MatchUnvalidated(glob, name) || doublestar.MatchUnvalidated("**/"+glob, name)
}

func (p *Policy) ignores(rule, name string) bool {
	return slices.ContainsFunc(p.Paths, func(at PathPolicy) bool {
		return (slices.Contains(at.Silent, rule) || slices.Contains(at.Silent, "*")) && matches(at.Glob, name)
	})
}

// Judge applies the book to facts of a file called name.
func (p Policy) Judge(facts media.Facts, name string) Result {
	r := Result{Name: name, Kind: p.kind(&facts, name), Facts: facts, Verdict: Pass}
	s := Subject{Facts: &r.Facts, Name: name, Kind: r.Kind, KeepAlpha: p.KeepAlpha}
	for _, family := range families() {
		for i := range family {
			p.apply(&family[i], s, &r)
		}
	}
	return r
}

func (p *Policy) apply(rule *Rule, s Subject, r *Result) {
	if !rule.applies(s.Kind, p.Profile) {
		return
	}
	severity := p.severity(rule)
	if severity == Off || p.ignores(rule.ID, s.Name) {
		return
	}
	o := rule.Check(s)
	if _, set := p.Severities[rule.ID]; !set && o.Severity != "" {
		severity = o.Severity
	}
	r.add(rule, severity, o)
}

func (p *Policy) kind(f *media.Facts, name string) media.Kind {
	if p.As != "" {
		return p.As
	}
	for _, at := range p.Paths {
		if at.Kind != "" && matches(at.Glob, name) {
			return at.Kind
		}
	}
	if p.Profile == profile.Voice {
		return media.Voice
	}
	return f.Kind
}

func (p *Policy) severity(r *Rule) Severity {
	if s, ok := p.Severities[r.ID]; ok {
		return s
	}
	return r.Severity
}

// add records what a check said and lets the verdict follow.
func (r *Result) add(rule *Rule, severity Severity, o Outcome) {
	switch {
	case o.Unknown != "":
		r.Unknown = append(r.Unknown, Unknown{Rule: rule.ID, Why: o.Unknown})
		if severity == Error {
			r.undecided = true
			r.worsen(Warn)
		}
	case o.failed():
		r.Findings = append(r.Findings, rule.finding(severity, o))
		r.count(severity)
	}
}

func (r *Result) count(s Severity) {
	switch s {
	case Error:
		r.worsen(Fail)
	case Warning:
		r.worsen(Warn)
	}
}

func (r *Result) worsen(v Verdict) {
	if v == Fail || r.Verdict == Pass {
		r.Verdict = v
	}
}

func (r *Rule) finding(severity Severity, o Outcome) Finding {
	fix := r.Fix
	if o.Fix != "" {
		fix = o.Fix
	}
	return Finding{
		Rule: r.ID, Severity: severity, Stage: r.Stage, Fix: fix,
		Message: o.Got + "; should be " + o.Want, Got: o.Got, Want: o.Want,
	}
}

// Forgive takes findings out of a result, and the verdict back to what the others say.
func (r *Result) Forgive(known func(Finding) bool) {
	r.Findings = slices.DeleteFunc(r.Findings, known)
	r.Verdict = Pass
	if r.undecided {
		r.Verdict = Warn
	}
	for _, f := range r.Findings {
		r.count(f.Severity)
	}
}
