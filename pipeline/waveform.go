package pipeline

import (
	"context"
	"errors"

	"github.com/wamedia/wamedia/validate/media"
)

// ErrNoListener says that this machine cannot look into sound.
var ErrNoListener = errors.New("nothing on this machine decodes sound")

// listen looks into the finished voice note. A note that needed no conversion is not held up where nothing can look into it.
func (w *work) listen(ctx context.Context) error {
	if w.result.Kind != media.Voice || w.line.Listener == nil {
		return nil
	}
	if w.result.Outcome.Voice != nil {
		w.result.Voice = w.result.Outcome.Voice
		return w.levelKept()
	}
	voice, err := w.line.Listener.Listen(ctx, w.finished(), w.result.OutputMIME)
	if errors.Is(err, ErrNoListener) {
		w.result.Outcome.Note = "without a waveform, as ffmpeg is not there to draw it"
		return nil
	}
	w.result.Voice = voice
	if err != nil {
		return err
	}
	return w.levelKept()
}

// levelKept compares how loud a voice note is with its source, where that was measured.
func (w *work) levelKept() error {
	if w.result.Outcome.Source == nil {
		return nil
	}
	made := Sound{Seconds: w.result.Voice.Seconds, Level: w.result.Voice.Level}
	return lost(lostLevel(*w.result.Outcome.Source, made, w.result.Plan.Options.Loudness))
}
