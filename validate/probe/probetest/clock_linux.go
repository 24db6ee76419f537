package probetest

import (
	"runtime"
	"syscall"
	"time"
)

// timed is the processor time that run takes, which other work on the machine hardly changes.
func timed(run func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := spent()
	run()
	return spent() - start
}

// spent is the processor time that this thread has used.
func spent() time.Duration {
	const thread = 1 // RUSAGE_THREAD, which package syscall does not name
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		panic(err) // Linux knows it since 2.6.26
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
