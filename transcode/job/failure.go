package job

import (
	"errors"
	"fmt"
)

// Class says whose fault a Failure is.
type Class string

// The classes.
const (
	// Refused: nothing compliant can be made of this source, or the request asks for what cannot be.
	Refused Class = "refused"
	// TooLarge: more pixels, frames or bytes than the request allows to decode.
	TooLarge Class = "too-large"
	// Damaged: the source is broken, and a decoder would only invent what is missing.
	Damaged Class = "damaged"
	// Output: the output could not be written.
	Output Class = "output"
	// Cancelled: the deadline passed, or the caller gave up.
	Cancelled Class = "cancelled"
	// Internal: the worker failed.
	Internal Class = "internal"
)

// Failure is why nothing was made. It is an error.
type Failure struct {
	Class   Class  `json:"class"`
	Message string `json:"message"`
}

// Error gives the message.
func (f *Failure) Error() string { return f.Message }

// Failf makes a Failure.
func Failf(c Class, format string, args ...any) *Failure {
	return &Failure{Class: c, Message: fmt.Sprintf(format, args...)}
}

// AsFailure finds the Failure in err; any other error is Internal.
func AsFailure(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Class: Internal, Message: err.Error()}
}
