//go:build unix

package process

import (
	"os"
	"syscall"
)

// killGroup kills every process of the group that leader leads.
func killGroup(leader *os.Process) {
	_ = syscall.Kill(-leader.Pid, syscall.SIGKILL)
}

// endSignal is the signal that ended a child, or nil.
func endSignal(state *os.ProcessState) os.Signal {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal()
	}
	return nil
}
