package main

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// receive reads from a socket, with an open file if one was sent along; from anything else it just reads.
func receive(f *os.File, b []byte) (int, *os.File, error) {
	control := make([]byte, unix.CmsgSpace(4))
	for {
		n, size, _, _, err := unix.Recvmsg(int(f.Fd()), b, control, unix.MSG_CMSG_CLOEXEC)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.ENOTSOCK):
			n, err := f.Read(b)
			return n, nil, err
		case err != nil:
			return 0, nil, err
		case n == 0 && len(b) > 0:
			return 0, nil, io.EOF
		}
		return n, attachment(control[:size]), nil
	}
}

// attachment is the open file in a control message; nil where there is none.
func attachment(control []byte) *os.File {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil || len(messages) == 0 {
		return nil
	}
	numbers, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(numbers) == 0 {
		return nil
	}
	return os.NewFile(uintptr(numbers[0]), "source")
}
