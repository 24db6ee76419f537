// Package duration computes how long samples or frames play.
package duration

// Seconds is how long so many samples play at a rate in samples per second. It is nil where the numbers make no
// sense: a rate that is not positive, a negative count, or more than a thousand million seconds.
func Seconds(samples, rate float64) *float64 {
	if !(rate > 0) || !(samples >= 0) || samples/rate > 1e9 {
		return nil
	}
	s := samples / rate
	return &s
}
