package isobmff

import "math"

// edits sums up an edit list (8.6.6), which says what of a track is shown and when.
type edits struct {
	count   int64   // edits that show something
	empty   float64 // units of the movie's timescale before the first sample
	shown   float64 // units of the movie's timescale that are shown
	start   float64 // how much of the media the first edit leaves out, in the track's timescale
	open    bool    // fragments prolong the last edit
	gaps    bool    // nothing is shown between two edits
	resized bool    // plays slower, faster or stands still
}

// readEdits sums up elst.
func (w *walker) readEdits(b box) edits {
	version, _, c := w.fields(b, 8)
	width := int64(12)
	if version == 1 {
		width = 20
	}
	rows := newColumn(w.r, b.body+8, b.end, int64(c.U32()), width)
	var e edits
	for i := range rows.n {
		row := rows.row(i)
		if row == nil {
			break
		}
		e.add(editRow(row))
	}
	return e
}

// editRow reads the duration, the media time (-1 for an empty edit) and the rate in 1/65536.
func editRow(row []byte) (duration, at float64, rate uint32) {
	if len(row) == 12 {
		at := int32(be32(row[4:]))
		return float64(be32(row)), float64(at), be32(row[8:])
	}
	return float64(be64(row)), float64(int64(be64(row[8:]))), be32(row[16:])
}

func (e *edits) add(duration, at float64, rate uint32) {
	if at < 0 {
		if e.count == 0 {
			e.empty += duration
		}
		e.gaps = e.gaps || e.count > 0
		return
	}
	if e.count == 0 {
		e.start = at
	}
	e.count++
	e.shown += duration
	e.resized = e.resized || rate != 1<<16
}

// shift takes the delay of reordered pictures off the start: it leaves nothing out.
func (e *edits) shift(ticks uint32) {
	if ticks <= math.MaxInt32 {
		e.start = math.Max(0, e.start-float64(ticks))
	}
}

// span says how long after the start of the movie a track begins and how long it plays, in seconds. media is the
// length of all its samples in seconds.
func (e edits) span(media float64, movieScale, trackScale uint32) (delay, shown float64) {
	if e.count == 0 || movieScale == 0 || trackScale == 0 {
		return 0, media
	}
	delay = e.empty / float64(movieScale)
	rest := media - e.start/float64(trackScale)
	if rest <= 0 { // an edit beyond the media: players show what there is
		return delay, media
	}
	if e.shown == 0 || e.open && e.count == 1 {
		return delay, rest
	}
	shown = e.shown / float64(movieScale)
	if e.count == 1 && !e.resized {
		shown = math.Min(shown, rest)
	}
	return delay, shown
}

const (
	// minSlack is how much of a track an edit may leave out, in seconds, and still count as no edit.
	minSlack = 0.1
	// priming is what coders of sound put in front, in samples: 2112 of AAC, twice as much with SBR.
	priming = 2 * 2112
)

// slack is what an edit may leave out of sound of the given rate, in seconds.
func slack(sampleRate int) float64 {
	if sampleRate == 0 {
		return minSlack
	}
	return max(minSlack, priming/float64(sampleRate))
}

// plain tells that the list does no more than start the track at zero, give or take slack.
func (e edits) plain(media, slack float64, movieScale, trackScale uint32) bool {
	if e.count == 0 {
		return e.empty == 0
	}
	if e.count > 1 || e.gaps || e.resized || movieScale == 0 || trackScale == 0 {
		return false
	}
	delay, shown := e.span(media, movieScale, trackScale)
	return delay <= slack && e.start/float64(trackScale) <= slack+delay && (e.shown == 0 || e.open || media-shown <= 2*slack)
}
