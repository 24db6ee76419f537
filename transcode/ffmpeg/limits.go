package ffmpeg

import (
	"runtime"
	"time"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
)

// How long one run may take follows from the pixels of all its frames, of which a plan has a budget (transcode.Make), and
// not from the length that a header claims. The figures are about sixteen times what a machine of 2024 takes.
const (
	// leastCPU is for starting, and for what is not counted.
	leastCPU = time.Minute
	// readCPU and madeCPU are the processor time for a gigapixel that is decoded, and for one that is encoded.
	readCPU = 60 * time.Second
	madeCPU = 400 * time.Second
	// mostCPU is for the most pixels that a plan may have, at the best quality. Films that name neither frames nor a rate
	// are not held to that by the plan.
	mostCPU = 400 * time.Hour
	// slower is how many times that the best quality takes, and light that is converted in floats.
	slower = 6
	// longestSound in seconds is more than fits under any limit.
	longestSound = 6 * 3600
	// guessedFPS stands for a rate that is not known.
	guessedFPS = 60
	// stack in bytes is what a thread takes of the address space, and usualThreads how many of them soundMemory has room for.
	stack        = 8 << 20
	usualThreads = 16
)

// soundMemory in bytes of address space is for runs that decode no pictures. With two arenas ffmpeg 5.1 takes less than
// 300 MB for six channels; the libraries of ffmpeg 7 are larger. ffmpeg starts a few threads for each processor.
func soundMemory() int64 {
	return 1<<30 + stack*int64(max(0, 2*runtime.NumCPU()-usualThreads))
}

// environment keeps the C library of a run with little address space from reserving 64 MB for every thread.
func environment(l process.Limits) []string {
	if l.Memory > soundMemory() {
		return nil
	}
	return []string{"MALLOC_ARENA_MAX=2"}
}

// limits of one run. An encode is stopped when it passes its limit of size, so that far more than that is a runaway, as is
// a copy far larger than its source.
func (r recipe) limits() process.Limits {
	size := saturate.Mul(2, r.sourceSize)
	if r.encodes() {
		size = 16 * r.limit
	}
	l := process.Limits{CPU: r.cpuTime(), FileSize: saturate.Add(size, 16<<20)}
	l.Wall = wallBeside(l.CPU)
	if r.hasSoundAlone() {
		l.Memory = soundMemory()
	}
	return l
}

// wallBeside is how long a run of so much processor time may take on a machine that is busy with others.
func wallBeside(cpu time.Duration) time.Duration { return 5*time.Minute + 2*cpu }

// cpuTime is how much processor time one run may take.
func (r recipe) cpuTime() time.Duration {
	cpu := leastCPU + seconds(min(max(0, r.seconds), longestSound))
	if r.pictures.do != transcode.Encode {
		return cpu
	}
	t, s := &r.pictures.track, r.pictures.shape
	frames := float64(t.Frames)
	if frames <= 0 {
		frames = max(0, r.seconds) * guessedFPS
	}
	read := float64(saturate.Area(t.Width, t.Height)) * frames / 1e9
	made := float64(saturate.Area(s.width, s.height)) * max(frames, r.seconds*s.fps) / 1e9
	each := read*readCPU.Seconds() + made*madeCPU.Seconds()
	if r.pictures.best || t.Transfer == "pq" || t.Transfer == "hlg" {
		each *= slower
	}
	return min(mostCPU, cpu+min(mostCPU, seconds(each)))
}

func seconds(s float64) time.Duration { return time.Duration(saturate.Int(s * float64(time.Second))) }
