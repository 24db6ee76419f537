package process

import (
	"bytes"
	"sync"
)

// sieve offers the lines of a child's stderr to a function and gives those it does not take to a tail.
type sieve struct {
	take func(line string) bool
	tail *tail

	mu   sync.Mutex
	rest []byte // of a line whose end is still to come
}

// longestLine in bytes is the most that is kept of a line whose end does not come.
const longestLine = 4096

// Write never fails.
func (s *sieve) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest = append(s.rest, b...)
	for {
		end := bytes.IndexByte(s.rest, '\n')
		if end < 0 && len(s.rest) <= longestLine {
			return len(b), nil
		}
		if end < 0 {
			end = len(s.rest) - 1
		}
		s.offer(s.rest[:end+1])
		s.rest = s.rest[end+1:]
	}
}

func (s *sieve) offer(line []byte) {
	if !s.take(string(bytes.TrimRight(line, "\r\n"))) {
		_, _ = s.tail.Write(line)
	}
}

// flush offers the last line, which need not end.
func (s *sieve) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rest) > 0 {
		s.offer(s.rest)
		s.rest = nil
	}
}
