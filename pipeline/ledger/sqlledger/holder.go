package sqlledger

// holder is the process, and the open Ledger in it, that holds a key.
type holder struct {
	host  string // names the machine since its start, and the space in which pid counts; empty where neither is known
	pid   int
	start int64  // when the process started, so that a pid used again is not taken for it; unit of the system
	run   string // names the open Ledger
}

// knowsGone reports whether the other process is certainly dead. Only a process of the same host can know.
func (h holder) knowsGone(other holder) bool {
	return h.host != "" && h.host == other.host && gone(other.pid, other.start)
}
