//go:build !linux

package probetest

import "time"

// timed is the time that passes while run runs.
func timed(run func()) time.Duration {
	start := time.Now()
	run()
	return time.Since(start)
}
