package proctree

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Children lists the processes that any thread of a process started; none when it has ended.
func Children(pid int) []int {
	var list []int
	threads, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid)) // it may have ended
	for _, thread := range threads {
		b, _ := Read(fmt.Sprintf("/proc/%d/task/%s/children", pid, thread.Name()))
		for _, child := range strings.Fields(string(b)) {
			if n, err := strconv.Atoi(child); err == nil {
				list = append(list, n)
			}
		}
	}
	return list
}

// Read is a short file of /proc, up to 4 KB. Package os would have each of many reads noted for the cache of test results.
func Read(path string) ([]byte, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = unix.Close(fd) }()
	b := make([]byte, 4<<10)
	n, err := unix.Read(fd, b)
	return b[:max(0, n)], err
}
