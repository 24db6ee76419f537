package wamedia_test

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path"
	"strings"
	"testing"
)

// Every package says what it is, whichever build tags its files carry.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	_, all := sources(t)
	for _, s := range all {
		if !s.test {
			said[s.dir] = said[s.dir] || s.file.Doc != nil
		}
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// Nothing happens by importing a package, and nothing in a package changes behind its callers' backs: no init, and no
// package variable that any code writes to, takes the address of, or that starts without a value, as a lock or a buffer does.
// What the Makefile has the linker set is a constant of the build.
func TestNoInitNoMutableVariables(t *testing.T) {
	t.Parallel()
	set, all := sources(t)
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string][]*ast.File{}
	for _, s := range all {
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: func init", set.Position(f.Pos()))
			}
		}
		// Files of different systems declare the same names: each is looked at with the common ones only.
		packages[s.dir+" "+constraint(s)] = append(packages[s.dir+" "+constraint(s)], s.file)
	}
	for key, files := range packages {
		dir, tag, _ := strings.Cut(key, " ")
		if tag != "" {
			files = append(files, packages[dir+" "]...)
		}
		for _, where := range written(set, dir, files, string(makefile)) {
			t.Errorf("%s", where)
		}
	}
}

// constraint is what sets a file apart from the others of its package: its build line or its name's ending.
func constraint(s source) string {
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:build ") {
				return c.Text
			}
		}
	}
	name := strings.TrimSuffix(path.Base(s.path), ".go")
	if i := strings.LastIndexByte(name, '_'); i >= 0 && systems[name[i+1:]] {
		return name[i+1:]
	}
	return ""
}

var systems = map[string]bool{"linux": true, "darwin": true, "windows": true, "unix": true, "amd64": true, "arm64": true}

// written gives the places where a package's variables are changed or may be.
func written(set *token.FileSet, dir string, files []*ast.File, linked string) []string {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: nothing{}, FakeImportC: true, Error: func(error) {}}
	checked, _ := config.Check(dir, set, files, info) // full of errors, as imports stay unresolved; its own names are all that counts
	w := &writes{set: set, info: info, scope: checked.Scope(), linked: linked}
	for _, file := range files {
		ast.Inspect(file, w.visit)
	}
	return w.found
}

// nothing imports nothing.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

type writes struct {
	set    *token.FileSet
	info   *types.Info
	scope  *types.Scope
	linked string // where the linker's settings stand
	found  []string
}

func (w *writes) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			w.target(left, "is assigned to")
		}
	case *ast.IncDecStmt:
		w.target(n.X, "is counted up or down")
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			w.target(n.Key, "is assigned to")
			w.target(n.Value, "is assigned to")
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			w.target(n.X, "has its address taken")
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "delete" || f.Name == "clear" || f.Name == "copy") && len(n.Args) > 0 {
			w.target(n.Args[0], "is changed by "+f.Name)
		}
	case *ast.GenDecl:
		w.declaration(n)
	}
	return true
}

// target reports an expression whose root is a variable of the package.
func (w *writes) target(e ast.Expr, what string) {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			if v, ok := w.info.Uses[x].(*types.Var); ok && v.Parent() == w.scope {
				w.found = append(w.found, w.set.Position(x.Pos()).String()+": package variable "+x.Name+" "+what)
			}
			return
		default:
			return
		}
	}
}

// declaration reports package variables that start without a value, unless the compiler or the linker fills them.
func (w *writes) declaration(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for _, name := range v.Names {
			object, ok := w.info.Defs[name].(*types.Var)
			filled := len(v.Values) > 0 || embeds(d.Doc) || embeds(v.Doc) || strings.Contains(w.linked, " -X main."+name.Name+"=")
			if ok && object.Parent() == w.scope && !filled {
				w.found = append(w.found, w.set.Position(name.Pos()).String()+": package variable "+name.Name+" starts without a value")
			}
		}
	}
}

func embeds(doc *ast.CommentGroup) bool {
	return doc != nil && strings.Contains(doc.List[len(doc.List)-1].Text, "//go:embed")
}
