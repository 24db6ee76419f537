//go:build !linux

package process

import "os"

// reap waits for the leader, then kills what it left behind.
func (g *group) reap(wait func() error) error {
	err := wait()
	g.sweep()
	return err
}

// setLimits sets nothing: there is no call that limits another process here.
func setLimits(int, Limits) error { return nil }

// isLimitSignal is false: without limits there is nothing to enforce.
func isLimitSignal(os.Signal) bool { return false }
