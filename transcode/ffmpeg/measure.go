package ffmpeg

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// complete adds to the facts what an encode needs and the parsers could not tell: the length, and the size and rate
// of the pictures. It asks ffmpeg, which costs a run each.
func (e *Engine) complete(ctx context.Context, j *Job) (*media.Facts, error) {
	f := j.Facts
	f.Video = slices.Clone(f.Video)
	s, err := newSource(j.Source, &f)
	if err != nil {
		return nil, err
	}
	if j.Plan.Video.Do == transcode.Encode && len(f.Video) == 0 && f.Picture.Animated() {
		track, times := moving(&f)
		f.Video = append(f.Video, track)
		f.Seconds = new(float64(sum(times)*rounds(times)) / 1000)
		return &f, nil
	}
	if v := j.Plan.Video; v.Do == transcode.Encode && v.Index < len(f.Video) {
		return &f, e.completePictures(ctx, s, v.Index, &f)
	}
	if j.Plan.Audio.Do == transcode.Encode && secondsOf(&f) <= 0 {
		listed, err := e.listPackets(ctx, s, fmt.Sprintf("a:%d", j.Plan.Audio.Index))
		f.Seconds = new(listed.seconds())
		return &f, err
	}
	return &f, nil
}

func (e *Engine) completePictures(ctx context.Context, s source, index int, f *media.Facts) error {
	t := &f.Video[index]
	stream := fmt.Sprintf("V:%d", index+t.Before)
	if t.Width <= 0 || t.Height <= 0 || t.PixelAspect <= 0 { // old codecs hide the latter in their own headers
		if err := e.measureSize(ctx, s, stream, t); err != nil {
			return err
		}
	}
	if t.Untagged == nil {
		if err := e.measureColors(ctx, s, stream, t); err != nil {
			return err
		}
	}
	held := s.claims() && holdOf(t, secondsOf(f)) > 0
	if secondsOf(f) > 0 && t.FrameRate > 0 && !held {
		return nil
	}
	listed, err := e.listPackets(ctx, s, stream)
	if err != nil {
		return err
	}
	if secondsOf(f) <= 0 {
		// A lone picture need not say how long it is shown.
		f.Seconds = new(max(listed.seconds(), 1.0/defaultFPS))
	}
	if s.claims() {
		t.Seconds = new(listed.seconds())
	}
	if t.FrameRate <= 0 {
		t.FrameRate, t.VariableRate = listed.rate(), listed.variable()
	}
	t.Frames = listed.count
	return nil
}

// measureSize decodes the first picture and notes its size, upright.
func (e *Engine) measureSize(ctx context.Context, s source, stream string, t *media.VideoTrack) error {
	args, err := arguments(func() *ffmpeg.Stream {
		first := s.input(1).Get(stream)
		return first.Output("pipe:1", ffmpeg.KwArgs{"frames:v": 1, "f": "framecrc"})
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := e.run(ctx, args, &out, process.Limits{}); err != nil {
		return err
	}
	var across, down int
	for line := range bytes.Lines(out.Bytes()) {
		_, _ = fmt.Sscanf(string(line), "#dimensions 0: %dx%d", &t.Width, &t.Height)
		if n, _ := fmt.Sscanf(string(line), "#sar 0: %d/%d", &across, &down); n == 2 && across > 0 && down > 0 {
			t.PixelAspect = float64(across) / float64(down)
		}
	}
	t.Rotation = 0
	if t.Width <= 0 || t.Height <= 0 {
		return fmt.Errorf("no picture can be decoded")
	}
	return nil
}
