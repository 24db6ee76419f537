// Package failure sorts the reasons for which a file came to no good end by what a caller does about them.
package failure

// Class is the kind of a failure. The empty one is none.
type Class string

// The classes.
const (
	None        Class = ""
	Refused     Class = "refused"         // nothing compliant can be made of the file, or the platform refuses it
	Damaged     Class = "damaged"         // the file cannot be decoded
	Missing     Class = "missing program" // a program that the work needs is not on this machine
	Denied      Class = "denied"          // the platform refuses the token, the account or the number: every upload fails alike
	Throttled   Class = "throttled"       // the platform asks for a pause
	Transient   Class = "transient"       // may pass: try again
	Doubtful    Class = "doubtful"        // the upload may have been accepted without its id being known
	Busy        Class = "busy"            // another process is uploading the same file: ask again when it has ended
	Changed     Class = "changed"         // the source was written to or replaced while it was read
	Interrupted Class = "interrupted"     // the caller's context ended
	Full        Class = "disk full"       // a disk has no room
	Failed      Class = "failed"          // anything else: the error says what
)
