package process

import (
	"strings"
	"sync"
)

// tailSize is how much of a child's stderr is kept: stacks of a Go program follow the line that says why it ended.
const tailSize = 64 << 10

// tail keeps the last tailSize bytes written to it.
type tail struct {
	mu    sync.Mutex
	bytes []byte
}

// Write never fails.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(b) >= tailSize {
		t.bytes = append(t.bytes[:0], b[len(b)-tailSize:]...)
		return len(b), nil
	}
	if over := len(t.bytes) + len(b) - tailSize; over > 0 {
		t.bytes = append(t.bytes[:0], t.bytes[over:]...)
	}
	t.bytes = append(t.bytes, b...)
	return len(b), nil
}

// String gives what was kept, as valid UTF-8: file names may be any bytes.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.ToValidUTF8(string(t.bytes), "�")
}
