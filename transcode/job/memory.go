package job

// Memory is how many bytes a worker may hold for the job at its peak, the file itself not counted, estimated from the
// facts: for a caller that runs several at once and has to bound the sum. Measured on libvips 8.14 with libwebp 1.2.
func (r Request) Memory() int64 {
	const (
		idle    = 64 << 20  // the worker itself
		perRead = 13        // of a pixel that is decoded
		perKept = 14        // of a pixel that is encoded
		film    = 332 << 20 // the frames of an animation
	)
	read, side := int64(r.Picture.Width)*int64(r.Picture.Height), int64(r.WithDefaults().MaxSide)
	switch r.Make {
	case Animation:
		return idle + film + perRead*read
	case Sticker:
		side = 512
	}
	kept := min(read, side*side)
	if r.MIME == "image/jpeg" { // made smaller while it is decoded
		read = min(read, 9*kept)
	}
	return idle + perRead*read + perKept*kept
}
