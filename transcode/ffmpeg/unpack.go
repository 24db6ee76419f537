package ffmpeg

import (
	"context"
	"fmt"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// unpackedSuffix is added to the output's name for the sound that was unpacked.
const unpackedSuffix = "-sound.amr"

// unpacked writes AMR that is to be decoded into a file of its own kind. Phones put up to a second of it into one
// packet of a 3GP file, of which ffmpeg decodes the first fiftieth and leaves the rest silent; as AMR it is read frame by
// frame.
func (e *Engine) unpacked(ctx context.Context, r recipe, f *media.Facts) (recipe, error) {
	if r.sound.do != transcode.Encode || r.source.demuxer != "mov" || !strings.HasPrefix(f.Audio[r.sound.index].Codec, "amr-") {
		return r, nil
	}
	to := source{path: r.output + unpackedSuffix, demuxer: "amr"}
	args, err := unpackArgs(r.source, r.sound.index, to)
	if err != nil {
		return r, err
	}
	if err := e.run(ctx, args, nil, process.Limits{Wall: readTime, Memory: soundMemory(), FileSize: saturate.Add(r.sourceSize, asideSize)}); err != nil {
		return r, fmt.Errorf("unpack the sound: %w", err)
	}
	r.sound.unpacked = &to
	return r, nil
}

func unpackArgs(s source, index int, to source) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		sound := s.input(1).Get(fmt.Sprintf("a:%d", index))
		return sound.Output("file:"+to.path, ffmpeg.KwArgs{"c": "copy", "f": to.demuxer})
	})
}
