package pipeline

import (
	"context"
	"fmt"
	"math"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	// durationSlack in seconds is what the length of pictures may differ by unless a frame is longer.
	durationSlack = 0.05
	// soundSlack in seconds is what the length of sound may differ by: two frames of a codec, and what encoders put in
	// front.
	soundSlack = 0.1
	// saidSlack in seconds, and a hundredth, is what a length that stands in a header may be off the truth.
	saidSlack = 0.15
	// countedSlack is what the packets of sound may say too much, as a share: containers round times to milliseconds.
	countedSlack = 0.02
	// longerSlack in seconds, or a tenth if that is more, is how much longer pictures may be shown.
	longerSlack = 1
)

// streamsConserved compares the streams of an output with those of its source. Where the length that a header gives is
// met, nothing is counted; where it is not, what the streams hold decides.
func (w *work) streamsConserved(ctx context.Context, out *media.Facts) error {
	if err := w.picturesConserved(ctx, out); err != nil {
		return err
	}
	plan, in := w.result.Plan, &w.result.Facts
	switch {
	case plan.Audio.Do == transcode.Drop || plan.Audio.Index >= len(in.Audio):
		return nil
	case len(out.Audio) == 0:
		return lost("the sound")
	case plan.Audio.Do == transcode.Keep:
		return w.keptSoundConserved(ctx, out)
	}
	return w.madeSoundConserved(ctx, out)
}

func (w *work) picturesConserved(ctx context.Context, out *media.Facts) error {
	plan, in := w.result.Plan, &w.result.Facts
	switch {
	case plan.Video.Do == transcode.Drop || plan.Video.Index >= len(in.Video):
		return nil
	case len(out.Video) == 0:
		return lost("the pictures")
	}
	was, is := &in.Video[plan.Video.Index], &out.Video[0]
	frame := max(longestFrame(was), longestFrame(is))
	if was.Frames > 0 && is.Frames == was.Frames || w.met(said(was.Seconds, in), said(is.Seconds, out), max(durationSlack, frame)) {
		return nil
	}
	held, made, err := w.counts(ctx, out, true, plan.Video.Index)
	if err != nil {
		return err
	}
	return lost(lostPictures(held, made, plan.Video.Do == transcode.Keep, max(durationSlack, frame)))
}

// lostPictures compares pictures by number where they were kept, else by how long they are shown.
func lostPictures(held, made Count, kept bool, slack float64) string {
	switch {
	case kept && made.Packets < held.Packets:
		return fmt.Sprintf("%d pictures became %d", held.Packets, made.Packets)
	case !kept && made.Seconds < held.Seconds-slack, made.Seconds > held.Seconds+max(longerSlack, held.Seconds/10):
		return fmt.Sprintf("%.2f s of pictures became %.2f s", held.Seconds, made.Seconds)
	}
	return ""
}

func (w *work) keptSoundConserved(ctx context.Context, out *media.Facts) error {
	plan, in := w.result.Plan, &w.result.Facts
	want, got := said(in.Audio[plan.Audio.Index].Seconds, in), said(out.Audio[0].Seconds, out)
	if want > 0 && (got >= want-w.slack(soundSlack) || got >= seconds(in)-w.slack(soundSlack)) {
		return nil
	}
	held, made, err := w.counts(ctx, out, false, plan.Audio.Index)
	if err != nil {
		return err
	}
	return lost(lostPackets(held, made))
}

// fewPackets at the ends are what containers tell decoders to leave out.
const fewPackets = 2

// lostPackets compares packets by number, or by how long they play: frames may have been packed in other numbers.
func lostPackets(held, made Count) string {
	repacked := held.Played > 0 && made.Played >= held.Played*(1-countedSlack)-durationSlack
	if made.Packets >= held.Packets-fewPackets || repacked {
		return ""
	}
	return fmt.Sprintf("%d packets of sound became %d", held.Packets, made.Packets)
}

// madeSoundConserved compares the samples that were decoded with those that came out, and with what the source says.
func (w *work) madeSoundConserved(ctx context.Context, out *media.Facts) error {
	plan, in, o := w.result.Plan, &w.result.Facts, &w.result.Outcome
	if o.Source == nil {
		return nil
	}
	made := Sound{Seconds: said(out.Audio[0].Seconds, out), Level: o.Source.Level} // a voice note is listened to later
	if o.Made != nil {
		made = *o.Made
	}
	if err := lost(lostSamples(*o.Source, made), lostLevel(*o.Source, made, plan.Options.Loudness)); err != nil {
		return err
	}
	track := in.Audio[plan.Audio.Index].Seconds
	want := said(track, in)
	if o.Source.Seconds >= want-w.slack(soundSlack) {
		return nil
	}
	held, err := w.count(ctx, w.path(), in, false, plan.Audio.Index)
	if err != nil {
		return err
	}
	if len(in.Video) == 0 || track != nil {
		w.note(fmt.Sprintf("its header gives %.2f s, its samples last %.2f s", want, o.Source.Seconds))
	}
	return lost(lostDecoding(held, *o.Source))
}

func lostSamples(held, made Sound) string {
	if made.Seconds >= held.Seconds-soundSlack && (made.Seconds > 0 || held.Seconds == 0) {
		return ""
	}
	return fmt.Sprintf("%.2f s of sound became %.2f s", held.Seconds, made.Seconds)
}

// lostDecoding compares what was decoded with what the packets hold.
func lostDecoding(held Count, decoded Sound) string {
	if held.Played*(1-countedSlack)-saidSlack <= decoded.Seconds {
		return ""
	}
	return fmt.Sprintf("of %.2f s of sound, %.2f s can be decoded", held.Played, decoded.Seconds)
}

const (
	// quietest in dBFS is what counts as sound at all.
	quietest = -70
	// levelLoss in dB is what no mix and no encoder takes away.
	levelLoss = 20
	// loudest in dBFS is what a loudness of −16 LUFS may bring louder sound down to.
	loudest = -16
)

// lostLevel compares how loud an output is with its source. Where an even loudness was asked for, loud sound may become
// softer.
func lostLevel(held, made Sound, loudness bool) string {
	want := held.Level
	if loudness {
		want = min(want, loudest)
	}
	if held.Level < quietest || made.Level >= want-levelLoss {
		return ""
	}
	if math.IsInf(made.Level, -1) {
		return fmt.Sprintf("sound of %.0f dB became silence", held.Level)
	}
	return fmt.Sprintf("sound of %.0f dB became sound of %.0f dB", held.Level, made.Level)
}

// said is the length that a track is said to have, or else its file, in seconds; 0 where neither is known.
func said(track *float64, f *media.Facts) float64 {
	if track != nil {
		return *track
	}
	return seconds(f)
}

// met reports whether a length is as it was said to be.
func (w *work) met(want, got, slack float64) bool {
	return want > 0 && math.Abs(got-want) <= w.slack(slack)
}

// slack widens a slack for sources whose length is a number in a header.
func (w *work) slack(least float64) float64 {
	if counted(&w.result.Facts) {
		return least
	}
	return max(least, saidSlack+seconds(&w.result.Facts)*0.01)
}

// counts counts a stream of the source, and the one that was made of it.
func (w *work) counts(ctx context.Context, out *media.Facts, pictures bool, index int) (held, made Count, err error) {
	if held, err = w.count(ctx, w.path(), &w.result.Facts, pictures, index); err == nil {
		made, err = w.count(ctx, w.converted, out, pictures, 0)
	}
	return held, made, err
}

func (w *work) count(ctx context.Context, path string, f *media.Facts, pictures bool, index int) (Count, error) {
	if w.line.Counter == nil {
		return Count{}, &LostError{What: "its length is not what the header says, and nothing on this machine counts what it holds"}
	}
	return w.line.Counter.Count(ctx, path, f, pictures, index)
}

// note adds to what the user should know of the output.
func (w *work) note(text string) {
	if w.result.Outcome.Note != "" {
		text = w.result.Outcome.Note + "; " + text
	}
	w.result.Outcome.Note = text
}
