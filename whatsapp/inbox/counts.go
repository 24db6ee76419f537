package inbox

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// counts are the metrics of an inbox, in the text format of Prometheus. There is no
// library behind them: the one that suits otherwise reads system files and logs when a
// program starts, also one that never receives anything.
type counts struct {
	backlog func() (int, time.Time, error)

	mu      sync.Mutex
	totals  map[string]int64
	answers []int64 // for each bound, answers within it
	count   int64
	seconds float64
}

func newCounts(b *Inbox) *counts {
	c := &counts{backlog: b.backlog, totals: map[string]int64{}, answers: make([]int64, len(bounds()))}
	for _, series := range []string{
		`notifications_total{result="stored"}`, `notifications_total{result="repeated"}`, `notifications_total{result="failed"}`,
		`messages_total{result="new"}`, `messages_total{result="repeated"}`,
		`notices_total{type="file"}`, `notices_total{type="lost"}`, `notices_total{type="advice"}`,
		`downloads_total`, `download_bytes_total`, `given_up_total`,
	} {
		c.totals[series] = 0
	}
	return c
}

// bounds are those of the histogram in seconds, around the 250 ms that the platform
// wants of half the answers. Source: the official throughput page, read 2026-09-11.
func bounds() []float64 { return []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5} }

// backlog asks the store, for a short while only.
func (b *Inbox) backlog() (int, time.Time, error) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTime)
	defer cancel()
	return b.store.backlog(ctx)
}

// add counts under a series: a name with its labels.
func (c *counts) add(series string, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.totals[series] += n
}

func (c *counts) accepted(seen accepted, err error) {
	result := "stored"
	switch {
	case err != nil:
		result = "failed"
	case seen.again:
		result = "repeated"
	}
	c.add(`notifications_total{result="`+result+`"}`, 1)
	c.add(`messages_total{result="new"}`, int64(seen.fresh))
	c.add(`messages_total{result="repeated"}`, int64(seen.repeated))
}

func (c *counts) downloaded(size int64) {
	c.add("downloads_total", 1)
	c.add("download_bytes_total", size)
}

// answered counts an answer to the platform.
func (c *counts) answered(status int, took time.Duration) {
	c.add(`answers_total{status="`+strconv.Itoa(status)+`"}`, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, bound := range bounds() {
		if took.Seconds() <= bound {
			c.answers[i]++
		}
	}
	c.count++
	c.seconds += took.Seconds()
}

// write writes all series.
func (c *counts) write(w io.Writer) {
	const name = "wamedia_inbound_"
	waiting, oldest, err := c.backlog()
	if err == nil {
		age := 0.0
		if !oldest.IsZero() {
			age = time.Since(oldest).Seconds()
		}
		_, _ = fmt.Fprintf(w, "%sbacklog %d\n%sbacklog_oldest_seconds %g\n", name, waiting, name, age)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, series := range slices.Sorted(maps.Keys(c.totals)) {
		_, _ = fmt.Fprintf(w, "%s%s %d\n", name, series, c.totals[series])
	}
	for i, bound := range bounds() {
		_, _ = fmt.Fprintf(w, "%sanswer_seconds_bucket{le=\"%g\"} %d\n", name, bound, c.answers[i])
	}
	_, _ = fmt.Fprintf(w, "%[1]sanswer_seconds_bucket{le=\"+Inf\"} %[2]d\n%[1]sanswer_seconds_sum %[3]g\n%[1]sanswer_seconds_count %[2]d\n", name, c.count, c.seconds)
}

// watch times the answers to the platform and counts them by status.
func (c *counts) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		answer := &answer{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		c.answered(answer.status, time.Since(begun))
	})
}

// answer remembers its status.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader sends the status.
func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}
