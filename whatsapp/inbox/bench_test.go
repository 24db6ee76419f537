package inbox_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp/inbox"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

const (
	// eventsPerSecond and mostTime are the promise: so many notifications a second, 99 of 100 answered within that time.
	eventsPerSecond = 200
	mostTime        = 250 * time.Millisecond
)

// BenchmarkAnswer delivers notifications of pictures at a steady rate, whether the last was answered or not, while the
// inbox downloads what is in them. Run it with -benchtime 2000x or more: 1000x take five seconds.
func BenchmarkAnswer(b *testing.B) {
	server := whatsapptest.NewServer(b)
	r := run(b, b.TempDir(), server.Client(), func(c *inbox.Config) {
		c.Deliver = func(context.Context, inbox.Notice) error { return nil }
	})
	m := image(b, server, "wamid.0")
	took := make([]time.Duration, b.N)
	var requests sync.WaitGroup
	b.ResetTimer()
	begun := time.Now()
	for i := range b.N {
		at := begun.Add(time.Duration(i) * time.Second / eventsPerSecond)
		time.Sleep(time.Until(at))
		next := m
		next.id = fmt.Sprintf("wamid.%d", i)
		requests.Go(func() {
			if status := r.post(next.body()); status != 200 {
				b.Errorf("HTTP %d, want 200", status)
			}
			took[i] = time.Since(at)
		})
	}
	requests.Wait()
	b.StopTimer()
	slices.Sort(took)
	p99 := took[(len(took)*99-1)/100]
	b.ReportMetric(float64(b.N)/time.Since(begun).Seconds(), "events/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	if b.N >= 1000 && p99 > mostTime {
		b.Errorf("99 of 100 notifications were answered within %v, want %v", p99, mostTime)
	}
}
