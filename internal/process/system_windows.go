package process

import (
	"os"
	"syscall"
)

// groupAttributes keep the console's Ctrl-C from the child: this program decides when it ends.
func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup kills the leader alone; Windows has no groups to kill.
func killGroup(leader *os.Process) {
	_ = leader.Kill()
}

// endSignal is nil: no process ends by a signal here.
func endSignal(*os.ProcessState) os.Signal { return nil }
