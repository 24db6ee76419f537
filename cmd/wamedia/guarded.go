package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/wamedia/wamedia/internal/owner"
)

// readGuarded reads the file at path unless its group or others may write it: they could exchange the account that media
// is sent from. Containers mount secrets that others may read, so that is a warning.
func readGuarded(path string, warn func(error)) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case owner.Writable(info):
		return nil, fmt.Errorf("the group or others may write %s; look through it, then run: chmod go-w %s", path, shellWord(path))
	case owner.Readable(info):
		warn(fmt.Errorf("warning: the group or others may read the credentials in %s; unless that is meant run: chmod go-r %s", path, shellWord(path)))
	}
	return io.ReadAll(f)
}

// shellWord is s as one word of a shell command.
func shellWord(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%"
	if strings.HasPrefix(s, "-") {
		s = "./" + s
	}
	if s != "" && strings.Trim(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
