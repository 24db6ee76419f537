package report

import (
	"net/url"
	"path/filepath"
	"strings"
)

// place is the path by which a report for machines names a file, with slashes: relative to root where the file lies
// below it, else absolute. Without a root, paths that lead downwards stay as they were given.
func place(name, root string) string {
	if root == "" && filepath.IsLocal(name) {
		return filepath.ToSlash(filepath.Clean(name))
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	if rel, err := filepath.Rel(root, abs); root != "" && err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}

// uri writes a place as a URI reference: every byte that has a meaning in a URI, or none in UTF-8, is percent-encoded.
func uri(place string) string {
	u := url.URL{Path: place}
	if filepath.IsAbs(filepath.FromSlash(place)) {
		u.Scheme, u.Path = "file", "/"+strings.TrimLeft(place, "/")
	}
	return u.String()
}
