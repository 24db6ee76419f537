package pipeline

import (
	"context"
	"errors"

	"github.com/wamedia/wamedia/validate/media"
)

// ErrNoListener says that this machine cannot look into sound.
var ErrNoListener = errors.New("nothing on this machine decodes sound")

// listen looks into the finished voice note. A note that needed no cure is not held up where nothing can look into it.
func (w *work) listen(ctx context.Context) error {
	if w.result.Kind != media.Voice || w.line.Listener == nil {
		return nil
	}
	voice, err := w.line.Listener.Listen(ctx, w.finished(), w.result.OutputMIME)
	if errors.Is(err, ErrNoListener) {
		w.result.Outcome.Note = "without a waveform, as ffmpeg is not there to draw it"
		return nil
	}
	w.result.Voice = voice
	if err != nil || w.result.Outcome.Source == nil {
		return err
	}
	return lost(lostLevel(*w.result.Outcome.Source, Sound{Seconds: voice.Seconds, Level: voice.Level}, w.result.Plan.Options.Loudness))
}
