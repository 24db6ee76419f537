package walk

import (
	"os"
	"syscall"

	"github.com/wamedia/wamedia/internal/snapshot"
)

// Open opens the file that was found, and no other: where another file stands at its path by now, such as the target
// of a link that was put there, it is a *validate.ChangedError.
func (f File) Open() (*os.File, error) {
	if f.Err != nil {
		return nil, f.Err
	}
	file, err := openFile(f.Path)
	if err != nil || f.info == nil {
		return file, err
	}
	info, err := file.Stat()
	if err == nil {
		err = snapshot.Same(f.info, info)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// openFile does not wait for the writer of a pipe.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}
