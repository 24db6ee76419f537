package whatsapptest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// errSpool is a failure of the sandbox's disk, as opposed to the client's body.
var errSpool = errors.New("the sandbox cannot write to its folder")

// spool is a file that is being received. Bytes go to disk, never to memory.
type spool struct {
	path string
	sum  string // SHA-256 in lower-case hex
	size int64
}

// spool receives r to its end. It returns the spool even when it fails, to be
// discarded.
func (s *store) spool(r io.Reader) (*spool, error) {
	file, err := os.CreateTemp(s.path("incoming"), "file-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSpool, err)
	}
	sp := &spool{path: file.Name()}
	hash := sha256.New()
	sp.size, err = io.Copy(io.MultiWriter(diskWriter{file}, hash), r)
	sp.sum = hex.EncodeToString(hash.Sum(nil))
	if closeErr := file.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("%w: %w", errSpool, closeErr)
	}
	return sp, err
}

func (sp *spool) discard() {
	if sp != nil {
		_ = os.Remove(sp.path)
	}
}

// diskWriter marks the errors of the disk.
type diskWriter struct{ file *os.File }

// Write writes to the disk.
func (d diskWriter) Write(p []byte) (int, error) {
	n, err := d.file.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errSpool, err)
	}
	return n, err
}
