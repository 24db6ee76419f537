// Package disk tells a full disk from other trouble, in the words of any system.
package disk

import (
	"errors"
	"syscall"
)

// ErrFull says that a write failed for want of space or quota, or because the system lets no file grow so large.
var ErrFull = errors.New("the disk is full")

// IsFull tells whether err is ErrFull or what the system says in its place.
func IsFull(err error) bool {
	for _, full := range []error{
		ErrFull, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG,
	} {
		if errors.Is(err, full) {
			return true
		}
	}
	return isFull(err)
}
