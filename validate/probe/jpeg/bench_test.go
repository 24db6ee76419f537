package jpeg_test

import (
	"testing"

	"github.com/wamedia/wamedia/validate/probe/jpeg"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

func benchmark(b *testing.B, in []byte, deep bool) {
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		probetest.Read(jpeg.Probe, in, deep)
	}
}

func BenchmarkShallow(b *testing.B) { benchmark(b, baseline(b, painting(6000, 4000)), false) }
func BenchmarkDeep(b *testing.B)    { benchmark(b, baseline(b, painting(6000, 4000)), true) }
func BenchmarkGreedy(b *testing.B)  { benchmark(b, greedy(), true) }
