package report_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/validate"
)

// schema is the official one of SARIF 2.1.0 (errata 01) with formats asserted: URIs are checked too.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// conforms holds a log against the schema.
func conforms(t testing.TB, s *jsonschema.Schema, log []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatalf("not JSON: %v\n%.2000s", err, log)
	}
	if err := s.Validate(doc); err != nil {
		t.Fatalf("%v\n%.2000s", err, log)
	}
}

// sarifReadLog is what the tests read of a log.
type sarifReadLog struct {
	Runs []struct {
		Results []sarifRead
		Tool    struct {
			Driver struct {
				Name, Version string
				Rules         []sarifReadRule
			}
		}
		Artifacts []struct {
			Location   struct{ URI string }
			Length     int64
			MIMEType   string
			Properties struct{ Wamedia map[string]any }
		}
		Invocations []struct{ ExecutionSuccessful bool }
	}
}

type sarifReadRule struct {
	ID, HelpURI                             string
	ShortDescription, FullDescription, Help struct{ Text, Markdown string }
	DefaultConfiguration                    struct{ Level string }
	Properties                              struct {
		Stage, Fix, Mark, Read string
		Tags                   []string
	}
}

type sarifRead struct {
	RuleID, Level, Kind string
	RuleIndex           int
	Message             struct{ Text string }
	Locations           []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI, URIBaseID string }
			Region           struct{ StartLine int }
		}
	}
	PartialFingerprints map[string]string
}

func (r sarifRead) uri() string { return r.Locations[0].PhysicalLocation.ArtifactLocation.URI }

func readSARIF(t testing.TB, log []byte) sarifReadLog {
	t.Helper()
	var l sarifReadLog
	if err := json.Unmarshal(log, &l); err != nil {
		t.Fatal(err)
	}
	if len(l.Runs) != 1 {
		t.Fatalf("%d runs, want one", len(l.Runs))
	}
	return l
}

func TestSARIFConforms(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for name, entries := range map[string][]report.Entry{"nothing": nil, "lint": lintEntries(), "upload": lineEntries()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conforms(t, s, write(t, "sarif", report.Options{Version: "v1.2.3"}, entries))
			conforms(t, s, write(t, "sarif", report.Options{}, entries))
		})
	}
}

// A schema that takes everything would prove nothing.
func TestSARIFSchemaRefuses(t *testing.T) {
	t.Parallel()
	log := write(t, "sarif", report.Options{}, lintEntries())
	for _, wrong := range [][2]string{
		{`"level":"error"`, `"level":"fatal"`},
		{`"uri":"empty.pdf"`, `"uri":"%zz"`},
		{`"version":"2.1.0"`, `"version":"2.2"`},
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(string(log), wrong[0], wrong[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		if schema(t).Validate(doc) == nil {
			t.Errorf("a log with %s is taken", wrong[1])
		}
	}
}

func TestSARIFResults(t *testing.T) {
	t.Parallel()
	run := readSARIF(t, write(t, "sarif", report.Options{Version: "v1.2.3"}, lintEntries())).Runs[0]
	type row struct{ Rule, Level, Kind, URI, Message string }
	var got []row
	for _, r := range run.Results {
		got = append(got, row{r.RuleID, r.Level, r.Kind, r.uri(), r.Message.Text})
		if id := run.Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("rule index %d is %s, want %s", r.RuleIndex, id, r.RuleID)
		}
		if line := r.Locations[0].PhysicalLocation.Region.StartLine; line != 1 {
			t.Errorf("%s starts at line %d, want 1, or code scanning does not show it", r.RuleID, line)
		}
	}
	launch := "clips/launch,%20part%201:%20100%25.mp4"
	want := []row{
		{"video.rotation", "note", "fail", "photos/turned.mp4", "rotated by 90° at playback; should be upright pictures (fix: transcode)"},
		{"video.high-with-b-frames", "error", "fail", launch,
			"High profile with 12 B-frames; should be Main without B-frames, or Baseline (fix: transcode)"},
		{"video.moov-first", "warning", "fail", launch, "moov after mdat; should be moov first (faststart) (fix: remux)"},
		{"video.rotation", "note", "fail", launch, "rotated by 90° at playback; should be upright pictures (fix: transcode)"},
		{"any.type-matches-extension", "error", "fail", "logo%7Cnew.jpg",
			"extension .jpg for a PNG image; should be an extension that says so: .png (fix: rename)"},
		{"video.moov-first", "warning", "fail", "clips/late.mp4", "moov after mdat; should be moov first (faststart) (fix: remux)"},
		{"any.empty", "error", "fail", "empty.pdf", "the file has no bytes; should be a file with content"},
		{"video.high-with-b-frames", "none", "open", "clips/odd.mp4", "could not be decided: no slice could be read"},
		{"wamedia.failed", "error", "fail", "secret.jpg", "could not be read: open secret.jpg: permission denied"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if d := run.Tool.Driver; d.Name != "wamedia" || d.Version != "v1.2.3" {
		t.Errorf("the tool is %s %s", d.Name, d.Version)
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("a run that could not read a file calls itself successful")
	}
}

// Every rule of the book is described, so that a reader need not have the program.
func TestSARIFRules(t *testing.T) {
	t.Parallel()
	rules := readSARIF(t, write(t, "sarif", report.Options{}, nil)).Runs[0].Tool.Driver.Rules
	book := validate.Rules()
	if len(rules) != len(book)+1 {
		t.Fatalf("%d rules, want the book's %d and the one for failures", len(rules), len(book))
	}
	for i, r := range book {
		got := rules[i]
		if got.ID != r.ID || got.ShortDescription.Text != r.Title || got.FullDescription.Text != r.Why {
			t.Errorf("rule %d is %+v, want %s", i, got, r.ID)
		}
		if !strings.Contains(got.Help.Text, r.Source.Ref) || !strings.Contains(got.Help.Text, r.Cure) || !strings.Contains(got.Help.Markdown, r.Cure) {
			t.Errorf("%s: the help names neither source nor cure: %q", r.ID, got.Help)
		}
		if url := strings.HasPrefix(r.Source.Ref, "https://"); url != (got.HelpURI != "") || !strings.HasPrefix(r.Source.Ref, got.HelpURI) {
			t.Errorf("%s: help is at %q, want the address of %q", r.ID, got.HelpURI, r.Source.Ref)
		}
		p := got.Properties
		if p.Stage != string(r.Stage) || p.Fix != string(r.Fix) || p.Mark != r.Source.Mark || p.Read != r.Source.Read {
			t.Errorf("%s: properties %+v", r.ID, p)
		}
		for _, k := range r.Kinds {
			if !slices.Contains(p.Tags, string(k)) {
				t.Errorf("%s: tags %v lack %s", r.ID, p.Tags, k)
			}
		}
		level := map[validate.Severity]string{validate.Error: "error", validate.Warning: "warning", validate.Info: "note"}[r.Severity]
		if got.DefaultConfiguration.Level != level {
			t.Errorf("%s: level %q, want %q", r.ID, got.DefaultConfiguration.Level, level)
		}
	}
}

// A result keeps its fingerprint while the file breaks the rule, and shares it with no other.
func TestSARIFFingerprints(t *testing.T) {
	t.Parallel()
	prints := func(entries []report.Entry) map[string]string {
		out := map[string]string{}
		for _, r := range readSARIF(t, write(t, "sarif", report.Options{}, entries)).Runs[0].Results {
			print := r.PartialFingerprints["ruleAndPath/v1"]
			if other, taken := out[print]; taken {
				t.Errorf("%s and %s share the fingerprint %s", r.RuleID+" "+r.uri(), other, print)
			}
			out[print] = r.RuleID + " " + r.uri()
		}
		return out
	}
	first := prints(lintEntries())
	again := lintEntries()
	slices.Reverse(again)
	for i := range again {
		again[i].Facts.Size++
		for j := range again[i].Findings {
			again[i].Findings[j].Message = "other figures"
		}
	}
	if diff := cmp.Diff(first, prints(again)); diff != "" {
		t.Errorf("fingerprints changed with figures and order (-want +got):\n%s", diff)
	}
}

// Files that went down the line are artifacts with what became of them; results tell only what is left.
func TestSARIFArtifacts(t *testing.T) {
	t.Parallel()
	run := readSARIF(t, write(t, "sarif", report.Options{}, lineEntries())).Runs[0]
	type row struct{ URI, Action, Output, ID any }
	var got []row
	for _, a := range run.Artifacts {
		w := a.Properties.Wamedia
		got = append(got, row{a.Location.URI, w["action"], w["output"], w["media_id"]})
	}
	want := []row{
		{"fine.jpg", "copy", "out/fine.jpg", "1037543291543636"},
		{"clip.mov", "transcode", "out/clip.mp4", "1037543291543637"},
		{"late.bin", "rename", "out/late.mp4", nil},
		{"atlas.pdf", "refuse", nil, nil},
		{"odd.mp4", "transcode", nil, nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("artifacts (-want +got):\n%s", diff)
	}
	var left []string
	for _, r := range run.Results {
		left = append(left, r.uri()+" "+r.RuleID)
	}
	wantLeft := []string{
		"late.bin video.moov-first", "atlas.pdf any.size", "atlas.pdf wamedia.failed",
		"odd.mp4 video.high-with-b-frames", "odd.mp4 wamedia.failed", "gone.png wamedia.failed",
	}
	if diff := cmp.Diff(wantLeft, left); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}
