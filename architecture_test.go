package wamedia_test

import (
	"debug/elf"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/wamedia/wamedia"

// source is one Go file of the module, whatever its build tags.
type source struct {
	path, dir string // with slashes, from the root
	test      bool
	file      *ast.File
}

// imports lists the packages that the file imports.
func (s source) imports() []string {
	var out []string
	for _, spec := range s.file.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil {
			out = append(out, name)
		}
	}
	return out
}

// own lists the packages of this module that the file imports, from the root: "validate/media". Tests have none, as they
// may import any package.
func (s source) own() []string {
	var out []string
	for _, name := range s.imports() {
		if inner, ok := strings.CutPrefix(name, module+"/"); ok && !s.test {
			out = append(out, inner)
		}
	}
	return out
}

// sources parses the whole module, but for testdata and hidden folders.
func sources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	set := token.NewFileSet()
	var out []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (d.Name() == "testdata" || d.Name()[0] == '.' || d.Name() == "bin"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		out = append(out, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("found %d Go files: not the root of the module", len(out))
	}
	return set, out
}

// under reports whether a package or file lies in one of the folders; a folder with /* means its subfolders alone.
func under(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		if inner, ok := strings.CutSuffix(folder, "/*"); ok {
			return strings.HasPrefix(name, inner+"/")
		}
		return name == folder || strings.HasPrefix(name, folder+"/")
	})
}

// A boundary is a capability that only the named packages may use. Tests may start processes and talk to loopback.
func TestBoundaries(t *testing.T) {
	t.Parallel()
	boundaries := []struct {
		imported, why string
		allowed       []string
		tests         bool
	}{
		{"C", "cgo", []string{"transcode/vips"}, false},
		{"github.com/h2non/bimg", "libvips starts by being imported", []string{"transcode/vips"}, false},
		{"os/exec", "child processes", []string{"internal/process"}, true},
		{"net/http", "the network", []string{"whatsapp", "cmd/wamedia/sandbox.go", "cmd/wamedia/sandboxserver.go", "cmd/wamedia/inboundserver.go"}, true},
		{"plugin", "foreign code", nil, false},
	}
	_, all := sources(t)
	for _, s := range all {
		for _, imported := range s.imports() {
			for _, boundary := range boundaries {
				inside := under(s.path, boundary.allowed...) || s.test && boundary.tests
				if imported == boundary.imported && !inside {
					t.Errorf("%s imports %s (%s), which is for %v", s.path, imported, boundary.why, boundary.allowed)
				}
			}
		}
	}
}

// What each package may import of this module. The first row that fits a package counts.
func TestImports(t *testing.T) {
	t.Parallel()
	type row struct {
		from string
		may  []string
	}
	rows := []row{
		{"internal/saturate", nil},
		{"internal/panics", nil},
		{"validate/media/mediatest", []string{"validate/media"}},
		{"validate/media", nil},
		{"validate/sniff", []string{"validate/media", "validate/probe/*"}},
		{"validate/profile", nil},
		{"transcode/option", nil},
		{"validate/probe", []string{"validate/media", "validate/sniff", "validate/probe"}},
		{"validate", []string{"validate", "internal/snapshot"}},
		{"transcode/job", []string{"validate/media", "transcode/job"}},
		{"transcode/vips", []string{"validate", "transcode", "internal/disk"}},
		{"transcode/*", []string{"validate", "transcode", "internal/process"}},
		{"transcode", []string{"validate", "transcode/option"}},
		{"whatsapp", []string{"whatsapp"}},
		{"pipeline/local", []string{"validate", "transcode", "pipeline", "whatsapp", "internal/process", "internal/ordered", "internal/disk", "internal/owner"}},
		{"pipeline/ledger", []string{"pipeline/ledger"}},
		{"pipeline", []string{"validate", "transcode", "pipeline", "internal/ordered", "internal/disk", "internal/owner", "internal/snapshot"}},
		{"internal/process", []string{"internal/process", "internal/disk"}},
		{"internal/ordered", nil},
		{"internal/disk", nil},
		{"internal/owner", nil},
		{"internal/snapshot", nil},
		{"internal", []string{"validate", "transcode", "pipeline", "internal"}},
		{"cmd/wamedia-vips", []string{"validate", "transcode", "cmd/wamedia-vips"}},
		{"cmd", []string{"validate", "transcode", "whatsapp", "pipeline", "internal", "cmd"}},
		{"bench", []string{"bench"}},
		{"examples", []string{"whatsapp", "pipeline", "validate", "examples"}},
		{".", nil},
	}
	arithmetic := []string{"internal/saturate", "internal/panics"} // open to all: they compute and touch nothing
	_, all := sources(t)
	for _, s := range all {
		i := slices.IndexFunc(rows, func(r row) bool { return under(s.dir, r.from) })
		if i < 0 {
			t.Errorf("%s: no row says what %s may import", s.path, s.dir)
			continue
		}
		for _, imported := range s.own() {
			if !under(imported, append(arithmetic, rows[i].may...)...) {
				t.Errorf("%s imports %s; %s may import %v", s.path, imported, rows[i].from, rows[i].may)
			}
		}
	}
}

// Engines and clients are injected at the edge: the pipeline and the planner import none of them.
func TestEnginesAreInjected(t *testing.T) {
	t.Parallel()
	injected := map[string][]string{
		"transcode/vips":   {"transcode/vips", "cmd/wamedia-vips"},
		"transcode/ffmpeg": {"transcode/ffmpeg", "pipeline/local", "cmd/wamedia"},
		"internal/process": {"internal/process", "transcode/*", "pipeline/local", "cmd/wamedia"},
		"whatsapp":         {"whatsapp", "pipeline/local", "cmd/wamedia", "examples"},
		"pipeline/local":   {"pipeline/local", "examples", "cmd/wamedia"},
	}
	_, all := sources(t)
	for _, s := range all {
		for _, imported := range s.own() {
			for engine, users := range injected {
				if under(imported, engine) && !under(s.dir, users...) {
					t.Errorf("%s imports %s, which is for %v", s.path, imported, users)
				}
			}
		}
	}
}

// What a package reaches, through whatever it imports, without cgo.
func TestReach(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, why string
		never     []string
	}{
		{"./cmd/wamedia", "the program is one static binary", []string{"runtime/cgo", "github.com/h2non/bimg", module + "/transcode/vips"}},
		{"./validate/...", "the linter crosses no boundary",
			[]string{"runtime/cgo", "os/exec", "net/http", "github.com/h2non/bimg", "database/sql", module + "/transcode", module + "/whatsapp", module + "/pipeline"}},
		{"./pipeline", "who brings another ledger or uploader links none of ours",
			[]string{"runtime/cgo", "os/exec", "net/http", "database/sql", "modernc.org/sqlite", module + "/whatsapp", module + "/internal/process", module + "/pipeline/local"}},
		{"./pipeline/ledger", "a ledger needs its contract alone", []string{"database/sql", "modernc.org/sqlite", module + "/validate", module + "/transcode"}},
		{"./pipeline/ledger/sqlledger", "SQL is not SQLite", []string{"modernc.org/sqlite", module + "/validate"}},
		{"./whatsapp", "the client can be used alone", []string{"runtime/cgo", "os/exec", module + "/validate", module + "/transcode", module + "/pipeline"}},
	}
	for _, c := range cases {
		t.Run(c.from, func(t *testing.T) {
			t.Parallel()
			reached := strings.Fields(run(t, "list", "-deps", c.from))
			for _, name := range c.never {
				if slices.ContainsFunc(reached, func(dep string) bool { return under(dep, name) }) {
					t.Errorf("%s reaches %s, but %s", c.from, name, c.why)
				}
			}
		})
	}
}

// maxProgram in bytes is the most that the program may take on disk: every machine that checks media downloads it.
const maxProgram = 20 << 20

// The program is one static binary of a bounded size: it asks for no loader and no library, and holds no cloud SDK.
func TestStatic(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "wamedia")
	run(t, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", name, "./cmd/wamedia")
	if info, err := os.Stat(name); err != nil || info.Size() > maxProgram {
		t.Errorf("%d bytes of at most %d (%v)", info.Size(), maxProgram, err)
	}
	for _, dep := range strings.Fields(run(t, "list", "-deps", "-f", "{{if .Module}}{{.Module.Path}}{{with .Module.Replace}}=>{{.Path}}{{end}}{{end}}", "./cmd/wamedia")) {
		if strings.Contains(dep, "aws") && !strings.Contains(dep, "=>") {
			t.Errorf("%s is built in: go.work replaces it by a stub", dep)
		}
	}
	program, err := elf.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = program.Close() }()
	libraries, err := program.ImportedLibraries()
	if err != nil || len(libraries) > 0 {
		t.Errorf("needs the libraries %v (%v)", libraries, err)
	}
	for _, part := range program.Progs {
		if part.Type == elf.PT_INTERP {
			t.Error("asks for a dynamic loader")
		}
	}
}

// run calls the go command for Linux without cgo.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}
