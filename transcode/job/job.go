// Package job holds what an image worker is asked and what it answers: pure types, shared by the program that asks
// and the program that works. Both speak in frames of a length and JSON, on the worker's standard input and output.
//
// A worker speaks first, with a Hello. Then every Request is answered by one Response, until the input ends.
//
// A worker started with the argument "animate" takes one Request for an Animation, and behind it on the same input the
// raw frames that its Frames describe, until the input ends: a pipe that the caller wrote the Request to, and then
// gave to ffmpeg as its output, does.
package job

import (
	"cmp"

	"github.com/wamedia/wamedia/validate/media"
)

// Version of the protocol. It changes with every change of the types that an older partner would misread.
const Version = 2

// Hello is the first frame a worker writes.
type Hello struct {
	// Protocol is the Version the worker was built with.
	Protocol int `json:"protocol"`
	// Libvips and Libwebp are the versions of the libraries at hand: "8.14.1".
	Libvips string `json:"libvips"`
	Libwebp string `json:"libwebp"`
	// Loaders lists the MIME types that the worker decodes, sorted.
	Loaders []string `json:"loaders"`
}

// Product is what a job makes.
type Product string

// The products.
const (
	// Still is a JPEG or PNG for an image message.
	Still Product = "still"
	// Sticker is a still WebP of 512×512.
	Sticker Product = "sticker"
	// Animation is an animated WebP of 512×512.
	Animation Product = "animation"
	// Views makes no file, but small copies of a picture.
	Views Product = "views"
)

// Request is one job. Zero fields take the defaults.
type Request struct {
	Make Product `json:"make"`
	// Source is the path of the picture; empty where frames come on a stream.
	Source string `json:"source,omitempty"`
	// Attached says that the source comes as an open file with the request, and Source only names it: a confined worker
	// can open no path of its own.
	Attached bool `json:"attached,omitempty"`
	// Output is the path to write; the only one that is written.
	Output string `json:"output,omitempty"`
	// MIME is the true type of the source: "image/png".
	MIME string `json:"mime,omitempty"`
	// Picture is what the header of the source says.
	Picture media.Picture `json:"picture"`
	// Frames describes the frames on the stream; nil where Source is decoded.
	Frames *Frames `json:"frames,omitempty"`
	// Look says which Views are wanted; nil for other products.
	Look *Look `json:"look,omitempty"`
	// Limit in bytes that the output must not pass; default 5 000 000 for stills, 100 000 for stickers and 500 000
	// for animations.
	Limit int64 `json:"limit,omitempty"`
	// MaxPixels above which the source is refused before it is decoded; default 100 million.
	MaxPixels int64 `json:"max_pixels,omitempty"`
	// MaxFrames above which an animation is refused; default 600.
	MaxFrames int `json:"max_frames,omitempty"`
	// MaxSide caps the largest side of a still, in pixels; default 4096.
	MaxSide int `json:"max_side,omitempty"`
	// Background that transparency in a still is composited on, as #rrggbb; default white, or black or gray where content
	// would vanish on that.
	Background string `json:"background,omitempty"`
	// KeepAlpha keeps transparency in a still, as an RGBA PNG.
	KeepAlpha bool `json:"keep_alpha,omitempty"`
	// Prefer jpeg or png for a still; default: what suits the picture.
	Prefer string `json:"prefer,omitempty"`
	// KeepMetadata keeps the author and copyright of a still.
	KeepMetadata bool `json:"keep_metadata,omitempty"`
	// Salvage makes what can be made of a damaged source.
	Salvage bool `json:"salvage,omitempty"`
	// Fit says how a source that is not square fills a sticker: contain (default) leaves borders, cover cuts.
	Fit string `json:"fit,omitempty"`
	// Margin in pixels that a sticker keeps free on every side.
	Margin int `json:"margin,omitempty"`
	// Trim cuts empty borders off before a sticker is fitted.
	Trim bool `json:"trim,omitempty"`
	// OverLong says what becomes of an animation over 10 s: cut (default) or speed.
	OverLong string `json:"over_long,omitempty"`
	// DeadlineMS after which the worker gives the job up at its next step; 0 is never.
	DeadlineMS int64 `json:"deadline_ms,omitempty"`
}

// WithDefaults fills the fields that are zero. The limits are the platform's, with its KB and MB read as 1000 and
// 1 000 000 bytes, the careful way.
func (r Request) WithDefaults() Request {
	r.MaxPixels = cmp.Or(r.MaxPixels, 100_000_000)
	r.MaxFrames = cmp.Or(r.MaxFrames, 600)
	r.MaxSide = cmp.Or(r.MaxSide, 4096)
	r.Fit = cmp.Or(r.Fit, "contain")
	r.OverLong = cmp.Or(r.OverLong, "cut")
	r.Limit = cmp.Or(r.Limit, map[Product]int64{Still: 5_000_000, Sticker: 100_000, Animation: 500_000}[r.Make])
	return r
}

// Frames describes raw frames on a stream: 512×512 pixels of 8-bit RGBA each, not premultiplied, one after another
// until the stream ends.
type Frames struct {
	// FPS is the constant rate of the frames.
	FPS float64 `json:"fps,omitempty"`
	// Source is the rate of the source, where it is higher than FPS because frames were left out; 0 else.
	Source float64 `json:"source,omitempty"`
	// MS lists how long each frame is shown, in milliseconds, where the rate is not constant. It wins over FPS.
	MS []int `json:"ms,omitempty"`
}

// Response answers a Request: what was made, or why nothing was.
type Response struct {
	Made    *Made    `json:"made,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
}

// Made describes the output.
type Made struct {
	// MIME is image/jpeg, image/png or image/webp.
	MIME string `json:"mime"`
	// Size in bytes.
	Size int64 `json:"size"`
	// Width and Height in pixels.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Coding names how the pixels are stored: jpeg, png, lossless, near-lossless, lossy; kept where their coding is the source's.
	Coding string `json:"coding"`
	// Quality the encoder was asked for, 0..100; 0 without a lossy step.
	Quality int `json:"quality,omitempty"`
	// Encodes counts the full encodes it took.
	Encodes int `json:"encodes"`
	// Untouched is true where every pixel has the value that it has in the source.
	Untouched bool `json:"untouched,omitempty"`
	// Opaque is true where a Still's source may have transparency, and no pixel of it is transparent in 8 bits.
	Opaque bool `json:"opaque,omitempty"`
	// SSIM tells how like the unlimited picture the output looks, 0..1; nil where it was not computed.
	SSIM *float64 `json:"ssim,omitempty"`
	// FrameMS lists how long each frame of an animation is shown, in milliseconds; nil for stills.
	FrameMS []int `json:"frame_ms,omitempty"`
	// Motion counts the frames that an animation was made of; nil where the source was no animation.
	Motion *Motion `json:"motion,omitempty"`
	// Seen says what of the source stands where in the output; nil where the whole fills the whole.
	Seen *Seen `json:"seen,omitempty"`
	// Views that were asked for.
	Views []View `json:"views,omitempty"`
	// Notes say in words what the user should know: "the first of 12 pictures in the file".
	Notes []string `json:"notes,omitempty"`
}

// Motion counts the frames of a source within the time that an animated sticker plays.
type Motion struct {
	// Frames that were decoded.
	Frames int `json:"frames"`
	// Pictures counts the frames that show something else than the one before, and the first.
	Pictures int `json:"pictures"`
}
