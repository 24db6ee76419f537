package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// confineThread confines the calling thread and all it starts, as far as the kernel can.
func confineThread(c Command) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("confine the child: %w; WAMEDIA_CONFINE=off runs it without", err)
	}
	script := isScript(c.Path)
	if err := restrictFiles(c, script); err != nil && !unsupported(err) {
		return fmt.Errorf("confine the child's files: %w; WAMEDIA_CONFINE=off runs it without", err)
	}
	if err := restrictCalls(!script); err != nil && !unsupported(err) {
		return fmt.Errorf("confine the child's system calls: %w; WAMEDIA_CONFINE=off runs it without", err)
	}
	return nil
}

func onMainThread() bool { return unix.Gettid() == unix.Getpid() }

// isScript reports whether a program is text for an interpreter, which calls other programs.
func isScript(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	magic := make([]byte, 2)
	_, err = io.ReadFull(f, magic)
	return err == nil && string(magic) == "#!"
}

// unsupported reports whether an error is that of a kernel, or of a container, that lacks the call.
func unsupported(err error) bool {
	return errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EPERM)
}

func confinementStatus() (has, lacks string) {
	var missing []string
	abi := landlockABI()
	if abi == 0 {
		missing = append(missing, "no Landlock (Linux 5.13): files of this user are not protected")
	}
	if _, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0); err != nil {
		missing = append(missing, "no seccomp: sockets are not denied")
	}
	if len(missing) > 0 {
		return "", strings.Join(missing, "; ")
	}
	return fmt.Sprintf("Landlock %d and seccomp: ffmpeg and the image worker read their source, write their folder, open no socket", abi), ""
}

// HideMemory keeps other processes of this user from reading this one's memory and environment, and the kernel from
// writing either into a core dump. Call it before a secret is read.
func HideMemory() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("hide this process's memory: %w", err)
	}
	return nil
}
