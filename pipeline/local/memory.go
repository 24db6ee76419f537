package local

import (
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// Memory of the image worker, which holds the file too; what ffmpeg decodes first is gone before the worker starts.
func (s still) Memory(t pipeline.Task) int64 {
	return saturate.Add(request(t).Memory(), t.Facts.Size)
}

// Memory of ffmpeg, which decodes one frame after another, and of the image worker, which holds them all.
func (a animation) Memory(t pipeline.Task) int64 {
	req := request(t)
	if t.Facts.MIME == "image/webp" {
		return saturate.Add(req.Memory(), t.Facts.Size)
	}
	req.Picture = media.Picture{} // as the worker sees finished frames
	return saturate.Add(ffmpeg.FramesMemory(t.Facts), req.Memory())
}

// Memory of ffmpeg.
func (f film) Memory(t pipeline.Task) int64 { return ffmpeg.Memory(t.Facts, t.Plan) }

// Memory of ffmpeg, should it be asked.
func (m moov) Memory(t pipeline.Task) int64 { return m.film.Memory(t) }
