package pipeline

import "sync"

// Stage is a part of the work on a file.
type Stage string

// EventKind says what an Event tells.
type EventKind string

// The kinds of events, in the order in which a stage has them.
const (
	Begun    EventKind = "begun"
	Progress EventKind = "progress" // a share of a stage is done; conversions tell it about twice a second
	Ended    EventKind = "ended"
)

// Event tells how the work on one file goes. The stages are open, inspect, plan, convert, listen, hash, place and send,
// or forecast for a plan alone; a stage with nothing to do has no share.
type Event struct {
	// Index is the item's.
	Index int
	Stage Stage
	Kind  EventKind
	// Share of the stage that is done, 0 to 1. It never falls, however often a conversion has to begin again.
	Share float64
	// Pass counts the times that a conversion began, from 1; 0 in other stages.
	Pass int
	// Err is why a stage failed. Only with Ended.
	Err error
}

// passShare is the part of what is left that one pass of a conversion fills: another may follow.
const passShare = 0.9

// meter joins the passes of a conversion to one share that never falls.
type meter struct {
	tell func(share float64, pass int)

	mu      sync.Mutex
	attempt int // of plans
	latest  [2]int
	pass    int
	floor   float64 // the share when the pass began
	share   float64
}

// next begins another attempt, with other passes.
func (m *meter) next() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.attempt++
}

// report takes the share of a pass.
func (m *meter) report(pass int, share float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := [2]int{m.attempt, pass}; m.pass == 0 || now != m.latest {
		m.latest, m.floor = now, m.share
		m.pass++
	}
	m.share = max(m.share, m.floor+(1-m.floor)*passShare*min(1, max(0, share)))
	m.tell(m.share, m.pass)
}
