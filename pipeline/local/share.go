package local

// DefaultMemory in bytes is what a run holds at most, with all its children.
const DefaultMemory = 1_500_000_000

const (
	// ownMemory in bytes is for the program itself.
	ownMemory = 64 << 20
	// idleMemory in bytes is for an image worker that waits for its next picture.
	idleMemory = 32 << 20
)

// shares of the memory of a run, in bytes.
type shares struct {
	all   int64 // what tasks under way may hold together, by estimate
	child int64 // what one child may allocate, whatever was estimated
}

// sharesOf divides memory. A task that is estimated at more than all has to run alone, and the limit of a child then
// keeps the sum. Idle workers take a third of the memory at most.
func sharesOf(memory int64, jobs int) shares {
	child := max(memory-ownMemory, memory/2)
	return shares{all: child - min(int64(jobs)*idleMemory, memory/3), child: child}
}
