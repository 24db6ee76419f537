package report

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/pipeline/walk"
)

// SkippedFile is a file of a folder that was not taken, and why.
type SkippedFile struct {
	Path string `json:"path"`
	// PathBytes is the path, in base64, where it is not UTF-8.
	PathBytes []byte      `json:"path_bytes,omitempty"`
	Reason    walk.Reason `json:"reason"`
	// Why explains the reason.
	Why string `json:"why"`
}

// Skips gathers what a walk passes over. The zero value is ready, and it is safe for concurrent use.
type Skips struct {
	mu     sync.Mutex
	counts map[walk.Reason]int
	files  []SkippedFile
}

// Add counts a file that was passed over, and remembers its name unless it is just no media.
func (s *Skips) Add(k walk.Skip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = map[walk.Reason]int{}
	}
	s.counts[k.Reason]++
	if k.Reason != walk.NotMedia {
		s.files = append(s.files, SkippedFile{Path: k.Path, PathBytes: printable.Invalid(k.Path), Reason: k.Reason, Why: k.Reason.Text()})
	}
}

// Into puts what was gathered into a summary.
func (s *Skips) Into(sum *Summary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum.Skipped, sum.SkippedFiles = maps.Clone(s.counts), slices.Clone(s.files)
}

// maxNamed is how many skipped files a report for people names.
const maxNamed = 20

// named lists the skipped files that people should know of.
func named(s *Summary) []SkippedFile { return s.SkippedFiles[:min(len(s.SkippedFiles), maxNamed)] }

// unnamed says what named left out, one line each.
func unnamed(s *Summary) []string {
	var lines []string
	if n := len(s.SkippedFiles) - maxNamed; n > 0 {
		lines = append(lines, fmt.Sprintf("%s more skipped; --format json names them", plural(n, "file")))
	}
	if n := s.Skipped[walk.NotMedia]; n > 0 {
		lines = append(lines, fmt.Sprintf("%s skipped: %s", plural(n, "file"), walk.NotMedia.Text()))
	}
	return lines
}

// skipLines says all of it, one line each.
func skipLines(s *Summary) []string {
	var lines []string
	for _, f := range named(s) {
		lines = append(lines, printable.Text(f.Path)+" skipped: "+f.Why)
	}
	return append(lines, unnamed(s)...)
}
