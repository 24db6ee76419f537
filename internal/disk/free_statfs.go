//go:build linux || darwin

package disk

import "golang.org/x/sys/unix"

// Free is how many bytes this user may write to the disk that holds path; false where the system does not tell.
func Free(path string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:unconvert // of 32 bits on darwin
}
