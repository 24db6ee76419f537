package main

import (
	"io"
	"io/fs"
	"os"
	"runtime"

	"golang.org/x/term"
)

// fileOf is the file that w writes to, or nil.
func fileOf(w io.Writer) *os.File {
	switch w := w.(type) {
	case *os.File:
		return w
	case *stream:
		return w.file
	}
	return nil
}

func isTerminal(w io.Writer) bool {
	f := fileOf(w)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// sameFile reports whether both surely write to one file or terminal. A process on Windows has one console.
func sameFile(a, b io.Writer) bool {
	if isTerminal(a) && isTerminal(b) && runtime.GOOS == "windows" {
		return true
	}
	fileA, fileB := fileOf(a), fileOf(b)
	if fileA == nil || fileB == nil {
		return false
	}
	infoA, errA := fileA.Stat()
	infoB, errB := fileB.Stat()
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// barFits reports whether a progress bar on stderr can erase nothing of the report. Where the report goes through a pipe
// it may come out on the same terminal, by tee or less, and another name such as /dev/tty may be the same terminal too.
func (a *app) barFits() bool {
	if !isTerminal(a.err) || a.flags.quiet {
		return false
	}
	to := a.out
	if a.flags.output != "" {
		f := existingDevice(a.flags.output)
		if f == nil {
			return true
		}
		defer func() { _ = f.Close() }()
		to = f
	}
	if isTerminal(to) {
		return sameFile(to, a.err)
	}
	return !isPipe(to)
}

// existingDevice opens path if a character device stands there, as a terminal is.
func existingDevice(path string) *os.File {
	info, err := os.Stat(path)
	if err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil
	}
	return f
}

func isPipe(w io.Writer) bool {
	f := fileOf(w)
	if f == nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0
}
