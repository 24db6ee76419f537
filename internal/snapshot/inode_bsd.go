//go:build darwin || freebsd || netbsd

package snapshot

import (
	"io/fs"
	"syscall"
)

// inodeTime is when the file's inode last changed, in nanoseconds; 0 where that is not known.
func inodeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctimespec.Nano()
	}
	return 0
}
