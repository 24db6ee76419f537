package report

import (
	"fmt"
	"strings"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/transcode"
)

// jsonForecast is what the line of a file has more of where the plan alone was asked for.
type jsonForecast struct {
	Plan jsonPlan `json:"plan"`
	// PredictedSize is left out where only the limit is known.
	PredictedSize int64 `json:"predicted_size,omitempty"`
}

type jsonPlan struct {
	Engine transcode.Engine `json:"engine,omitempty"`
	MIME   string           `json:"mime,omitempty"`
	Limit  int64            `json:"limit,omitempty"`
	// Streams of the source, and what becomes of each.
	Streams []jsonStep  `json:"streams,omitempty"`
	Target  *jsonTarget `json:"target,omitempty"`
}

type jsonStep struct {
	Stream    string   `json:"stream"`
	Number    int      `json:"number"`
	Codec     string   `json:"codec,omitempty"`
	Do        string   `json:"do"`
	To        string   `json:"to,omitempty"`
	ForcedBy  []string `json:"forced_by,omitempty"`
	Undecided []string `json:"undecided,omitempty"`
}

// jsonTarget is what is encoded; rates in bits per second.
type jsonTarget struct {
	Width     int     `json:"width,omitempty"`
	Height    int     `json:"height,omitempty"`
	FPS       float64 `json:"fps,omitempty"`
	VideoRate int     `json:"video_rate,omitempty"`
	AudioRate int     `json:"audio_rate,omitempty"`
}

func forecast(e *Entry) *jsonForecast {
	p, f := e.Plan, e.Forecast
	out := &jsonForecast{Plan: jsonPlan{Engine: p.Engine, MIME: p.MIME}, PredictedSize: f.Size}
	if p.Engine != "" {
		out.Plan.Limit = p.Limit
	}
	for _, s := range p.Steps(&e.Facts) {
		out.Plan.Streams = append(out.Plan.Streams, jsonStep{s.Sort, s.Number, s.Codec, s.Do.String(), s.To, s.ForcedBy, s.Undecided})
	}
	if f.VideoRate > 0 || f.AudioRate > 0 {
		out.Plan.Target = &jsonTarget{f.Width, f.Height, f.FPS, f.VideoRate, f.AudioRate}
	}
	return out
}

// expected says what a file weighs and would weigh.
func expected(e *Entry) string {
	f := e.Forecast
	switch {
	case e.Plan.Engine == "":
		return short(e.Facts.Size)
	case f.Size == 0:
		return fmt.Sprintf("%s → at most %s", short(e.Facts.Size), short(e.Plan.Limit))
	}
	return fmt.Sprintf("%s → about %s of at most %s", short(e.Facts.Size), short(f.Size), short(e.Plan.Limit))
}

// fixedWord distinguishes what will be fixed from what was.
func fixedWord(e *Entry) string {
	if e.Forecast != nil {
		return "to fix"
	}
	return "fixed"
}

// stepLine is one stream for people: its name, what is done to it, and why.
type stepLine struct{ name, does, why string }

// steps lists what is, or was, done to each stream; nothing where something went wrong.
func steps(e *Entry) []stepLine {
	if !e.Planned || e.Failed() {
		return nil
	}
	if e.Forecast != nil && e.Plan.Engine != "" && len(e.Plan.Steps(&e.Facts)) == 0 {
		return []stepLine{{name: "plan", does: "converted by the " + string(e.Plan.Engine) + " engine"}}
	}
	var list []stepLine
	for _, s := range e.Plan.Steps(&e.Facts) {
		list = append(list, stepLine{fmt.Sprintf("%s %d", s.Sort, s.Number), does(e, s), why(s)})
	}
	return list
}

func does(e *Entry, s transcode.Step) string {
	codec := printable.Text(strings.ToUpper(s.Codec))
	switch s.Do {
	case transcode.Drop:
		return strings.TrimSpace(codec + " dropped")
	case transcode.Keep:
		return strings.TrimSpace(codec + " kept")
	}
	text := codec + " → " + strings.ToUpper(s.To)
	switch f := e.Forecast; {
	case f == nil:
		return text
	case s.Sort == "video":
		return fmt.Sprintf("%s %d×%d, %.4g frames/s, up to %s", text, f.Width, f.Height, f.FPS, perSecond(f.VideoRate))
	default:
		return fmt.Sprintf("%s, %s", text, perSecond(f.AudioRate))
	}
}

// perSecond writes a rate of bits.
func perSecond(bits int) string {
	if bits >= 1_000_000 {
		return fmt.Sprintf("%.1f Mbit/s", float64(bits)/1e6)
	}
	return fmt.Sprintf("%.0f kbit/s", float64(bits)/1e3)
}

func why(s transcode.Step) string {
	switch {
	case len(s.ForcedBy) > 0:
		return "  " + strings.Join(s.ForcedBy, ", ")
	case len(s.Undecided) > 0:
		return "  unless its frames turn out to break " + strings.Join(s.Undecided, ", ")
	}
	return ""
}

// shipment is a file that would be sent.
type shipment struct {
	Name string `json:"name"`
	MIME string `json:"mime"`
	// Size in bytes.
	Size int64 `json:"size"`
}

// String is for people.
func (s *shipment) String() string {
	return fmt.Sprintf("%s as %s, %s", printable.Text(s.Name), printable.Text(s.MIME), short(s.Size))
}

// toSend is what an upload would send of a file; nil for nothing.
func toSend(e *Entry) *shipment {
	if !e.WouldSend || e.Failed() || e.UploadName == "" {
		return nil
	}
	return &shipment{Name: e.UploadName, MIME: e.OutputMIME, Size: e.OutputSize}
}
