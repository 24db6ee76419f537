// Package repair writes damaged pictures as whole files again, in pure Go, from what is left of them, and says how much
// that is.
package repair

import "errors"

// ErrNothing is wrapped by errors for files of which nothing can be made.
var ErrNothing = errors.New("nothing of the picture is left")
