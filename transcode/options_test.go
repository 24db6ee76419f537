package transcode_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/option"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func TestWrongOptionsAreErrors(t *testing.T) {
	t.Parallel()
	good := []transcode.Options{
		{}, transcode.Defaults(),
		{Background: "#aA00ff", Prefer: option.PNG, MaxSide: 16, Margin: 128, MaxFPS: 60, VideoTrack: 2, AudioTrack: 1, Threads: 4},
		{Fit: option.Cover, OverLong: option.Speed, Quality: option.Best, AudioFormat: option.Ogg, VoiceShape: option.Plain, MaxSide: 16383},
	}
	for _, o := range good {
		if err := o.Validate(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
	bad := map[string]transcode.Options{
		"Prefer": {Prefer: "gif"}, "Fit": {Fit: "squeeze"}, "OverLong": {OverLong: "loop"}, "Quality": {Quality: "BEST"},
		"AudioFormat": {AudioFormat: "mp3"}, "VoiceShape": {VoiceShape: "round"}, "Background": {Background: "white"},
		"MaxSide": {MaxSide: -5}, "Margin": {Margin: 129}, "MaxFPS": {MaxFPS: math.NaN()}, "VideoTrack": {VideoTrack: -1},
		"AudioTrack": {AudioTrack: -1}, "Threads": {Threads: -1},
	}
	bad["Background too"] = transcode.Options{Background: "ffffff"}
	bad["Background short"] = transcode.Options{Background: "#fff"}
	bad["MaxSide small"] = transcode.Options{MaxSide: 1}
	bad["MaxFPS large"] = transcode.Options{MaxFPS: math.Inf(1)}
	facts := media.Facts{MIME: "image/jpeg", Kind: media.Image}
	for name, o := range bad {
		field, _, _ := strings.Cut(name, " ")
		var wrong *transcode.OptionError
		if err := o.Validate(); !errors.As(err, &wrong) || wrong.Field != field || wrong.Want == "" {
			t.Errorf("%s: error %v, want one of the field", name, err)
		}
		if p := transcode.Make(validate.Result{Kind: media.Image, Facts: facts}, o); p.Action != transcode.Refuse || !strings.Contains(p.Refusal, field) {
			t.Errorf("%s: the plan is to %v (%s), want a refusal", name, p.Action, p.Refusal)
		}
	}
}

func TestPlansHaveTheDefaults(t *testing.T) {
	t.Parallel()
	facts := media.Facts{MIME: "image/jpeg", Kind: media.Image}
	if got := transcode.Make(validate.Result{Kind: media.Image, Facts: facts}, transcode.Options{}).Options; got != transcode.Defaults() {
		t.Errorf("options %+v, want the defaults", got)
	}
}
