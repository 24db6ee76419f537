package process

import (
	"errors"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Rights on files by what a rule is for. Those for folders are dropped from rules on single files.
const (
	runRights   = readRights | unix.LANDLOCK_ACCESS_FS_EXECUTE
	readRights  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	writeRights = readRights | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE |
		unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE
	deviceRights = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	fileRights   = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE |
		unix.LANDLOCK_ACCESS_FS_TRUNCATE
)

// fileRule grants rights on a file, or on all below a folder.
type fileRule struct {
	path   string
	rights uint64
}

// systemRules grant what every program of the system may need: libraries and their configuration. A script needs the
// system's programs too.
func systemRules(script bool) []fileRule {
	system := uint64(readRights)
	if script {
		system = runRights
	}
	var rules []fileRule
	grant := func(rights uint64, paths ...string) {
		for _, path := range paths {
			rules = append(rules, fileRule{path, rights})
		}
	}
	grant(system, "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt")
	// A store holds the loader among its packages.
	grant(runRights, "/nix/store", "/gnu/store", "/home/linuxbrew/.linuxbrew", "/snap")
	grant(runRights, loaders()...)
	grant(readRights,
		"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives", "/etc/fonts", "/etc/localtime",
		"/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory", "/proc/filesystems", "/sys/devices/system",
		"/sys/kernel/mm/transparent_hugepage", "/dev/urandom", "/dev/random", "/dev/zero")
	grant(deviceRights, "/dev/null", "/dev/full")
	return rules
}

// loaders are the dynamic loaders, which the kernel executes on behalf of a program.
func loaders() []string {
	var all []string
	for _, pattern := range []string{"/lib64/ld-linux*", "/lib/ld-linux*", "/lib/ld-musl*"} {
		found, _ := filepath.Glob(pattern) // the pattern is well formed
		all = append(all, found...)
	}
	return all
}

// programRules grant a program itself and the libraries that are installed beside it.
func programRules(path string) []fileRule {
	rules := []fileRule{{path, runRights}}
	places := []string{path}
	if target, err := filepath.EvalSymlinks(path); err == nil && target != path {
		places = append(places, target)
	}
	for _, place := range places {
		if bin := filepath.Dir(place); filepath.Base(bin) == "bin" {
			prefix := filepath.Dir(bin)
			rules = append(rules, fileRule{filepath.Join(prefix, "lib"), readRights}, fileRule{filepath.Join(prefix, "lib64"), readRights})
		}
	}
	for _, folder := range filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")) {
		rules = append(rules, fileRule{folder, readRights})
	}
	return rules
}

// restrictFiles lets the calling thread, and what it starts, open nothing but what the command needs.
func restrictFiles(c Command, script bool) error {
	abi := landlockABI()
	if abi == 0 {
		return unix.ENOSYS
	}
	attr, size := rulesetOf(abi)
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return errno
	}
	defer func() { _ = unix.Close(int(fd)) }()
	for _, rule := range rulesOf(c, script) {
		if err := allow(int(fd), rule, attr.Handled_access_fs); err != nil {
			return err
		}
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

func rulesOf(c Command, script bool) []fileRule {
	rules := append(systemRules(script), programRules(c.Path)...)
	for _, path := range c.Confine.Read {
		rules = append(rules, fileRule{path, readRights})
	}
	for _, path := range c.Confine.Write {
		rules = append(rules, fileRule{path, writeRights})
	}
	return rules
}

// rulesetOf names what is denied unless a rule grants it, as far as a version of Landlock knows it, and the size of the
// attributes in that version.
func rulesetOf(abi int) (attr unix.LandlockRulesetAttr, size uintptr) {
	attr.Handled_access_fs = unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1
	size = unsafe.Offsetof(attr.Handled_access_net)
	if abi >= 2 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		size = unsafe.Offsetof(attr.Scoped)
	}
	if abi >= 5 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if abi >= 7 { // version 6 keeps the threads of this program from signalling each other, which Go's scheduler does
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
		size = unsafe.Offsetof(attr.Quiet_access_fs)
	}
	return attr, size
}

// allow adds a rule. A path that does not exist, or that this program may not look at itself, needs none.
func allow(ruleset int, rule fileRule, handled uint64) error {
	fd, err := unix.Open(rule.path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil // the child will be told by its own attempt to open it
	}
	defer func() { _ = unix.Close(fd) }()
	var info unix.Stat_t
	if err := unix.Fstat(fd, &info); err != nil {
		return err
	}
	attr := unix.LandlockPathBeneathAttr{Allowed_access: rule.rights & handled, Parent_fd: int32(fd)}
	if info.Mode&unix.S_IFMT != unix.S_IFDIR {
		attr.Allowed_access &= fileRights
	}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 && !errors.Is(errno, unix.EBADFD) { // EBADFD: a file system without paths, such as that of pipes
		return errno
	}
	return nil
}

// landlockABI is the version of Landlock that the kernel speaks; 0 is none.
func landlockABI() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
}
