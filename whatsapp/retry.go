package whatsapp

import (
	"cmp"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Retry says how a Client repeats calls that failed: Upload, MediaURL, Download,
// Delete and the upload of handles. The zero value is the default policy.
//
// Calls are repeated when trying again can help, which is after the classes
// Throttled and Transient. A throttle pauses every call of the phone number, also
// those of other goroutines, until the time that the platform names, or else for
// a growing time; then one call goes ahead and the others follow when it is not
// throttled. What is Permanent, NotFound or Auth is never repeated.
type Retry struct {
	// Off makes the client send every call once and pause for nobody.
	Off bool
	// Transient is for faults that pass: default 5 attempts, a first pause of one
	// second, one minute at most.
	Transient Backoff
	// Throttled is for throttles, the pauses for those that name no time: default
	// 10 attempts, a first pause of 15 seconds, 5 minutes at most.
	Throttled Backoff
	// Patience bounds all attempts and pauses of a call together; default 10
	// minutes. A longer pause is not begun: the call fails at once.
	Patience time.Duration
	// InDoubt also repeats uploads that may have been accepted. The price is a
	// second media object, which nobody refers to and the platform deletes in time.
	InDoubt bool
	// Notify, when set, is told of every failed attempt that is repeated, and of
	// the pause before that. It is called from the goroutine of the call.
	Notify func(err error, pause time.Duration)
}

// Backoff says how often a call is made and how long the pauses are. Each pause is
// twice the one before, changed by chance so that callers do not come back together.
type Backoff struct {
	// Attempts is the number of calls, the first included; 1 repeats nothing.
	Attempts int
	// Pause is the first pause, Longest the limit of the later ones.
	Pause, Longest time.Duration
}

func (r Retry) withDefaults() Retry {
	r.Transient = r.Transient.or(Backoff{5, time.Second, time.Minute})
	r.Throttled = r.Throttled.or(Backoff{10, 15 * time.Second, 5 * time.Minute})
	r.Patience = cmp.Or(r.Patience, 10*time.Minute)
	return r
}

func (b Backoff) or(other Backoff) Backoff {
	return Backoff{cmp.Or(b.Attempts, other.Attempts), cmp.Or(b.Pause, other.Pause), cmp.Or(b.Longest, other.Longest)}
}

// pauses are those of one call after faults that pass, half as long to half as long again.
func (b Backoff) pauses() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: b.Pause, Multiplier: 2, RandomizationFactor: 0.5, MaxInterval: max(b.Longest, b.Pause)}
}
