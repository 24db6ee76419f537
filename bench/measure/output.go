//go:build unix

package measure

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
)

// Output runs a program to its end and gives what it wrote to stdout and stderr. Any status but 0 is an error, with the
// end of that text.
func Output(ctx context.Context, argv ...string) (string, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer func() { _ = read.Close() }()
	text := make(chan []byte, 1)
	go func() {
		b, _ := io.ReadAll(read) // a pipe of our own does not fail
		text <- b
	}()
	_, state, err := run(ctx, argv, write, write)
	_ = write.Close()
	said := string(bytes.TrimSpace(<-text))
	if err == nil && !state.Success() {
		err = fmt.Errorf("%q: %s: %s", argv, state, said[max(0, len(said)-400):])
	}
	return said, err
}
