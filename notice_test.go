package wamedia_test

import (
	"bytes"
	"debug/elf"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/licensecheck"
)

var updateNotice = flag.Bool("update-notice", false, "write NOTICE from the licences of what is linked")

// cLibraries that the image worker links dynamically: they come with the system, under these licences.
var cLibraries = map[string]string{
	"libc":           "GNU C Library, LGPL-2.1-or-later",
	"libglib-2.0":    "GLib, LGPL-2.1-or-later",
	"libgobject-2.0": "GObject, part of GLib, LGPL-2.1-or-later",
	"libjpeg":        "libjpeg-turbo, IJG AND BSD-3-Clause AND Zlib",
	"libm":           "GNU C Library, LGPL-2.1-or-later",
	"libtiff":        "LibTIFF, libtiff",
	"libvips":        "libvips, LGPL-2.1-or-later",
	"libwebp":        "libwebp, BSD-3-Clause",
	"libwebpdemux":   "libwebpdemux, part of libwebp, BSD-3-Clause",
	"libwebpmux":     "libwebpmux, part of libwebp, BSD-3-Clause",
}

// linked is one module of which code stands in a program, or the standard library.
type linked struct {
	name, dir string
}

// licenceFile reports whether a file of a module's root holds the terms it is given under.
var licenceFile = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice)([-._].*)?$`)

// NOTICE names the licence of everything that is linked, with its text. `make notice` writes it.
func TestNotice(t *testing.T) {
	t.Parallel()
	want := notice(t)
	if *updateNotice {
		if err := os.WriteFile("NOTICE", want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("NOTICE differs from what is linked; run make notice:\n%s", diff)
	}
}

// Every C library that the image worker asks the loader for has a row in NOTICE.
func TestNoticeNamesCLibraries(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "wamedia-vips")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-tags", "vips", "-o", name, "./cmd/wamedia-vips")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	program, err := elf.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = program.Close() }()
	libraries, err := program.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, library := range libraries {
		short, _, _ := strings.Cut(library, ".so")
		if _, ok := cLibraries[short]; !ok {
			t.Errorf("wamedia-vips links %s, which NOTICE does not name", library)
		}
	}
}

func notice(t *testing.T) []byte {
	t.Helper()
	var list, texts strings.Builder
	seen := map[string]string{}
	for _, module := range linkedModules(t) {
		ids := map[string]bool{}
		for _, file := range licenceFiles(t, module.dir) {
			text := readText(t, filepath.Join(module.dir, file))
			for _, match := range licensecheck.Scan([]byte(text)).Match {
				ids[match.ID] = true
			}
			if first, ok := seen[text]; ok {
				fmt.Fprintf(&texts, "\n== %s: %s ==\n\nThe same text as %s.\n", module.name, file, first)
				continue
			}
			seen[text] = module.name + ": " + file
			fmt.Fprintf(&texts, "\n== %s: %s ==\n\n%s\n", module.name, file, text)
		}
		if len(ids) == 0 {
			t.Errorf("%s: no licence found in %s", module.name, module.dir)
		}
		fmt.Fprintf(&list, "  %-72s %s\n", module.name, strings.Join(slices.Sorted(maps.Keys(ids)), ", "))
	}
	var out bytes.Buffer
	fmt.Fprint(&out, "wamedia\nCopyright 2026 The wamedia authors\n\nLicensed under the Apache License, Version 2.0; see LICENSE.\n")
	fmt.Fprint(&out, "\nCode linked into the programs, and the licences found in it:\n\n", list.String())
	fmt.Fprint(&out, "\nC libraries that wamedia-vips loads from the system:\n\n")
	for _, name := range slices.Sorted(maps.Keys(cLibraries)) {
		fmt.Fprintf(&out, "  %-72s %s\n", name, cLibraries[name])
	}
	fmt.Fprint(&out, "\nffmpeg and ffprobe are started as programs of their own; nothing of them is linked.\n", texts.String())
	return out.Bytes()
}

// linkedModules lists what either program links on any system it is built for, sorted by name.
func linkedModules(t *testing.T) []linked {
	t.Helper()
	root := strings.TrimSpace(goCommand(t, "linux", "env", "GOROOT"))
	all := map[string]linked{"Go standard library": {"Go standard library", root}}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for _, program := range [][]string{{"./cmd/wamedia"}, {"-tags", "vips", "./cmd/wamedia-vips"}} {
			args := append([]string{"list", "-e", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}"}, program...)
			for _, line := range strings.Split(goCommand(t, goos, args...), "\n") {
				if name, dir, ok := strings.Cut(line, "\t"); ok {
					all[name] = linked{name, dir}
				}
			}
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b linked) int { return strings.Compare(a.name, b.name) })
}

func licenceFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && licenceFile.MatchString(entry.Name()) {
			out = append(out, entry.Name())
		}
	}
	return out
}

// readText reads a text without what differs by its editor alone.
func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
}

// goCommand runs the go command for a system, with cgo so that no file of the worker is left out, and without go.work,
// as go install builds the programs: what they link then is the larger set.
func goCommand(t *testing.T, goos string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+goos, "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}
