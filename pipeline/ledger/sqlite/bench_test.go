package sqlite_test

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"
)

// BenchmarkUpload takes new keys through the whole protocol, three commits each, without any upload in between.
func BenchmarkUpload(b *testing.B) {
	for _, uploaders := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("uploaders=%d", uploaders), func(b *testing.B) {
			l := open(b, newPath(b))
			var next atomic.Int64
			work := func() error {
				for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
					if err := upload(b.Context(), l, key(strconv.FormatInt(n, 10)), media("1")); err != nil {
						return err
					}
				}
				return nil
			}
			b.ResetTimer()
			var group errgroup.Group
			for range uploaders {
				group.Go(work)
			}
			must(b, group.Wait())
			b.ReportMetric(float64(3*b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkReuse asks for keys that are uploaded already, as a second run does.
func BenchmarkReuse(b *testing.B) {
	l := open(b, newPath(b))
	for i := range 1000 {
		must(b, upload(b.Context(), l, key(strconv.Itoa(i)), media("1")))
	}
	i := 0
	for b.Loop() {
		if _, done := claim(b, l, key(strconv.Itoa(i%1000))).Done(); !done {
			b.Fatal("an uploaded key is not done")
		}
		i++
	}
}
