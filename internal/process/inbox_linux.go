package process

import (
	"io"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// PassesFiles reports whether a pool hands open files over to its workers on this system.
const PassesFiles = true

// inbox is our end of a worker's standard input: a socket, as open files pass through nothing else.
type inbox struct{ *net.UnixConn }

func newInbox() (theirs *os.File, ours inbox, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, inbox{}, err
	}
	mine := os.NewFile(uintptr(pair[1]), "worker")
	defer func() { _ = mine.Close() }() // the connection has a descriptor of its own
	theirs = os.NewFile(uintptr(pair[0]), "worker")
	conn, err := net.FileConn(mine)
	if err != nil {
		_ = theirs.Close()
		return nil, inbox{}, err
	}
	return theirs, inbox{conn.(*net.UnixConn)}, nil
}

// with is a writer whose first bytes carry open files.
func (i inbox) with(files []*os.File) io.Writer {
	if len(files) == 0 {
		return i
	}
	return attaching{i, files}
}

// attaching is the writer for one request.
type attaching struct {
	inbox inbox
	files []*os.File
}

// Write sends all of b, and the files with its first byte.
func (a attaching) Write(b []byte) (int, error) {
	var numbers []int
	for _, f := range a.files {
		numbers = append(numbers, int(f.Fd()))
	}
	n, _, err := a.inbox.WriteMsgUnix(b, unix.UnixRights(numbers...), nil)
	if err != nil || n == len(b) {
		return n, err
	}
	more, err := a.inbox.Write(b[n:])
	return n + more, err
}
