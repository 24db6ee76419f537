package process

import (
	"os"
	"sync"
)

// group is the process group that a child leads.
type group struct {
	mu     sync.Mutex
	leader *os.Process
	gone   bool
}

// kill ends the whole group, stopped members too. It does nothing once the leader has been waited for, as its number
// may by then belong to somebody else.
func (g *group) kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.gone {
		killGroup(g.leader)
		_ = g.leader.Kill() // one that moved to another group
	}
}

// sweep ends what the leader left behind.
func (g *group) sweep() {
	g.mu.Lock()
	defer g.mu.Unlock()
	killGroup(g.leader)
	g.gone = true
}
