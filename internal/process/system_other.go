//go:build !linux

package process

import (
	"os"
	"os/exec"
)

// reap waits for the leader, then kills what it left behind.
func (g *group) reap(wait func() error) error {
	err := wait()
	g.sweep()
	return err
}

// startLimited starts a child without limits: there is no call that limits another process here.
func startLimited(cmd *exec.Cmd, _ Limits) (started *exec.Cmd, limited, err error) {
	return cmd, nil, cmd.Start()
}

// limitsSize is false: a limit on file sizes is never ours.
func limitsSize(Limits) bool { return false }

// isTimeSignal and isSizeSignal are false: without limits there is nothing to enforce.
func isTimeSignal(os.Signal) bool { return false }

func isSizeSignal(os.Signal) bool { return false }
