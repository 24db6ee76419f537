// Package config reads wamedia.yaml: which rules count how much, what is ignored where, and what the files below a
// folder are meant to be. Mistakes are reported with line and column.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

// Name of the file that is looked for.
const Name = "wamedia.yaml"

// Schema is the JSON Schema of the file, for editors.
//
//go:embed schema.json
var Schema []byte

// File is what wamedia.yaml may say. The zero value says nothing.
type File struct {
	// Profile is where the files go.
	Profile profile.Profile `yaml:"profile"`
	// FailOn is the severity from which a run fails: error, warning or never.
	FailOn string `yaml:"fail-on"`
	// Severity of rules by id: error, warning, info or off.
	Severity map[string]string `yaml:"severity"`
	// Kinds of files by glob; the first that matches counts.
	Kinds yaml.MapSlice `yaml:"kinds"`
	// Ignore silences rules by glob.
	Ignore []Ignore `yaml:"ignore"`
	// Include and Exclude choose among the files of folders, by glob.
	Include []string `yaml:"include"`
	Exclude []string `yaml:"exclude"`
	// Credentials is the path of a file with lines NAME=value for the WHATSAPP_ variables, relative to this file.
	Credentials string `yaml:"credentials"`
}

// Ignore silences rules for the files that match a glob; without rules, all of them.
type Ignore struct {
	Path  string   `yaml:"path"`
	Rules []string `yaml:"rules"`
}

// Read reads and checks the file at path.
func Read(path string) (File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return File{}, fmt.Errorf("read the configuration: %w", err)
	}
	f, err := Parse(data)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	if f.Credentials != "" && !filepath.IsAbs(f.Credentials) {
		f.Credentials = filepath.Join(filepath.Dir(path), f.Credentials)
	}
	return f, nil
}

// Parse reads and checks the contents of a file. Errors name line and column.
func Parse(data []byte) (File, error) {
	var f File
	if len(strings.TrimSpace(string(data))) == 0 {
		return f, nil
	}
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		message, source, _ := strings.Cut(strings.TrimSpace(yaml.FormatError(err, false, true)), "\n")
		return File{}, &Error{Message: message, Source: source}
	}
	return f, f.check(data)
}

// Error is what is wrong with a configuration.
type Error struct {
	// Message begins with line and column.
	Message string
	// Source is the part of the file that the message is about, in lines.
	Source string
}

// Error gives the message on its own.
func (e *Error) Error() string { return e.Message }

// problem is a value that cannot be meant, and where it stands.
type problem struct{ path, message string }

func (f *File) check(data []byte) error {
	found := f.problems()
	if len(found) == 0 {
		return nil
	}
	first := found[0]
	at, err := yaml.PathString(first.path)
	if err != nil {
		return errors.New(first.message)
	}
	source, err := at.AnnotateSource(data, false)
	if err != nil {
		return errors.New(first.message)
	}
	return &Error{Message: position(at, data) + first.message, Source: string(source)}
}

// position is "[line:column] " of a value, as the parser's own errors have it.
func position(at *yaml.Path, data []byte) string {
	node, err := at.ReadNode(strings.NewReader(string(data)))
	if err != nil || node.GetToken() == nil {
		return ""
	}
	pos := node.GetToken().Position
	return fmt.Sprintf("[%d:%d] ", pos.Line, pos.Column)
}

func (f *File) problems() []problem {
	var found []problem
	note := func(path, format string, args ...any) {
		found = append(found, problem{path, fmt.Sprintf(format, args...)})
	}
	if f.Profile != "" && !slices.Contains(profile.All(), f.Profile) {
		note("$.profile", "profile %q is not known; want one of %s", f.Profile, profile.List())
	}
	if f.FailOn != "" && !slices.Contains([]string{"error", "warning", "never"}, f.FailOn) {
		note("$.fail-on", "fail-on %q is no severity; want error, warning or never", f.FailOn)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Severity)) {
		severity := f.Severity[id]
		at := "$.severity.'" + id + "'"
		if !knownRule(id) {
			note(at, "there is no rule %q; wamedia rules lists them all", id)
		} else if !slices.Contains([]string{"error", "warning", "info", "off"}, severity) {
			note(at, "severity %q of %s; want error, warning, info or off", severity, id)
		}
	}
	for _, k := range f.Kinds {
		glob, kind := fmt.Sprint(k.Key), fmt.Sprint(k.Value)
		if !slices.Contains(kinds(), kind) {
			note("$.kinds.'"+glob+"'", "kind %q; want one of %s", kind, strings.Join(kinds(), ", "))
		} else if !doublestar.ValidatePattern(glob) {
			note("$.kinds.'"+glob+"'", "%q is not a glob", glob)
		}
	}
	for i, ig := range f.Ignore {
		f.checkIgnore(fmt.Sprintf("$.ignore[%d]", i), ig, note)
	}
	return found
}

func (f *File) checkIgnore(at string, ig Ignore, note func(path, format string, args ...any)) {
	if ig.Path == "" || !doublestar.ValidatePattern(ig.Path) {
		note(at, "ignore needs a path that is a glob, such as \"raw/**\"; it is %q", ig.Path)
	}
	for j, id := range ig.Rules {
		if !knownRule(id) {
			note(fmt.Sprintf("%s.rules[%d]", at, j), "there is no rule %q; wamedia rules lists them all", id)
		}
	}
}

func knownRule(id string) bool {
	return slices.ContainsFunc(validate.Rules(), func(r validate.Rule) bool { return r.ID == id })
}

func kinds() []string { return []string{"image", "sticker", "video", "audio", "voice", "document"} }

// Apply sets in the policy what the file says.
func (f *File) Apply(p *validate.Policy) {
	if f.Profile != "" {
		p.Profile = f.Profile
	}
	for id, severity := range f.Severity {
		if p.Severities == nil {
			p.Severities = map[string]validate.Severity{}
		}
		p.Severities[id] = validate.Severity(severity)
	}
	for _, k := range f.Kinds {
		p.Paths = append(p.Paths, validate.PathPolicy{Glob: fmt.Sprint(k.Key), Kind: media.Kind(fmt.Sprint(k.Value))})
	}
	for _, ig := range f.Ignore {
		silent := ig.Rules
		if len(silent) == 0 {
			silent = []string{"*"}
		}
		p.Paths = append(p.Paths, validate.PathPolicy{Glob: ig.Path, Silent: silent})
	}
}
