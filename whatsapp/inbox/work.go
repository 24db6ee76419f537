package inbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wamedia/wamedia/internal/panics"
	"github.com/wamedia/wamedia/whatsapp"
)

// working is the set of messages that are worked on.
type working struct {
	mu  sync.Mutex
	ids map[string]bool
}

func newWorking() *working { return &working{ids: map[string]bool{}} }

func (w *working) begin(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ids[id] {
		return false
	}
	w.ids[id] = true
	return true
}

func (w *working) end(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.ids, id)
}

// poke tells Run that there may be work.
func (b *Inbox) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

const (
	// longestRest is how long Run waits at most before it looks for work.
	longestRest = time.Minute
	// stuckTime is how long a worker rests when the store fails.
	stuckTime = 10 * time.Second
	// pruneEvery is how often old notifications are forgotten.
	pruneEvery = time.Hour
)

// Run does the work that is in the inbox and that comes in, until ctx ends. What was
// under way then is done by the next Run. It returns nil.
func (b *Inbox) Run(ctx context.Context) error {
	var group errgroup.Group
	group.SetLimit(b.cfg.Workers)
	var pruned time.Time
	for ctx.Err() == nil {
		if now := time.Now(); now.Sub(pruned) > pruneEvery {
			pruned = now
			b.warn(ctx, "old notifications stay", b.store.prune(ctx, now.Add(-b.cfg.Keep)))
		}
		// Those that are worked on come first in the list, and are passed over.
		held := b.hold.left(time.Now())
		ids, next, err := b.store.due(ctx, time.Now(), 2*b.cfg.Workers+1, held > 0)
		if again := time.Now().Add(held); held > 0 && (next.IsZero() || again.Before(next)) {
			next = again
		}
		b.warn(ctx, "the store cannot be read", err)
		began := false
		for _, id := range ids {
			if ctx.Err() == nil && b.working.begin(id) {
				began = true
				group.Go(func() error { b.work(ctx, id); return nil })
			}
		}
		if !began {
			b.rest(ctx, next, err)
		}
	}
	return group.Wait()
}

// rest waits for new work, or until the next is due.
func (b *Inbox) rest(ctx context.Context, next time.Time, err error) {
	pause := longestRest
	switch {
	case err != nil:
		pause = time.Second
	case !next.IsZero():
		pause = min(pause, max(time.Until(next), time.Millisecond))
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-b.wake:
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (b *Inbox) warn(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		b.cfg.Log.Warn(what, "error", err)
	}
}

// work takes a job from stage to stage, until it is done or fails.
func (b *Inbox) work(ctx context.Context, id string) {
	defer b.poke()
	defer b.working.end(id)
	j, err := b.store.load(ctx, id, time.Now())
	if err != nil {
		b.stuck(ctx, "a message cannot be read from the store", err)
	}
	if err != nil || j == nil {
		return
	}
	for j.stage != stageDone && ctx.Err() == nil {
		switch err := b.step(ctx, j); {
		case errors.Is(err, errHeld):
			return
		case err != nil:
			b.fail(ctx, j, err)
			return
		}
	}
}

// errHeld says that a download was not begun.
var errHeld = errors.New("downloads are stopped for a while")

// step carries out one stage. What is recorded after it is recorded even when ctx has
// ended meanwhile.
func (b *Inbox) step(ctx context.Context, j *job) (err error) {
	defer panics.Catch(&err)
	switch j.stage {
	case stageFetch:
		if b.hold.left(time.Now()) > 0 {
			return errHeld
		}
		err = b.fetch(ctx, j)
		b.hold.heard(err, time.Now())
	case stagePrepare:
		err = b.prepare(ctx, &j.notice)
	case stageDeliver:
		err = b.deliver(ctx, j.notice)
	}
	if err != nil {
		return err
	}
	if j.stage == stageFetch {
		j.expires = time.Now().Add(deliverFor)
	}
	j.stage = b.after(j.stage)
	return b.store.save(context.WithoutCancel(ctx), j)
}

// after is the stage that follows another.
func (b *Inbox) after(stage string) string {
	switch {
	case stage == stageFetch && b.cfg.Prepare != nil:
		return stagePrepare
	case stage == stageDeliver:
		return stageDone
	}
	return stageDeliver
}

const (
	// deliverFor is how long a file is tried to be prepared and its notice delivered.
	deliverFor = 7 * 24 * time.Hour
	// deliverGrace is what a delivery gets to come to its end when Run has to.
	deliverGrace = 10 * time.Second
)

func (b *Inbox) deliver(ctx context.Context, n Notice) error {
	if b.cfg.Deliver == nil {
		return nil
	}
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(deliverGrace, cancel) })
	defer stop()
	if err := b.cfg.Deliver(late, n); err != nil {
		return err
	}
	b.counts.add(`notices_total{type="`+n.Type+`"}`, 1)
	return nil
}

// fail puts a job off, or gives it up when its time is over.
func (b *Inbox) fail(ctx context.Context, j *job, why error) {
	if ctx.Err() != nil {
		return // the next process begins with it
	}
	now := time.Now()
	if !now.Before(j.expires) {
		b.giveUp(ctx, j, why)
		return
	}
	due := now.Add(pause(why, j.tries))
	if due.After(j.expires) { // once more at the end
		due = j.expires
	}
	b.counts.add(`retries_total{stage="`+j.stage+`"}`, 1)
	b.cfg.Log.Warn("tried again later", "stage", j.stage, "message", j.id, "tries", j.tries+1, "at", due.UTC().Format(time.RFC3339), "error", why)
	if err := b.store.later(ctx, j, due, why); err != nil {
		b.stuck(ctx, "a failure was not recorded", err)
	}
}

// stuck waits a while: what failed stays due, and would be begun again at once.
func (b *Inbox) stuck(ctx context.Context, what string, err error) {
	b.warn(ctx, what, err)
	select {
	case <-time.After(stuckTime):
	case <-ctx.Done():
	}
}

// giveUp ends a stage that failed until the end of the media's life.
func (b *Inbox) giveUp(ctx context.Context, j *job, why error) {
	b.cfg.Log.Error("given up", "stage", j.stage, "message", j.id, "tries", j.tries+1, "error", why)
	switch j.stage {
	case stageFetch:
		j.notice.Type, j.notice.Error, j.notice.Path = NoticeLost, why.Error(), ""
		j.stage, j.expires = stageDeliver, time.Now().Add(deliverFor)
	case stagePrepare:
		j.notice.Prepared = &Prepared{Error: why.Error()}
		j.stage = stageDeliver
	default:
		j.stage = stageDone
	}
	b.counts.add("given_up_total", 1)
	if err := b.store.save(ctx, j); err != nil {
		b.stuck(ctx, "giving up was not recorded", err)
	}
}

// pause is how long to wait after a job has failed, the more often the longer. What
// passes is tried again soon; what the platform refused is tried again seldom, as it
// counts the calls that it has to refuse.
func pause(why error, tries int) time.Duration {
	first, growth, longest := time.Second, 2, time.Hour
	var e *whatsapp.Error
	if errors.As(why, &e) {
		switch e.Class {
		case whatsapp.NotFound, whatsapp.Permanent:
			first, growth, longest = 30*time.Second, 4, 6*time.Hour
		case whatsapp.Auth:
			first, longest = 15*time.Second, 10*time.Minute
		}
	}
	p := first
	for range tries {
		if p >= longest {
			break
		}
		p *= time.Duration(growth)
	}
	p = min(p, longest)
	p += time.Duration(rand.Int64N(int64(p)/4 + 1))
	if e != nil {
		p = max(p, e.RetryAfter)
	}
	return p
}
