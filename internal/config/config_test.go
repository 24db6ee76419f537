package config_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wamedia/wamedia/internal/config"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

const full = `profile: carousel
fail-on: warning
severity:
  image.color: warning
  any.suspect: off
kinds:
  "stickers/**": sticker
  "notes/*.ogg": voice
ignore:
  - path: "raw/**"
  - path: "print/**"
    rules: [image.color]
include: ["*.jpg"]
exclude: [drafts]
credentials: whatsapp.env
`

func TestAFullFileBecomesAPolicy(t *testing.T) {
	t.Parallel()
	f, err := config.Parse([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	var got validate.Policy
	f.Apply(&got)
	want := validate.Policy{
		Profile:    "carousel",
		Severities: map[string]validate.Severity{"image.color": validate.Warning, "any.suspect": validate.Off},
		Paths: []validate.PathPolicy{
			{Glob: "stickers/**", Kind: media.Sticker}, {Glob: "notes/*.ogg", Kind: media.Voice},
			{Glob: "raw/**", Silent: []string{"*"}}, {Glob: "print/**", Silent: []string{"image.color"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMistakesAreShownWithLineAndColumn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ what, text, at, says string }{
		{"a rule that does not exist", "severity:\n  image.colour: off\n", "[2:17]", `there is no rule "image.colour"`},
		{"a severity that does not exist", "severity:\n  image.color: fatal\n", "[2:16]", "want error, warning, info or off"},
		{"a key that does not exist", "fail-on: error\nprofil: message\n", "[2:1]", `unknown field "profil"`},
		{"a kind that does not exist", "kinds:\n  'a/**': gif\n", "[2:11]", `kind "gif"`},
		{"a profile that does not exist", "profile: story\n", "[1:10]", `profile "story"`},
		{"an ignore without a path", "ignore:\n  - rules: [image.color]\n", "[2:", "ignore needs a path"},
		{"no YAML", "a: [b\n", "[1:", "sequence end"},
		{"a list where a word belongs", "fail-on: [error]\n", "[1:10]", "string"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.at) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %q at %s", err, c.says, c.at)
			}
		})
	}
}

func TestTheFileIsLookedForUpwards(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, config.Name)
	if err := os.WriteFile(path, []byte(full), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := config.Find(deep); err != nil || got != path {
		t.Errorf("found %q, %v; want %q", got, err, path)
	}
	f, err := config.Read(path)
	if err != nil || f.Credentials != filepath.Join(root, "whatsapp.env") {
		t.Errorf("credentials %q, %v; want the file beside the configuration", f.Credentials, err)
	}
}

// TestTheSchemaAgrees holds the schema against what the program takes.
func TestTheSchemaAgrees(t *testing.T) {
	t.Parallel()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("schema.json")
	for text, good := range map[string]bool{full: true, "": true, "profil: x\n": false, "fail-on: fatal\n": false, "kinds: {a: gif}\n": false} {
		raw, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(bytes.TrimSpace(raw)) == 0 {
			raw = []byte("null")
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != good {
			t.Errorf("the schema says %v of %q", err, text)
		}
		if _, err := config.Parse([]byte(text)); (err == nil) != good {
			t.Errorf("the program says %v of %q", err, text)
		}
	}
	profiles := doc.(map[string]any)["properties"].(map[string]any)["profile"].(map[string]any)["enum"].([]any)
	var names []profile.Profile
	for _, p := range profiles {
		names = append(names, profile.Profile(p.(string)))
	}
	if !slices.Equal(names, profile.All()) {
		t.Errorf("the schema knows the profiles %v, the program %v", names, profile.All())
	}
}
