package local

import (
	"errors"
	"fmt"
	"os"
)

// rewrite opens a source and makes the output that write fills from it. Errors say what it was for.
func rewrite(what, source, output string, write func(out, in *os.File) error) error {
	in, err := os.Open(source)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(output)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := errors.Join(write(out, in), out.Close()); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
