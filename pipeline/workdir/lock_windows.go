package workdir

import (
	"os"

	"golang.org/x/sys/windows"
)

// noFollow is not known here. Making links takes a privilege.
const noFollow = 0

// acquire takes the lock, which ends with the process that holds it.
func acquire(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{})
}
