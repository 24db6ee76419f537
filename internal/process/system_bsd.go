//go:build unix && !linux

package process

import "syscall"

// groupAttributes make a child the leader of its own group. There is no death signal here: a child whose parent is
// killed lives until it meets a closed pipe.
func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
