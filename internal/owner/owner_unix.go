//go:build unix

package owner

import (
	"io/fs"
	"os"
	"syscall"
)

// Mine reports whether the file belongs to the user that this process runs as.
func Mine(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// Writable reports whether the file's group or others may write it.
func Writable(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }

// Readable reports whether the file's group or others may read it.
func Readable(info fs.FileInfo) bool { return info.Mode().Perm()&0o044 != 0 }
