//go:build !linux

package process

func confineThread(Command) error { return nil }

func onMainThread() bool { return false }

func confinementStatus() (has, lacks string) {
	return "", "not available on this system: ffmpeg and the image worker run with all rights of this user"
}

// HideMemory does nothing on this system.
func HideMemory() error { return nil }
