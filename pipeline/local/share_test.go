package local

import "testing"

func TestSharesKeepTheSum(t *testing.T) {
	t.Parallel()
	for _, memory := range []int64{256 << 20, 512_000_000, DefaultMemory, 64 << 30} {
		for _, jobs := range []int{1, 2, 16, 256} {
			s := sharesOf(memory, jobs)
			if s.all <= 0 || s.all > s.child || s.child > memory || s.child+ownMemory > memory && s.child > memory/2 {
				t.Errorf("%d bytes for %d jobs are shared as %+v", memory, jobs, s)
			}
		}
	}
}
