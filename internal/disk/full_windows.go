package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isFull knows the codes of Windows, which are not those of the C library.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}
