//go:build !unix

package owner

import "io/fs"

// Mine reports whether the file belongs to the user that this process runs as. Where files have no numeric owner every
// file counts as the user's own.
func Mine(fs.FileInfo) bool { return true }

// Writable reports whether the file's group or others may write it. Without mode bits that is not known.
func Writable(fs.FileInfo) bool { return false }

// Readable reports whether the file's group or others may read it. Without mode bits that is not known.
func Readable(fs.FileInfo) bool { return false }
