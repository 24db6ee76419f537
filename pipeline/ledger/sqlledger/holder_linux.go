package sqlledger

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// self names this process. Containers may share a host name, a boot and a volume, so the PID namespace is part of the
// host. Where /proc is missing or another namespace's, the host stays unknown and leases alone decide.
func self() holder {
	h := holder{pid: os.Getpid()}
	if link, err := os.Readlink("/proc/self"); err != nil || link != strconv.Itoa(h.pid) {
		return h
	}
	boot, err1 := os.ReadFile("/proc/sys/kernel/random/boot_id")
	space, err2 := os.Readlink("/proc/self/ns/pid")
	_, start, err3 := status(h.pid)
	if errors.Join(err1, err2, err3) == nil {
		h.host, h.start = strings.TrimSpace(string(boot))+" "+space, start
	}
	return h
}

// gone reports whether no such process runs. A dead one that its parent has not collected yet counts as gone.
func gone(pid int, start int64) bool {
	if unix.Kill(pid, 0) == unix.ESRCH {
		return true
	}
	state, began, err := status(pid)
	return err == nil && (began != start || state == "Z" || state == "X")
}

// status reads a process's state letter and its start in clock ticks since boot: fields 3 and 22 of stat (proc(5)).
// They are counted from the last bracket, because the program's name before it may hold anything.
func status(pid int) (state string, start int64, err error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0, err
	}
	text := string(data)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return "", 0, fmt.Errorf("/proc/%d/stat has %d fields after the name, want 20 or more", pid, len(fields))
	}
	start, err = strconv.ParseInt(fields[19], 10, 64)
	return fields[0], start, err
}
