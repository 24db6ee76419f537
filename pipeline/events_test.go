package pipeline

import "testing"

// A conversion that begins again, by itself or by another plan, tells a share that never falls.
func TestTheShareNeverFalls(t *testing.T) {
	t.Parallel()
	last, passes := 0.0, 0
	m := meter{tell: func(share float64, pass int) {
		if share < last || share > 1 || pass < passes {
			t.Errorf("pass %d: a share of %g after %g", pass, share, last)
		}
		last, passes = share, pass
	}}
	for range 2 { // plans
		m.next()
		for pass := 1; pass <= 3; pass++ {
			for _, share := range []float64{0, 0.3, 0.2, 0.9, 1, 1.5} {
				m.report(pass, share)
			}
		}
	}
	if passes != 6 || last < 0.9 {
		t.Errorf("%d passes and a share of %g, want 6 and nearly all", passes, last)
	}
}
