// Package repair makes of damaged pictures what can be made of them, in pure Go: it writes whole files with what is
// there, and tells how much that is.
package repair

import "errors"

// ErrNothing is wrapped by errors for files of which nothing can be made.
var ErrNothing = errors.New("nothing of the picture is left")
