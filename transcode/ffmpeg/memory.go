package ffmpeg

import (
	"runtime"

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
	read := readMemory + readMemory*threads/4
	if t.Bits > 8 {
		read += read / 2
	}
	width, height := scaledTo(&t, shortSides()[0])
	made := madeMemory + madeMemory*threads/5
	if p.Options.Quality == "best" {
		made += bestMemory
	}
	if t.Transfer == "pq" || t.Transfer == "hlg" {
		made += hdrMemory
	}
	return idleMemory + int64(width)*int64(height)*made + int64(t.Width)*int64(t.Height)*read
}

// FramesMemory is how many bytes ffmpeg may hold while it gives the frames of a source, estimated likewise.
func FramesMemory(f *media.Facts) int64 {
	t := Frames{Facts: *f}.track()
	return idleMemory + int64(t.Width)*int64(t.Height)*2*readMemory
}
