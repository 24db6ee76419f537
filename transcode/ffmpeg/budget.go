package ffmpeg

import (
	"fmt"
	"time"

	"github.com/wamedia/wamedia/validate/limits"
)

const (
	// safety is the share of the limit that is planned for; the rest is for the container and for the encoder's aim.
	safety = 0.98
	// secondPass is the share of the limit that a second pass plans for, which knows what sound and container take. It
	// misses the more the shorter a film is (4 % at 7 s, 1 % at 30 s), as of so many seconds that it has not planned for.
	// leastAim is the share at ten seconds: of less none passes 16 MB at the highest rate.
	secondPass    = 0.99
	missedSeconds = 0.4
	leastAim      = 0.95
	// bestUse is the share of the limit that the best quality uses at least, and pictures that are smaller than their
	// source's. leastUse is that of others, which second passes only miss in films of a few seconds.
	bestUse  = 0.92
	leastUse = 0.8
	// calmer is how many times the size that its fine quality is foretold to take a film may use that turned out calm.
	calmer = 1.5
	// bufferSeconds is the size of the decoder's buffer in seconds at the highest rate. An encoder that is held by it
	// overshoots by up to nine tenths of it over the whole file (measured at 30 s).
	bufferSeconds = 1.0
	overshoot     = 0.9 * bufferSeconds
	// maxRate in bits per second; level 4.0 allows 20 million, and phones are happier below that.
	maxRate = 12_000_000
	// unknownSound in bits per second is assumed of a kept track whose size is not known.
	unknownSound = 192_000
	// minSound in bits per second is the least that is worth hearing beside kept pictures.
	minSound = 32_000
	// retryMargin shrinks a recipe by a little more than it was over.
	retryMargin = 0.97
	// farOver is how many times the limit a first pass may come to before its notes mislead the second: those of one and a
	// half times cost 0.001 of SSIM against notes taken at the right rate, of three times 0.006.
	farOver = 1.5
	// perSecond in bits is what Ogg's pages and MP4's tables cost for sound.
	perSecond = 800
)

// TooLongError says that a file plays too long to fit under its limit at any decent quality.
type TooLongError struct {
	// Seconds it plays, and the Longest that would fit.
	Seconds, Longest float64
	// Limit in bytes.
	Limit int64
}

// Error names both lengths.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("it plays %s, and at most %s fit into %s at a quality worth having: cut it",
		clock(e.Seconds), clock(e.Longest), limits.Text(e.Limit))
}

func clock(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Truncate(time.Second).String()
}

// plannedBits is how many bits a file under the limit may have, its container left out.
func plannedBits(limit int64, seconds float64) float64 {
	return float64(limit)*8*safety - perSecond*seconds
}

// cappedRate is the highest rate of pictures, in bits per second, that cannot go over the bits it has.
func cappedRate(bits, seconds float64) float64 {
	return min(maxRate, bits/(seconds+overshoot))
}

// aim is the share of the limit that a second pass of so many seconds plans for.
func aim(seconds float64) float64 { return max(leastAim, secondPass-missedSeconds/seconds) }

// soundBeside is the rate of the sound beside pictures, in bits per second, for all that there is per second.
func soundBeside(total float64, channels int) int {
	rate := 128_000
	switch {
	case total < 250_000:
		rate = 48_000
	case total < 500_000:
		rate = 64_000
	case total < 800_000:
		rate = 80_000
	case total < 1_600_000:
		rate = 96_000
	}
	if channels == 1 {
		rate = max(40_000, rate/2)
	}
	return rate
}
