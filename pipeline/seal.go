package pipeline

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/wamedia/wamedia/validate"
)

// blockSize in bytes is what is verified at a time.
const blockSize = 64 << 10

// seal is the hash of a finished file: of all of it, and of every block.
type seal struct {
	size   int64
	sum    [sha256.Size]byte
	blocks [][sha256.Size]byte
}

// sealOf reads size bytes of r.
func sealOf(r io.ReaderAt, size int64) (*seal, error) {
	s := &seal{size: size, blocks: make([][sha256.Size]byte, 0, (size+blockSize-1)/blockSize)}
	whole, block := sha256.New(), make([]byte, blockSize)
	for off := int64(0); off < size; off += blockSize {
		b := block[:min(blockSize, size-off)]
		if err := readFull(r, b, off); err != nil {
			return nil, fmt.Errorf("hash: %w", err)
		}
		_, _ = whole.Write(b) // a hash takes all
		s.blocks = append(s.blocks, sha256.Sum256(b))
	}
	whole.Sum(s.sum[:0])
	return s, nil
}

// sealed hands out the bytes of a file that has a seal, and no others: where a block is not what it was when it was
// hashed, reading fails with a *validate.ChangedError. It is safe for concurrent use.
type sealed struct {
	*seal
	body io.ReaderAt
	// changed is told of the first error of this kind.
	changed func(error)

	mu    sync.Mutex
	block int64 // that data holds; negative for none
	data  []byte
	err   error
}

// ReadAt reads verified bytes.
func (s *sealed) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at < 0 || at >= s.size {
			return n, io.EOF
		}
		if err := s.load(at / blockSize); err != nil {
			return n, err
		}
		n += copy(p[n:], s.data[at%blockSize:])
	}
	return n, nil
}

// load verifies a block and keeps it.
func (s *sealed) load(block int64) error {
	if s.err != nil || s.data != nil && s.block == block {
		return s.err
	}
	off := block * blockSize
	if s.data == nil {
		s.data = make([]byte, blockSize)
	}
	data := s.data[:min(blockSize, s.size-off)]
	s.block = -1
	err := readFull(s.body, data, off)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && sha256.Sum256(data) != s.blocks[block]:
		s.err = &validate.ChangedError{What: "it is not what was hashed"}
		s.changed(s.err)
		return s.err
	case err != nil:
		return err
	}
	s.block, s.data = block, data
	return nil
}

// failure is the *validate.ChangedError that reading ended with, or nil.
func (s *sealed) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// readFull reads all of p; io.ErrUnexpectedEOF where there is less.
func readFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}
