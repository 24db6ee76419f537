package main

import (
	"io"
	"os"
)

// inbox is what the worker reads its jobs from.
type inbox struct {
	io.Reader
	// attached is the open file that came with the last request; nil where none did.
	attached *os.File
}

// Read reads, and keeps an open file that comes along.
func (in *inbox) Read(b []byte) (int, error) {
	if f, ok := in.Reader.(*os.File); ok {
		n, attached, err := receive(f, b)
		if attached != nil {
			in.detach()
			in.attached = attached
		}
		return n, err
	}
	return in.Reader.Read(b)
}

func (in *inbox) detach() {
	if in.attached != nil {
		_ = in.attached.Close()
		in.attached = nil
	}
}
