package ffmpeg

import (
	"context"
	"fmt"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
)

// sequence names the stream of the moving pictures. ffmpeg 7 lists the still pictures of a HEIF or AVIF
// file before its track of pictures, and ffmpeg 5 lists the track alone: the track is the stream of most packets.
func (e *Engine) sequence(ctx context.Context, s source, f Frames) (string, error) {
	if s.demuxer != "mov" || f.Facts.Picture == nil {
		return f.stream(), nil
	}
	args, err := arguments(func() *ffmpeg.Stream {
		return s.input(1).Get("V").Output("pipe:1", ffmpeg.KwArgs{"c": "copy", "f": "framecrc"})
	})
	if err != nil {
		return "", err
	}
	counts := streamCounts{}
	if err := e.run(ctx, args, &lines{each: counts.line}, process.Limits{Wall: readTime, Memory: soundMemory()}); err != nil {
		return "", err
	}
	return fmt.Sprintf("V:%d", counts.most()), nil
}

// streamCounts is how many packets each stream has.
type streamCounts map[int]int

// line reads one line of ffmpeg's list of packets.
func (c streamCounts) line(line string) {
	if p, ok := readPacket(line); ok && p.stream >= 0 {
		c[int(p.stream)]++
	}
}

// most is the stream of most packets, the first of those that have as many.
func (c streamCounts) most() int {
	best := 0
	for stream, n := range c {
		if n > c[best] || n == c[best] && stream < best {
			best = stream
		}
	}
	return best
}
