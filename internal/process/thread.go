package process

import "runtime"

// onThread runs f on a thread of its own that lives as long as f does. Linux sends a child's death signal when the
// thread that started it ends, so that thread has to outlive the child.
//
// Confinement is set on the thread, and a child inherits it. Such a thread is never used for anything else: it ends
// with the goroutine, as that never unlocks it.
func onThread(c Command, f func() error) error {
	if c.Confine == nil || confinementOff() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		return f()
	}
	done := make(chan error, 1)
	go confined(c, f, done)
	return <-done
}

// confined runs f on a thread that it confines. The main thread is spared: it never ends, and it stands for the whole
// program where the kernel asks whether a child may reach it.
func confined(c Command, f func() error, done chan<- error) {
	runtime.LockOSThread()
	if onMainThread() {
		defer runtime.UnlockOSThread()
		other := make(chan error, 1)
		go confined(c, f, other) // on another thread, as this one is held
		done <- <-other
		return
	}
	if err := confineThread(c); err != nil {
		done <- &Error{Path: c.Path, ExitCode: -1, Cause: err}
		return
	}
	done <- f()
}
