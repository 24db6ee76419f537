package job

import "fmt"

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
	// Memory: the system or a limit gave no more memory.
	Memory Class = "memory"
	// Output: the output could not be written.
	Output Class = "output"
	// DiskFull: there was no room for the output.
	DiskFull Class = "disk-full"
	// Internal: the worker failed, or was told to give up.
	Internal Class = "internal"
)

// Failure is why nothing was made. It is an error.
type Failure struct {
	Class   Class  `json:"class"`
	Message string `json:"message"`
}

// Failf makes a Failure of this class.
func (c Class) Failf(format string, args ...any) *Failure {
	return &Failure{Class: c, Message: fmt.Sprintf(format, args...)}
}

// Error gives the message.
func (f *Failure) Error() string { return f.Message }
