package report_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/rhysd/actionlint"
)

// action is what the tests read of action.yml.
type action struct {
	Inputs map[string]struct {
		Description string
		Required    bool
	}
	Runs struct {
		Using string
		Steps []map[string]any
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	raw, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(raw, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// repository makes a project with the action at its root and one workflow.
func repository(t *testing.T, workflow []byte) *actionlint.Project {
	t.Helper()
	root := t.TempDir()
	raw, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{".git", ".github/workflows"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string][]byte{"action.yml": raw, ".github/workflows/ci.yml": workflow} {
		if err := os.WriteFile(filepath.Join(root, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// complaints are what actionlint says of a project's workflow.
func complaints(t *testing.T, p *actionlint.Project) []string {
	t.Helper()
	l, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Color: actionlint.ColorOptionKindNever})
	if err != nil {
		t.Fatal(err)
	}
	found, err := l.LintFile(filepath.Join(p.RootDir(), ".github/workflows/ci.yml"), p)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range found {
		list = append(list, e.Message)
	}
	return list
}

// Those who use the action are told by actionlint whether they use it right, which reads its metadata for that.
func TestActionIsUsable(t *testing.T) {
	t.Parallel()
	const workflow = "on: push\njobs:\n  media:\n    runs-on: ubuntu-latest\n    steps:\n" +
		"      - uses: actions/checkout@v4\n      - uses: ./\n        with:\n"
	cases := []struct{ with, complaint string }{
		{"          paths: campaign\n", ""},
		{"          paths: |\n            campaign\n            logo.png\n          fail-on: warning\n", ""},
		{"          fail-on: warning\n", "missing input \"paths\""},
		{"          paths: campaign\n          format: sarif\n", "input \"format\" is not defined"},
	}
	for _, c := range cases {
		got := strings.Join(complaints(t, repository(t, []byte(workflow+c.with))), "\n")
		if c.complaint == "" && got != "" || !strings.Contains(got, c.complaint) {
			t.Errorf("with\n%sactionlint says %q, want %q", c.with, got, c.complaint)
		}
	}
}

// The steps of a composite action are not linted by themselves, so they are put into a workflow that takes the same
// inputs: expressions, shells and the inputs of other actions are checked there.
func TestActionSteps(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	if a.Runs.Using != "composite" {
		t.Fatalf("the action runs by %q", a.Runs.Using)
	}
	inputs := map[string]any{}
	for name, in := range a.Inputs {
		inputs[name] = map[string]any{"type": "string", "required": in.Required, "description": in.Description}
	}
	workflow := func(steps []map[string]any) []byte {
		raw, err := yaml.Marshal(map[string]any{
			"on":   map[string]any{"workflow_call": map[string]any{"inputs": inputs}},
			"jobs": map[string]any{"media": map[string]any{"runs-on": "ubuntu-latest", "steps": steps}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if got := complaints(t, repository(t, workflow(a.Runs.Steps))); len(got) > 0 {
		t.Errorf("actionlint complains:\n%s", strings.Join(got, "\n"))
	}
	wrong := slices.Concat(a.Runs.Steps, []map[string]any{{"run": "echo ${{ inputs.nothing }}", "shell": "bash"}})
	if len(complaints(t, repository(t, workflow(wrong)))) == 0 {
		t.Error("actionlint takes an input that the action has not")
	}
}

// The last step hands every line of the input on as one path, keeps the exit code of the annotations, and adds to the
// summary whatever it is.
func TestActionScript(t *testing.T) {
	t.Parallel()
	steps := readAction(t).Runs.Steps
	script, ok := steps[len(steps)-1]["run"].(string)
	if !ok {
		t.Fatal("the last step runs no script")
	}
	for _, code := range []string{"0", "1", "3"} {
		dir := t.TempDir()
		recorder := "#!/bin/sh\nprintf '[%s]' \"$@\"\necho\nexit " + code + "\n"
		if err := os.WriteFile(filepath.Join(dir, "wamedia"), []byte(recorder), 0o777); err != nil {
			t.Fatal(err)
		}
		summary := filepath.Join(dir, "summary.md")
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
		cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"),
			"GITHUB_STEP_SUMMARY="+summary, "FAIL_ON=warning", "PATHS=my campaign\n\n-x $(touch pwned)*\n")
		out, err := cmd.Output()
		if got := cmd.ProcessState.ExitCode(); got < 0 || string(rune('0'+got)) != code {
			t.Errorf("exit code %d, want %s: %v", got, code, err)
		}
		const paths = "[--][my campaign][-x $(touch pwned)*]\n"
		if diff := cmp.Diff("[lint][--fail-on][warning][--format][github]"+paths, string(out)); diff != "" {
			t.Errorf("annotations (-want +got):\n%s", diff)
		}
		written, err := os.ReadFile(summary)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff("[lint][--fail-on][never][--format][markdown]"+paths, string(written)); diff != "" {
			t.Errorf("summary (-want +got):\n%s", diff)
		}
	}
}

// The hook builds the command it names, and is handed media alone.
func TestPreCommitHook(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Name, Description, Entry, Language, Files string }
	if err := yaml.UnmarshalWithOptions(raw, &hooks, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(hooks) != 1 || hooks[0].ID != "wamedia-lint" || hooks[0].Language != "golang" {
		t.Fatalf("hooks are %+v, want wamedia-lint of language golang", hooks)
	}
	command, _, _ := strings.Cut(hooks[0].Entry, " ")
	if _, err := os.Stat("../../cmd/" + command); err != nil {
		t.Errorf("the entry is no command of ours: %v", err)
	}
	media, err := regexp.Compile(hooks[0].Files)
	if err != nil {
		t.Fatal(err)
	}
	taken := "a.jpg a.jpeg A.JPG a.png a.webp a.gif a.heic a.heif a.avif a.tif a.tiff a.bmp a.mp4 a.m4v a.mov a.3gp a.3g2 a.mkv a.webm " +
		"a.aac a.m4a a.mp3 a.amr a.ogg a.oga a.opus a.wav a.flac b/a.pdf a.doc a.docx a.xls a.xlsx a.ppt a.pptx"
	left := "main.go README.md requirements.txt jpg a.jpg.bak a.pdf/x logo.svg go.mod"
	for name := range strings.FieldsSeq(taken) {
		if !media.MatchString(name) {
			t.Errorf("%s is not checked", name)
		}
	}
	for name := range strings.FieldsSeq(left) {
		if media.MatchString(name) {
			t.Errorf("%s is checked", name)
		}
	}
}
