//go:build linux && (amd64 || arm64)

package process

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// deniedCalls reach beyond a child that decodes and encodes: the network, other processes, the machine, and what
// Landlock does not cover of files (owners, modes, attributes).
func deniedCalls() []uint32 {
	return append(deniedCallsOfArch(),
		unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
		unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
		unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP, unix.SYS_PERF_EVENT_OPEN,
		unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_SETNS, unix.SYS_UNSHARE,
		unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_FSOPEN, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK,
		unix.SYS_MOUNT_SETATTR, unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_FANOTIFY_INIT,
		unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_BPF, unix.SYS_USERFAULTFD, unix.SYS_PERSONALITY,
		unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_KEXEC_FILE_LOAD, unix.SYS_REBOOT,
		unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_SYSLOG, unix.SYS_VHANGUP,
		unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME, unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_CLOCK_ADJTIME, unix.SYS_ADJTIMEX,
		unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT, unix.SYS_UTIMENSAT,
		unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR,
	)
}

// The offsets in struct seccomp_data. Both machines are little-endian.
const (
	dataCall     = 0
	dataArch     = 4
	dataArgument = 16 // the lower half of the first one
)

const (
	allowCall = unix.SECCOMP_RET_ALLOW
	denyCall  = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	// noCall has the C library fall back from clone3, whose flags a filter cannot read, to clone.
	noCall = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
)

// namespaceFlags of clone make a world in which the child has rights it lacks here.
const namespaceFlags = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER |
	unix.CLONE_NEWPID | unix.CLONE_NEWNET

// callFilter is the program that the kernel runs on every system call. Where forks are denied a new process comes only
// by the kind of clone that suspends its parent until it executes a program: that is how Go itself starts the child.
func callFilter(noForks bool) []unix.SockFilter {
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	answer := func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	// unless skips so many instructions where the comparison fails.
	unless := func(comparison uint16, k uint32, skip uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | comparison, K: k, Jf: skip}
	}
	filter := []unix.SockFilter{
		load(dataArch),
		unless(unix.BPF_JEQ, auditArch, 1), {Code: unix.BPF_JMP | unix.BPF_JA, K: 1}, answer(denyCall),
		load(dataCall),
		unless(unix.BPF_JGE, foreignCalls, 1), answer(denyCall),
		unless(unix.BPF_JEQ, unix.SYS_CLONE3, 1), answer(noCall),
	}
	denied, forks := deniedCalls(), uint32(allowCall)
	if noForks {
		denied, forks = append(denied, forkCalls()...), denyCall
	}
	for _, call := range denied {
		filter = append(filter, unless(unix.BPF_JEQ, call, 1), answer(denyCall))
	}
	return append(filter,
		unless(unix.BPF_JEQ, unix.SYS_CLONE, 6), load(dataArgument),
		unless(unix.BPF_JSET, namespaceFlags, 1), answer(denyCall),
		unless(unix.BPF_JSET, unix.CLONE_THREAD|unix.CLONE_VFORK, 1), answer(allowCall), answer(forks),
		// A child that is started stopped asks for it by the one request, and is let go by the other.
		unless(unix.BPF_JEQ, unix.SYS_PTRACE, 6), load(dataArgument),
		unless(unix.BPF_JEQ, unix.PTRACE_TRACEME, 1), answer(allowCall),
		unless(unix.BPF_JEQ, unix.PTRACE_DETACH, 1), answer(allowCall), answer(denyCall),
		// A child may set its own limits, as far as they go down.
		unless(unix.BPF_JEQ, unix.SYS_PRLIMIT64, 4), load(dataArgument),
		unless(unix.BPF_JEQ, 0, 1), answer(allowCall), answer(denyCall),
		answer(allowCall),
	)
}

// restrictCalls denies the calling thread, and what it starts, the system calls that no decoder needs.
func restrictCalls(noForks bool) error {
	filter := callFilter(noForks)
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// Without the flag older kernels slow the child down by guarding it against speculation, as if it ran strangers' code.
	for _, flags := range []uintptr{unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0} {
		_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
		if errno == 0 {
			return nil
		}
		if flags == 0 {
			return errno
		}
	}
	return nil
}
