package ffmpeg

import (
	"context"
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
)

// Count is what the packets of one stream tell.
type Count struct {
	// Packets there are.
	Packets int
	// Seconds from the start of the first to the end of the last.
	Seconds float64
	// Played is how long they play one after another, in seconds; 0 where they do not say.
	Played float64
}

// Count reads all packets of a stream: of pictures, or of sound.
func (e *Engine) Count(ctx context.Context, path string, facts *media.Facts, pictures bool, index int) (Count, error) {
	s, err := newSource(path, facts)
	if err != nil {
		return Count{}, err
	}
	kind := "a"
	if pictures {
		kind = "V"
	}
	listed, err := e.listPackets(ctx, s, fmt.Sprintf("%s:%d", kind, index))
	if err != nil {
		return Count{}, fmt.Errorf("count the packets: %w", err)
	}
	return Count{Packets: listed.count, Seconds: listed.seconds(), Played: listed.played()}, nil
}
