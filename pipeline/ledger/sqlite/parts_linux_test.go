package sqlite_test

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// systemParts are the parts that need this system's means.
func systemParts() map[string]part { return map[string]part{"disk full": diskFull} }

// diskFull records an id while no file may grow, and frees the space only after the first tries failed.
func diskFull(path, _ string) error {
	c, err := claimIn(path)
	if err != nil {
		return err
	}
	if err := c.Uploading(context.Background()); err != nil {
		return err
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 1, Max: limit.Max}); err != nil {
		return err
	}
	recorded := make(chan error, 1)
	go func() { recorded <- c.Uploaded(context.Background(), media("1")) }()
	select {
	case err := <-recorded:
		return fmt.Errorf("recorded on a full disk, with error %w", err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	fmt.Println("ready")
	return <-recorded
}
