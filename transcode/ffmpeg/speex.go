package ffmpeg

import (
	"context"
	"fmt"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// chooseSpeex has libspeex decode Speex, where ffmpeg has it: ffmpeg 7.1's own decoder makes 640 samples of each wideband
// frame of 320.
func (e *Engine) chooseSpeex(ctx context.Context, r *recipe, f *media.Facts) error {
	if r.sound.do != transcode.Encode || f.Audio[r.sound.index].Codec != "speex" {
		return nil
	}
	has, err := e.has(ctx, "decoder", "libspeex")
	if has {
		r.source.speex = fmt.Sprintf("a:%d", r.sound.index)
	}
	return err
}
