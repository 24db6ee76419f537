//go:build unix

package measure

import (
	"os"
	"runtime"
	"syscall"
)

// largest is the most resident memory in bytes that any one process of a run held, as the kernel counts it. It also
// sees what lived too short to be sampled.
func largest(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	peak := int64(usage.Maxrss)  //nolint:unconvert // 32 bits on some systems
	if runtime.GOOS == "linux" { // kilobytes there, bytes on macOS
		peak <<= 10
	}
	return peak
}
