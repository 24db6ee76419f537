package disk_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/wamedia/wamedia/internal/disk"
)

func TestIsFull(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"no trouble":      {nil, false},
		"no space":        {&fs.PathError{Op: "write", Path: "a", Err: syscall.ENOSPC}, true},
		"no quota":        {fmt.Errorf("copy: %w", syscall.EDQUOT), true},
		"no larger file":  {os.NewSyscallError("write", syscall.EFBIG), true},
		"told by a child": {fmt.Errorf("run ffmpeg: %w", disk.ErrFull), true},
		"no permission":   {&fs.PathError{Op: "write", Path: "a", Err: syscall.EACCES}, false},
		"by its words":    {errors.New("no space left on device"), false},
	} {
		if got := disk.IsFull(test.err); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

// TestADiskThatIsAlwaysFull asks the system itself, where it has such a device.
func TestADiskThatIsAlwaysFull(t *testing.T) {
	t.Parallel()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Logf("this system has no /dev/full: %v", err)
		return
	}
	defer func() { _ = f.Close() }()
	if _, err := f.Write([]byte("x")); !disk.IsFull(err) {
		t.Errorf("got %v, which is not known for a full disk", err)
	}
}

func TestFree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	free, known := disk.Free(dir)
	if known && free <= 0 {
		t.Errorf("%d bytes are free where a test can write", free)
	}
	if _, known := disk.Free(dir + "/nothing"); known {
		t.Error("a folder that is not there has room")
	}
}
