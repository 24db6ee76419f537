package hostile

import (
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Making the files takes memory, which a child process inherits as its own peak: another process makes them.
const makeIn = "WAMEDIA_HOSTILE_MAKE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(makeIn); dir != "" {
		os.Exit(makeFiles(dir))
	}
	flag.Parse()
	os.Exit(m.Run())
}

func makeFiles(dir string) int {
	for _, f := range files() {
		if err := create(filepath.Join(dir, f.name), f.make); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

// made is a folder with all files.
func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), makeIn+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// build builds a program with extra flags and returns its path.
func build(t *testing.T, program string, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(program))
	cmd := exec.Command("go", append(append([]string{"build", "-o", out}, flags...), program)...)
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return out
}

// arguments are the command line for one file or folder at a stage.
func arguments(s stage, f file, path, out string) []string {
	args := append(strings.Fields(string(s)), "--all-files", "--format", "json", path)
	if s == prepare {
		args = append(args, "-o", out)
	}
	if f.as != "" {
		args = append(args, "--as", f.as)
	}
	return args
}

// Every file names a guard that there is, and every guard can be taken out: what it replaces stands in the source once.
func TestGuardsAreThere(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, f := range files() {
		used[f.guard] = true
		if guards()[f.guard] == nil {
			t.Errorf("%s: there is no guard %q", f.name, f.guard)
		}
	}
	for name, edits := range guards() {
		if !used[name] {
			t.Errorf("no file shows what guard %q is for", name)
		}
		for _, e := range edits {
			b, err := os.ReadFile(filepath.Join("../..", e.path))
			if err != nil || strings.Count(string(b), e.from) != 1 {
				t.Errorf("%s: %q stands %d times in %s (%v)", name, e.from, strings.Count(string(b), e.from), e.path, err)
			}
		}
	}
}

// There are enough of them, and no two are of one name.
func TestFilesDiffer(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, f := range files() {
		names[f.name] = true
	}
	if len(names) != len(files()) || len(names) < 60 {
		t.Errorf("%d names of %d files", len(names), len(files()))
	}
}

// The files cost what they may, each alone and all together. They are made once, as that takes long.
func TestBounds(t *testing.T) {
	dir, bin := made(t), build(t, "./cmd/wamedia")
	t.Setenv("WAMEDIA_VIPS", build(t, "./cmd/wamedia-vips", "-tags", "vips"))
	t.Run("alone", func(t *testing.T) { alone(t, dir, bin) })
	t.Run("together", func(t *testing.T) { together(t, dir, bin) })
}

// alone: every file stays within its bound, whatever is asked for.
func alone(t *testing.T, dir, bin string) {
	for _, f := range files() {
		for _, s := range stages {
			t.Run(f.name+"/"+string(s), func(t *testing.T) {
				t.Parallel()
				b := bound{}
				if s == f.stage {
					b = f.bound
				}
				out := t.TempDir()
				c := measure(t, patience, bin, arguments(s, f, filepath.Join(dir, f.name), out)...)
				for _, what := range c.beyond(b.within(s)) {
					t.Errorf("%s: %s\n%s", f.claim, what, c.text)
				}
				t.Logf("%d MB read, %d MB held, %v", c.read/mB, c.memory/mB, c.processor)
				nothingHidden(t, out)
			})
		}
	}
}

// nothingHidden fails on files that stand in dir under a temporary name.
func nothingHidden(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// together: all files do not keep a good one among them from being prepared.
func together(t *testing.T, dir, bin string) {
	out := t.TempDir()
	good, err := os.Create(filepath.Join(dir, "good.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(good, image.NewNRGBA(image.Rect(0, 0, 600, 400))); err != nil {
		t.Fatal(err)
	}
	if err := good.Close(); err != nil {
		t.Fatal(err)
	}
	for _, s := range stages {
		c := measure(t, patience, bin, arguments(s, file{}, dir, out)...)
		b := bound{read: 1 << 50, memory: 1500 * mB, processor: patience}
		for _, what := range c.beyond(b) {
			t.Errorf("%s: %s\n%s", s, what, c.text)
		}
		t.Logf("%s: %d MB read, %d MB held, %v", s, c.read/mB, c.memory/mB, c.processor)
	}
	if _, err := os.Stat(filepath.Join(out, "good.png")); err != nil {
		t.Error(err)
	}
	nothingHidden(t, out)
}
