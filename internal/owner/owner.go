// Package owner answers whose a file is and who else has access to it, for work in folders that several users share.
package owner

import (
	"fmt"
	"os"
)

// MakePrivate makes the folder dir and its missing parents, for this user alone. A folder that exists and is the user's
// own is closed to its group and to others.
func MakePrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make a private folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("make a private folder: %w", err)
	}
	if !Mine(info) || info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close a private folder to others: %w", err)
	}
	return nil
}
