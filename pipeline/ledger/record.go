package ledger

import "time"

// State is how far a key has come.
type State string

// The states. A record that says Uploading and has no living holder is in doubt.
const (
	Pending   State = "pending"   // claimed, or its id was deleted; nothing is known to be sent
	Uploading State = "uploading" // the request is about to be made or under way
	Done      State = "done"      // Media holds the id, which may have expired since
	Failed    State = "failed"    // Class and Error say why
)

// Record is what a ledger knows of one key.
type Record struct {
	Key     Key
	State   State
	Media   Media  // the newest id; empty if there was none yet
	Class   Class  // of the last failure
	Error   string // its text
	InDoubt bool   // the last upload may have been accepted without its id being known
	Doubts  int    // how many uploads of the key ended so: the most that can have been made in excess
	Updated time.Time
}

// Filter chooses records. Its zero value takes all; the conditions that are set must all hold.
type Filter struct {
	State         State     // in this state
	ExpiresBefore time.Time // done, with an id that expires before this time
	InDoubt       bool      // in doubt now
}

// Match reports whether the filter takes a record.
func (f Filter) Match(r Record) bool {
	switch {
	case f.State != "" && r.State != f.State:
		return false
	case !f.ExpiresBefore.IsZero() && (r.State != Done || !r.Media.Expires.Before(f.ExpiresBefore)):
		return false
	}
	return !f.InDoubt || r.InDoubt
}
