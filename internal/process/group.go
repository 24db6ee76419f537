package process

import (
	"os"
	"sync"
	"time"
)

// group is the process group that a child leads.
type group struct {
	mu     sync.Mutex
	leader *os.Process
	gone   bool
}

// led names the leader, once it has started.
func (g *group) led(leader *os.Process) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leader = leader
}

// processorTime is what the leader has used. It is false where there is none, or the system does not tell.
func (g *group) processorTime() (time.Duration, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leader == nil || g.gone {
		return 0, false
	}
	return processorTime(g.leader.Pid)
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
