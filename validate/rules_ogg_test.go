package validate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// opusNote is a note of two seconds in the shape of WhatsApp's own.
func opusNote(change func(o *media.OpusStream)) media.Facts {
	f := ogg("opus", 1)
	o := media.OpusStream{PreSkip: 312, InputRate: 16000, Vendor: "WhatsApp", Packets: 34, Triples: 33, Samples: 96960}
	change(&o)
	f.Audio[0].Opus = &o
	return f
}

// TestOggRules compares "rule:severity" of all that is found on voice notes.
func TestOggRules(t *testing.T) {
	t.Parallel()
	timeline := func(l media.OpusTimeline) media.Facts { return opusNote(func(o *media.OpusStream) { o.Timeline = &l }) }
	beside := opusNote(func(*media.OpusStream) {})
	beside.Other = []media.OtherTrack{{Kind: "metadata", Codec: "skeleton"}}
	long := ogg("opus", 1)
	long.Undecide("timeline", "it is long")
	for name, c := range map[string]struct {
		facts   media.Facts
		want    []string
		verdict validate.Verdict
	}{
		"right":                   {opusNote(func(*media.OpusStream) {}), nil, validate.Pass},
		"one sample below":        {timeline(media.OpusTimeline{First: -1, Largest: -1, Page: 2}), []string{"audio.ogg-timeline:error"}, validate.Fail},
		"one sample above":        {timeline(media.OpusTimeline{First: 1, Largest: 1, Page: 2}), []string{"audio.ogg-timeline:warning"}, validate.Warn},
		"just under 10 ms":        {timeline(media.OpusTimeline{First: 479, Largest: 479, Page: 2}), []string{"audio.ogg-timeline:warning"}, validate.Warn},
		"10 ms":                   {timeline(media.OpusTimeline{First: 480, Largest: 480, Page: 2}), []string{"audio.ogg-timeline:error"}, validate.Fail},
		"a small jump":            {timeline(media.OpusTimeline{Largest: -240, Page: 3}), []string{"audio.ogg-timeline:warning"}, validate.Warn},
		"a jump":                  {timeline(media.OpusTimeline{Largest: 960, Page: 3}), []string{"audio.ogg-timeline:error"}, validate.Fail},
		"a jump back":             {timeline(media.OpusTimeline{Largest: -960, Page: 3}), []string{"audio.ogg-timeline:error"}, validate.Fail},
		"no position":             {timeline(media.OpusTimeline{Missing: 1}), []string{"audio.ogg-timeline:error"}, validate.Fail},
		"a position too many":     {timeline(media.OpusTimeline{Stray: 1}), []string{"audio.ogg-timeline:warning"}, validate.Warn},
		"not read":                {long, []string{"audio.ogg-timeline:unknown"}, validate.Warn},
		"no pre-skip":             {opusNote(func(o *media.OpusStream) { o.PreSkip = 0 }), []string{"audio.ogg-preskip:warning"}, validate.Warn},
		"pre-skip over all":       {opusNote(func(o *media.OpusStream) { o.PreSkip = 96960 }), []string{"audio.ogg-preskip:error"}, validate.Fail},
		"a stream beside":         {beside, []string{"audio.single-stream:warning"}, validate.Warn},
		"48 kHz":                  {opusNote(func(o *media.OpusStream) { o.InputRate = 48000 }), []string{"voice.shape:info"}, validate.Pass},
		"packets of another form": {opusNote(func(o *media.OpusStream) { o.Triples = 20 }), []string{"voice.shape:info"}, validate.Pass},
		"another vendor":          {opusNote(func(o *media.OpusStream) { o.Vendor = "Lavf59.27.100" }), []string{"voice.shape:info"}, validate.Pass},
		"comments":                {opusNote(func(o *media.OpusStream) { o.Comments = 1 }), []string{"voice.shape:info"}, validate.Pass},
	} {
		r := validate.Policy{As: media.Voice}.Judge(c.facts, "note.ogg")
		var got []string
		for _, f := range r.Findings {
			got = append(got, f.Rule+":"+string(f.Severity))
		}
		for _, u := range r.Unknown {
			got = append(got, u.Rule+":unknown")
		}
		if diff := cmp.Diff(c.want, got); diff != "" || r.Verdict != c.verdict {
			t.Errorf("%s: verdict %s, want %s; findings (-want +got):\n%s", name, r.Verdict, c.verdict, diff)
		}
	}
}

// What a policy says of a rule wins over what the rule says of a file.
func TestPolicyWinsOverTheFile(t *testing.T) {
	t.Parallel()
	facts := opusNote(func(o *media.OpusStream) { o.Timeline = &media.OpusTimeline{First: 1, Largest: 1, Page: 2} })
	p := validate.Policy{Severities: map[string]validate.Severity{"audio.ogg-timeline": validate.Info}}
	if r := p.Judge(facts, "a.ogg"); len(r.Findings) != 1 || r.Findings[0].Severity != validate.Info {
		t.Errorf("got %+v, want an info", r.Findings)
	}
}
