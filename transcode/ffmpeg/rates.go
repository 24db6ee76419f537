package ffmpeg

import (
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// soundAlone chooses the rate of sound. A voice note stays under the size for the play icon if it can.
func (r recipe) soundAlone() (recipe, error) {
	if r.sound.do == transcode.Keep {
		return r, nil
	}
	if r.sound.voice {
		small, err := r.sound.fitted(limits.VoiceTarget, r.seconds)
		if err == nil {
			r.sound, r.limit = small, limits.VoiceTarget
			return r, nil
		}
	}
	fitted, err := r.sound.fitted(r.limit, r.seconds)
	r.sound = fitted
	return r, err
}

// soundThenPictures gives the sound its part of the limit and the pictures the rest.
func (r recipe) soundThenPictures(p transcode.Plan, f *media.Facts) (recipe, error) {
	if !r.encodes() {
		return r, nil
	}
	bits := plannedBits(r.limit, r.seconds)
	if r.pictures.do == transcode.Keep {
		left := (bits - 8*float64(r.pictures.track.Bytes)) / r.seconds
		r.sound.rate = max(minSound, min(soundBeside(bits/r.seconds, r.sound.channels), saturate.Int(left)))
		return r, nil
	}
	if s := r.pictures.survey; s.tight(bits/r.seconds) && len(f.Audio) > 0 {
		r.sound = r.sound.budgeted(&f.Audio[r.sound.index], bits/r.seconds, r.seconds, s.sameChannels)
	}
	r.sound.rate = soundBeside(bits/r.seconds, r.sound.channels)
	beside := r.soundRate(f)
	r.pictures.rate = cappedRate(bits-beside*r.seconds, r.seconds)
	r.pictures.shape = r.pictures.bestShape(p.Options.MaxFPS)
	r.pictures.best = p.Options.Quality == "best"
	if r.pictures.rate < maxRate {
		r.pictures.pass, r.pictures.stats = 1, r.output
		r.pictures = r.pictures.firstPass()
	}
	if needed := r.pictures.bitsNeeded(); needed > r.pictures.rate {
		longest := (float64(r.limit)*8*safety - needed*overshoot) / (needed + beside + perSecond)
		return r, &TooLongError{Seconds: r.seconds, Longest: longest, Limit: r.limit}
	}
	return r, nil
}

// soundRate is what the sound takes beside encoded pictures, in bits per second.
func (r recipe) soundRate(f *media.Facts) float64 {
	switch r.sound.do {
	case transcode.Drop:
		return 0
	case transcode.Encode:
		return float64(r.sound.rate)
	}
	return keptRate(&f.Audio[r.sound.index], r.seconds)
}

// keptRate is what a kept track takes, in bits per second.
func keptRate(t *media.AudioTrack, seconds float64) float64 {
	if t.Bytes > 0 {
		return float64(t.Bytes) * 8 / seconds
	}
	return unknownSound
}
