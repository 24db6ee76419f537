package ffmpeg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/oggopus"
	"github.com/wamedia/wamedia/validate/probe/opus"
)

// Sound by itself is decoded by one process and encoded by another, with plain samples in between. They have no
// timestamps: gaps and late starts of the source, which phones and the platform refuse in the output, are gone. Opus comes
// out through a pipe as well, and its pages are written by oggopus.

// hasSoundAlone reports whether the output has sound and no pictures.
func (r recipe) hasSoundAlone() bool { return r.pictures.do == transcode.Drop }

// cookSound runs a recipe for sound by itself. The sound of the source is written to heard.
func (e *Engine) cookSound(ctx context.Context, r recipe, n int, report func(Progress), heard *hearing) (outcome, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	alive := watch(e.stall, stop)
	defer alive.end()
	s := &soundRun{recipe: r, heard: heard, now: Progress{Total: r.seconds, Encode: n}}
	if r.sound.voice && r.sound.level == nil {
		heard.draw(r.sound.mix)
	}
	s.report = func(p Progress) {
		alive.at(p)
		if report != nil {
			report(p)
		}
		if r.encodes() && r.tooMuch(p) {
			s.size = r.whole(p)
			stop(errOver)
		}
		if r.encodes() && p.Seconds > r.seconds*1.1+1 {
			stop(errLonger)
		}
	}
	err := e.measureCopy(ctx, s)
	if err == nil {
		err = e.runSound(ctx, s)
	}
	switch {
	case errors.Is(err, errOver):
		return outcome{size: s.size}, nil
	case err != nil:
		return outcome{}, err
	}
	return r.outcome(ctx)
}

// soundRun is one run of a recipe for sound by itself.
type soundRun struct {
	recipe recipe
	report func(Progress)
	now    Progress
	// size the output would have come to, where it was given up.
	size int64
	// heard is given the sound before it is encoded.
	heard *hearing
	// plays is how many samples of a source that is copied are played; 0 where the copy tells it.
	plays int64
}

// measureCopy decodes Opus in Matroska that is to be copied. Such a file says beside the last packet what of it is not
// played, which is lost when ffmpeg copies it into Ogg.
func (e *Engine) measureCopy(ctx context.Context, s *soundRun) error {
	r := &s.recipe
	if r.encodes() || r.source.demuxer != "matroska" {
		return nil
	}
	args, err := hearArgs(r.source, r.sound.index)
	if err != nil {
		return err
	}
	if err := e.hearInto(ctx, s.heard, args); err != nil {
		return err
	}
	if s.heard.format.rate == opus.Rate {
		s.plays = s.heard.frames
	}
	return nil
}

// runSound writes the output.
func (e *Engine) runSound(ctx context.Context, s *soundRun) error {
	if s.recipe.mime != "audio/ogg" {
		m := &meter{now: s.now, report: s.report}
		return e.feedEncoder(ctx, s, &lines{each: m.line})
	}
	file, err := os.Create(s.recipe.output)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	out := bufio.NewWriter(file)
	packing := s.recipe.sound.packing()
	packing.Plays = s.plays
	w := oggopus.NewRewriter(out, packing)
	if err := e.feedEncoder(ctx, s, &opusWriter{to: w, run: s}); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), out.Flush()); err != nil {
		return err
	}
	return file.Close()
}

// vendor is the name of the encoder in Ogg Opus; that of WhatsApp's own notes belongs to their shape.
const (
	vendor       = "wamedia"
	nativeVendor = "WhatsApp"
)

func (s sound) packing() oggopus.Options {
	if s.native {
		return oggopus.Options{Native: true, Vendor: nativeVendor}
	}
	return oggopus.Options{Vendor: vendor}
}

// opusWriter hands Ogg to a Rewriter and reports how far it is.
type opusWriter struct {
	to  *oggopus.Rewriter
	run *soundRun
}

// Write takes the next bytes of the encoder.
func (w *opusWriter) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	w.run.now.Seconds, w.run.now.bytes = float64(w.to.Samples())/opus.Rate, w.to.Bytes()
	w.run.report(w.run.now)
	return n, err
}

// feedEncoder runs ffmpeg for a recipe with what it writes to stdout going to out: twice where sound is encoded.
func (e *Engine) feedEncoder(ctx context.Context, s *soundRun, out io.Writer) error {
	encode, err := s.recipe.encodeArgs()
	if err != nil {
		return err
	}
	if !s.recipe.encodes() {
		return e.run(ctx, encode, out, s.recipe.limits())
	}
	decode, err := s.recipe.decodeArgs()
	if err != nil {
		return err
	}
	from, to := io.Pipe()
	decoded := make(chan error, 1)
	go func() {
		err := e.run(ctx, decode, io.MultiWriter(s.heard, to), s.recipe.limits())
		_ = to.CloseWithError(err)
		decoded <- err
	}()
	err = e.runOn(ctx, encode, streams{in: from, out: out}, s.recipe.limits())
	_ = from.Close()
	return soundError(<-decoded, err, s.heard)
}

// soundError is the error of whichever of the two processes failed first. One that lost the other fails by that.
func soundError(decode, encode error, heard *hearing) error {
	switch {
	case decode != nil && !errors.Is(decode, io.ErrClosedPipe):
		return decode
	case encode != nil && heard.frames > 0:
		return encode
	case heard.frames == 0:
		return errors.New("nothing in it can be decoded")
	}
	return decode
}

// decodeArgs write the sound of the source to stdout as WAV of 16 bits.
func (r recipe) decodeArgs() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return heardOutput(r.sound.selected(r.soundInput(r.source.input(r.threads))))
	})
}

// encodeArgs read that from stdin, or copy the packets of the source. Ogg goes to stdout, and the progress else.
func (r recipe) encodeArgs() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		options := muxing(r.mime)
		maps.Copy(options, r.sound.options())
		options["threads"] = r.threads
		from := r.source.input(r.threads).Get(fmt.Sprintf("a:%d", r.sound.index))
		if r.encodes() {
			wave := ffmpeg.Input("pipe:0", ffmpeg.KwArgs{"f": "wav", "ignore_length": 1, "protocol_whitelist": "pipe"})
			from = r.sound.shaped(wave.Get("a:0"))
		}
		if r.mime == "audio/ogg" {
			if !r.encodes() {
				options["page_duration"] = 1 // a page for each packet, so that the last one says where the sound ends
			}
			return from.Output("pipe:1", options)
		}
		return from.Output("file:"+r.output, options).GlobalArgs("-progress", "pipe:1")
	})
}
