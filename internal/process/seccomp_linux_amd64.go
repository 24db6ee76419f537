package process

import "golang.org/x/sys/unix"

const (
	auditArch = unix.AUDIT_ARCH_X86_64
	// foreignCalls is the first number of the x32 calling convention, which has names of its own for every call.
	foreignCalls = 0x40000000
)

// deniedCallsOfArch have no number on other machines.
func deniedCallsOfArch() []uint32 {
	return []uint32{
		unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT,
		unix.SYS_IOPL, unix.SYS_IOPERM, unix.SYS_MODIFY_LDT,
	}
}

func forkCalls() []uint32 { return []uint32{unix.SYS_FORK, unix.SYS_VFORK} }
