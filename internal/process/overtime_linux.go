package process

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorClock is CPUCLOCK_SCHED of the kernel's posix-timers.h: the time of all threads of a process, those that have
// ended included.
const processorClock = 2

// processorTime is what a process has used, dead ones that nobody has waited for included. It is false where the kernel
// does not tell.
func processorTime(pid int) (time.Duration, bool) {
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|processorClock), &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}
