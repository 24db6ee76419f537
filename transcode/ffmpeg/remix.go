package ffmpeg

import (
	"context"

	"github.com/wamedia/wamedia/transcode"
)

// fitMixed is fit, with the channels of the sound mixed so that nothing cancels or clips. What is cheap to encode again
// is measured while it is encoded.
func (e *Engine) fitMixed(ctx context.Context, j *Job, r recipe) (Result, error) {
	var before *hearing
	if r.hearsFirst(j) {
		heard, err := e.hearSource(ctx, r)
		if err != nil {
			return Result{}, err
		}
		before, r.sound.heard = heard, true
		if mix, other := heard.best(); other {
			r.sound.mix = mix
		}
	}
	made, err := e.fitLoud(ctx, j, r)
	if err != nil || r.sound.do != transcode.Encode {
		return made, err
	}
	if before != nil {
		made.heard = before
	} else if mix, other := made.heard.best(); other {
		encodes := made.Encodes
		heard := made.heard
		r.sound.mix, r.sound.heard = mix, true
		if made, err = e.fitLoud(ctx, j, r); err != nil {
			return made, err
		}
		made.heard = heard
		made.Encodes += encodes
	}
	made.Source = new(made.heard.sound())
	if r.sound.mix != nil && r.sound.mix.note != "" {
		made.Notes = append(made.Notes, r.sound.mix.note)
	}
	return made, nil
}

// hearsFirst reports whether the sound is measured before it is encoded: where it has to be mixed, and either the usual
// mix may clip or an encode is dear.
func (r recipe) hearsFirst(j *Job) bool {
	if r.sound.do != transcode.Encode {
		return false
	}
	channels := j.Facts.Audio[r.sound.index].Channels
	return channels > 2 || channels > r.sound.channels && (r.pictures.do == transcode.Encode || j.Plan.Options.Loudness)
}

// hearSource measures the sound of the source.
func (e *Engine) hearSource(ctx context.Context, r recipe) (*hearing, error) {
	if r.sound.unpacked != nil {
		return e.hear(ctx, *r.sound.unpacked, 0, r.sound.channels)
	}
	return e.hear(ctx, r.source, r.sound.index, r.sound.channels)
}

func (e *Engine) fitLoud(ctx context.Context, j *Job, r recipe) (Result, error) {
	if !j.Plan.Options.Loudness {
		return e.fit(ctx, j, r)
	}
	return e.fitLevelled(ctx, j, r)
}
