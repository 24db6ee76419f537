package walk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ErrPrivate says that a file is never input, even where it is named.
var ErrPrivate = errors.New("is never input: it holds credentials, or is wamedia's configuration or report")

// privateName reports whether a base name is that of a file that is never input.
func privateName(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, ".env") ||
		slices.Contains([]string{ReportName, "wamedia-baseline.json", "wamedia.yaml", "wamedia.yml"}, name)
}

// private knows the files that are never input by what they are, so that no other name leads to them.
type private struct {
	infos   []fs.FileInfo
	entered map[string]bool // folders whose configuration was looked at
	scanned map[string]bool // folders that were searched for private names
}

func newPrivate(never []string) *private {
	p := &private{entered: map[string]bool{}, scanned: map[string]bool{}}
	p.enter(".")
	for _, path := range never {
		p.add(identity(path))
	}
	return p
}

func (p *private) add(info fs.FileInfo) {
	if info != nil && info.Mode().IsRegular() {
		p.infos = append(p.infos, info)
	}
}

func (p *private) known(info fs.FileInfo) bool {
	return slices.ContainsFunc(p.infos, func(i fs.FileInfo) bool { return os.SameFile(i, info) })
}

// learn remembers a file of a private name.
func (p *private) learn(root *os.Root, name string) {
	p.add(identity(filepath.Join(root.Name(), filepath.FromSlash(name))))
}

// enter learns, before the files of a folder are looked at, what its .env leads to and which credentials a configuration
// in it names, whether or not that is the one in use.
func (p *private) enter(dir string) {
	if p.entered[dir] {
		return
	}
	p.entered[dir] = true
	p.add(identity(filepath.Join(dir, ".env")))
	for _, name := range []string{"wamedia.yaml", "wamedia.yml"} {
		path := filepath.Join(dir, name)
		info := identity(path)
		if info == nil || !info.Mode().IsRegular() {
			continue
		}
		p.add(info)
		if named := credentialsIn(path); named != "" {
			p.add(identity(named))
		}
	}
}

// maxConfig in bytes is how much of a configuration is looked at.
const maxConfig = 64 << 10

// credentialsIn finds the file that a configuration names for credentials; empty where it names none. It is not parsed:
// one with mistakes names its credentials all the same.
func credentialsIn(config string) string {
	f, err := openFile(config)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	data, _ := io.ReadAll(io.LimitReader(f, maxConfig)) // what can be read is enough
	found := regexp.MustCompile(`(?m)^\s*["']?credentials["']?\s*:\s*(.+?)\s*(?:\s#.*)?$`).FindSubmatch(data)
	if found == nil {
		return ""
	}
	path := filepath.FromSlash(strings.Trim(string(found[1]), `"'`))
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(config), path)
	}
	return path
}

// named reports whether a file that was named is never input.
func (p *private) named(path string, info fs.FileInfo) bool {
	for _, hop := range hops(path) {
		if privateName(filepath.Base(hop)) {
			return true
		}
	}
	real, err := filepath.EvalSymlinks(path)
	p.enter(filepath.Dir(path))
	p.enter(filepath.Dir(real))
	if err == nil && privateName(filepath.Base(real)) || p.known(info) {
		return true
	}
	if links(info) < 2 {
		return false
	}
	for _, dir := range []string{".", filepath.Dir(path), filepath.Dir(real)} {
		p.scan(dir)
	}
	return p.known(info)
}

// scan learns the private files of one folder.
func (p *private) scan(dir string) {
	if p.scanned[dir] {
		return
	}
	p.scanned[dir] = true
	entries, _ := os.ReadDir(dir) // what cannot be listed cannot be compared
	for _, d := range entries {
		if privateName(d.Name()) {
			p.add(identity(filepath.Join(dir, d.Name())))
		}
	}
}

// holds reports whether a file of a folder is private under another name. A file of several names is compared with
// every private file of the tree.
func (p *private) holds(root *os.Root, info fs.FileInfo) bool {
	if p.known(info) {
		return true
	}
	if links(info) < 2 {
		return false
	}
	p.scan(".")
	p.scanTree(root)
	return p.known(info)
}

// scanTree learns the private files of a tree. Hidden folders are left out, as they are from input.
func (p *private) scanTree(root *os.Root) {
	if p.scanned["tree "+root.Name()] {
		return
	}
	p.scanned["tree "+root.Name()] = true
	_ = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // what cannot be read has no private files to leave out
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && privateName(d.Name()):
			p.learn(root, name)
		}
		return nil
	})
}
