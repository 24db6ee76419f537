// Package panics turns a panic into an error, so that a fault met in one file does not end the work on the others.
package panics

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// Error is a panic that was caught. Its text is for the user; Stack is for the debug log.
type Error struct {
	// Value that panic was called with.
	Value any
	// Stack of the goroutine that panicked.
	Stack []byte
}

// Error gives the value and says what to do.
func (e *Error) Error() string {
	return fmt.Sprintf("internal error (%v): please report it with the output of --verbose", e.Value)
}

// Unwrap gives the value where it is an error.
func (e *Error) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Catch stops a panic and stores it in err as an *Error. It has to be deferred itself: defer panics.Catch(&err).
func Catch(err *error) {
	if v := recover(); v != nil {
		*err = &Error{Value: v, Stack: debug.Stack()}
	}
}

// Log writes the stack of a caught panic to the debug log. It does nothing for another error.
func Log(log *slog.Logger, path string, err error) {
	var caught *Error
	if errors.As(err, &caught) {
		log.Debug("panic", "path", path, "value", caught.Value, "stack", string(caught.Stack))
	}
}
