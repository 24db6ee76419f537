//go:build guards

package hostile

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every file breaks its bound once its guard is taken out. The program is built again for every guard, from sources that
// differ from those on disk in that alone. The image worker holds no guard and is built once.
func TestGuards(t *testing.T) {
	dir, out := made(t), t.TempDir()
	t.Setenv("WAMEDIA_VIPS", build(t, "./cmd/wamedia-vips", "-tags", "vips"))
	names := make([]string, 0, len(guards()))
	for name := range guards() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			bin := without(t, name)
			for _, f := range files() {
				if f.guard != name {
					continue
				}
				c := measure(t, 40*time.Second, bin, arguments(f.stage, f, filepath.Join(dir, f.name), out)...)
				broken := c.beyond(f.bound.within(f.stage))
				if len(broken) == 0 {
					t.Errorf("%s stays within its bound without %s: %d MB read, %d MB held, %v", f.name, name, c.read/mB, c.memory/mB, c.processor)
				}
				t.Logf("%s: %s", f.name, strings.Join(broken, ", "))
			}
		})
	}
}

// without is the program built without a guard.
func without(t *testing.T, name string) string {
	t.Helper()
	overlay, dir := map[string]string{}, t.TempDir()
	for _, e := range guards()[name] {
		path, err := filepath.Abs(filepath.Join("../..", e.path))
		if err != nil {
			t.Fatal(err)
		}
		from := path
		if overlay[path] != "" {
			from = overlay[path]
		}
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		overlay[path] = filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(overlay[path], []byte(strings.Replace(string(b), e.from, e.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return build(t, "./cmd/wamedia", "-overlay", list)
}
