package measure

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// pause is the least time between two samples. It grows to spare times what a sample takes, so that sampling does not
// take the time of what is measured, and to longest at most, so that a busy machine does not hide a peak.
const (
	pause   = 5 * time.Millisecond
	spare   = 20
	longest = time.Second
)

// memory samples what a process and all below it hold.
type memory struct {
	peak      int64
	stop, got chan struct{}
}

func watch(pid int) *memory {
	m := &memory{stop: make(chan struct{}), got: make(chan struct{})}
	go m.sample(pid)
	return m
}

func (m *memory) sample(pid int) {
	defer close(m.got)
	known := map[int]bool{}
	for wait := pause; ; {
		select {
		case <-m.stop:
			return
		case <-time.After(wait):
		}
		start := time.Now()
		var sum int64
		known, sum = held(tree(pid), known)
		m.peak = max(m.peak, sum)
		wait = min(longest, max(pause, spare*time.Since(start)))
	}
}

// end stops the sampling and gives the most that was seen.
func (m *memory) end() int64 {
	close(m.stop)
	<-m.got
	return m.peak
}

// held sums up the memory of the processes that were there a sample before as well: one that is being started still
// has its parent's.
func held(pids []int, before map[int]bool) (map[int]bool, int64) {
	now := make(map[int]bool, len(pids))
	var sum int64
	for _, pid := range pids {
		now[pid] = true
		if before[pid] {
			sum += share(pid)
		}
	}
	return now, sum
}

// tree lists a process and all below it.
func tree(pid int) []int {
	pids := []int{pid}
	for i := 0; i < len(pids); i++ {
		pids = append(pids, children(pids[i])...)
	}
	return pids
}

// children lists what the threads of a process started.
func children(pid int) []int {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is well formed
	var out []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		for _, field := range bytes.Fields(text) {
			if child, err := strconv.Atoi(string(field)); err == nil {
				out = append(out, child)
			}
		}
	}
	return out
}

// share is a process's proportional share of memory in bytes: a page that n processes hold counts 1/n for each.
func share(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0 // it has ended
	}
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte("Pss:")); ok {
			kb, _ := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64) // the kernel writes a number
			return kb << 10
		}
	}
	return 0
}
