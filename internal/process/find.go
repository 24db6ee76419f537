package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrNotFound is why Find fails.
var ErrNotFound = exec.ErrNotFound

// Find looks for a program: where the environment variable points, if it is set, and nowhere else then; beside this
// program; in PATH. The error wraps ErrNotFound and says what to do.
func Find(name, variable string) (string, error) {
	if named := os.Getenv(variable); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%s names no program (%q): correct or unset it: %w", variable, named, ErrNotFound)
		}
		return path, nil
	}
	if self, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), name)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s is neither beside this program nor in PATH: install it, or set %s to its path: %w",
			name, variable, ErrNotFound)
	}
	return path, nil
}

// FindOr is the program at a path, or of a name in PATH, and what Find finds where path is empty.
func FindOr(path, name, variable string) (string, error) {
	if path == "" {
		return Find(name, variable)
	}
	found, err := exec.LookPath(path)
	if err != nil {
		return "", fmt.Errorf("there is no program %q: correct its path: %w", path, ErrNotFound)
	}
	return found, nil
}
