// Package faststart moves the moov box of an MP4 or QuickTime file before its media data, so that a player can start
// before it has the whole file. Nothing else changes: every other box is copied as it is, in its order, and the chunk
// offsets in moov are corrected by its size.
//
// Between two files of an ordinary disk the copy stays in the kernel. What is written has still to be judged.
package faststart

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// ErrUnsuitable is wrapped by the error for a file that cannot be cured by moving moov: it is fragmented, damaged or
// compressed, or something in it holds positions that are not understood here.
var ErrUnsuitable = errors.New("moov cannot simply be moved")

// maxMoov is the largest moov that is held in memory, in bytes; an hour of video needs 2 MB.
const maxMoov = 64 << 20

// Rewrite copies size bytes of an MP4 file from src to dst with moov before the media data. A file whose moov is there
// already is copied as it is. When ctx ends it stops, with the cause.
func Rewrite(ctx context.Context, dst io.Writer, src io.ReadSeeker, size int64) error {
	boxes, err := list(src, size)
	if err != nil {
		return err
	}
	p, err := planned(boxes)
	if err != nil {
		return err
	}
	moov, err := p.patchedMoov(src)
	if err != nil {
		return err
	}
	if err := copyBoxes(ctx, dst, src, p.before); err != nil {
		return err
	}
	if _, err := dst.Write(moov); err != nil {
		return err
	}
	return copyBoxes(ctx, dst, src, p.after)
}

// plan is the new order of the boxes at the top of the file: some before moov, moov, the others after it.
type plan struct {
	moov          box
	before, after []box
}

// planned puts moov where the first media data begins, unless it stands before that already.
func planned(boxes []box) (plan, error) {
	var p plan
	for _, b := range boxes {
		switch b.kind {
		case "moov":
			if p.moov.size > 0 {
				return p, fmt.Errorf("%w: there are two of it", ErrUnsuitable)
			}
			p.moov = b
			continue
		case "moof", "sidx", "mfra":
			return p, fmt.Errorf("%w: the file is fragmented", ErrUnsuitable)
		case "meta":
			return p, fmt.Errorf("%w: a meta box may hold positions", ErrUnsuitable)
		}
		if b.kind == "mdat" || len(p.after) > 0 || p.moov.size > 0 {
			p.after = append(p.after, b)
		} else {
			p.before = append(p.before, b)
		}
	}
	if p.moov.size == 0 {
		return p, fmt.Errorf("%w: there is none", ErrUnsuitable)
	}
	if p.moov.size > maxMoov {
		return p, fmt.Errorf("%w: it has %d bytes, at most %d are taken", ErrUnsuitable, p.moov.size, maxMoov)
	}
	return p, nil
}

// copyBoxes copies boxes, neighbours in one go.
func copyBoxes(ctx context.Context, dst io.Writer, src io.ReadSeeker, boxes []box) error {
	for len(boxes) > 0 {
		start, end := boxes[0].start, boxes[0].end()
		for boxes = boxes[1:]; len(boxes) > 0 && boxes[0].start == end; boxes = boxes[1:] {
			end = boxes[0].end()
		}
		if _, err := src.Seek(start, io.SeekStart); err != nil {
			return err
		}
		if err := copyPieces(ctx, dst, src, end-start); err != nil {
			return err
		}
	}
	return nil
}

// pieceSize in bytes is how much is copied before the context is looked at again.
const pieceSize = 16 << 20

// copyPieces copies the next size bytes.
func copyPieces(ctx context.Context, dst io.Writer, src io.Reader, size int64) error {
	for size > 0 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		piece := min(size, pieceSize)
		// A bare LimitedReader over a file lets the system copy by itself.
		n, err := io.Copy(dst, &io.LimitedReader{R: src, N: piece})
		if err == nil && n < piece {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		size -= piece
	}
	return nil
}

// shift tells how far the byte at an old position moves, and whether it stands in what is copied at all.
func (p plan) shift(at int64) (by int64, copied bool) {
	switch {
	case len(p.after) == 0 || at < 0 || at >= max(p.moov.end(), p.after[len(p.after)-1].end()):
		return 0, false
	case at >= p.moov.start && at < p.moov.end():
		return 0, false
	case at >= p.after[0].start && at < p.moov.start:
		return p.moov.size, true
	}
	return 0, true
}
