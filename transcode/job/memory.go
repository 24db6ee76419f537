package job

import "github.com/wamedia/wamedia/internal/saturate"

// Memory is how many bytes a worker may hold for the job at its peak, the file itself not counted, estimated from the
// facts: for a caller that runs several at once and has to bound the sum. Measured on libvips 8.14 with libwebp 1.2.
func (r Request) Memory() int64 {
	const (
		idle    = 64 << 20  // the worker itself
		perRead = 13        // of a pixel that is decoded
		perKept = 14        // of a pixel that is encoded
		film    = 332 << 20 // the frames of an animation
	)
	read, side := saturate.Area(r.Picture.Width, r.Picture.Height), r.WithDefaults().MaxSide
	switch r.Make {
	case Animation:
		return saturate.Add(idle+film, saturate.Mul(perRead, read))
	case Sticker:
		side = 512
	}
	kept := min(read, saturate.Area(side, side))
	if r.MIME == "image/jpeg" { // made smaller while it is decoded
		read = min(read, saturate.Mul(9, kept))
	}
	return saturate.Add(idle, saturate.Add(saturate.Mul(perRead, read), saturate.Mul(perKept, kept)))
}
