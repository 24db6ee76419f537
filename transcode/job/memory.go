package job

// Memory is how many bytes a worker may hold for the job at its peak, estimated from the facts: for a caller that
// runs several at once and has to bound the sum. Measured on libvips 8.14 with libwebp 1.2.
func (r Request) Memory() int64 {
	const (
		idle     = 96 << 20  // the worker itself
		perPixel = 14        // of the picture that is encoded, in all its forms
		perRead  = 3         // of a source that is decoded whole before it is shrunk
		film     = 300 << 20 // the frames of an animation
	)
	pixels := int64(r.Picture.Width) * int64(r.Picture.Height)
	kept := int64(r.WithDefaults().MaxSide)
	switch r.Make {
	case Animation:
		return idle + film + perPixel*pixels
	case Sticker:
		kept = 1024
	}
	switch {
	case r.Picture.Alpha: // scaled in Go, at full size
		return idle + perPixel*pixels
	case r.MIME == "image/jpeg": // shrunk while it is decoded
		return idle + perPixel*min(pixels, kept*kept)
	}
	return idle + perPixel*min(pixels, kept*kept) + perRead*pixels
}
