package ffmpeg

import (
	"runtime"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// What ffmpeg holds, in bytes. Measured with ffmpeg 5.1 and 7.1 on HEVC and H.264 of 480p to 2160p.
const (
	idleMemory = 80 << 20 // the program, its libraries, and sound
	readMemory = 14       // of a pixel of the source, and as much again for four threads
	madeMemory = 55       // of a pixel of the output, and as much again for five threads
	bestMemory = 115      // of a pixel of the output more, for what two passes look ahead
	hdrMemory  = 48       // of a pixel of the output more, for linear light in floats
)

// Memory is how many bytes ffmpeg may hold for a plan at its peak, estimated from the facts: for a caller that runs
// several at once and has to bound the sum.
func Memory(f *media.Facts, p transcode.Plan) int64 {
	if p.Video.Do != transcode.Encode || p.Video.Index >= len(f.Video) {
		return idleMemory
	}
	t := f.Video[p.Video.Index]
	if t.Width <= 0 || t.Height <= 0 {
		t.Width, t.Height = 1920, 1080
	}
	threads := int64(p.Options.Threads)
	if threads <= 0 {
		threads = int64(runtime.GOMAXPROCS(0)*3+1) / 2 // what x264 takes
	}
	read := saturate.Add(readMemory, saturate.Mul(readMemory, threads)/4)
	if t.Bits > 8 {
		read = saturate.Add(read, read/2)
	}
	width, height := scaledTo(&t, shortSides()[0])
	made := saturate.Add(madeMemory, saturate.Mul(madeMemory, threads)/5)
	if p.Options.Quality == "best" {
		made = saturate.Add(made, bestMemory)
	}
	if t.Transfer == "pq" || t.Transfer == "hlg" {
		made = saturate.Add(made, hdrMemory)
	}
	pictures := saturate.Add(saturate.Mul(saturate.Area(width, height), made), saturate.Mul(saturate.Area(t.Width, t.Height), read))
	return saturate.Add(idleMemory, pictures)
}

// FramesMemory is how many bytes ffmpeg may hold while it gives the frames of a source, estimated likewise.
func FramesMemory(f *media.Facts) int64 {
	t := Frames{Facts: *f}.track()
	return saturate.Add(idleMemory, saturate.Mul(saturate.Area(t.Width, t.Height), 2*readMemory))
}
