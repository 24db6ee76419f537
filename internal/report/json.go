package report

import (
	"cmp"
	"encoding/json"
	"io"
	"math"
	"time"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// jsonWriter writes one object a line, and the summary as the last.
type jsonWriter struct{ enc *json.Encoder }

func newJSON(w io.Writer, _ Options) Writer {
	enc := json.NewEncoder(escaped{w})
	enc.SetEscapeHTML(false)
	return jsonWriter{enc: enc}
}

// escaped escapes what cannot be seen in the JSON texts that are written to it, each as a whole.
type escaped struct{ w io.Writer }

// Write takes one text.
func (e escaped) Write(text []byte) (int, error) {
	if _, err := e.w.Write(printable.JSON(text)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// jsonFile is the line of a file; its fields are a contract.
type jsonFile struct {
	Type string `json:"type"`
	Path string `json:"path"`
	// PathBytes is the path, in base64, where it is not UTF-8; so is OutputBytes the output's.
	PathBytes []byte             `json:"path_bytes,omitempty"`
	Kind      media.Kind         `json:"kind"`
	MIME      string             `json:"mime"`
	Size      int64              `json:"size"`
	Verdict   validate.Verdict   `json:"verdict"`
	Findings  []validate.Finding `json:"findings"`
	Unknown   []validate.Unknown `json:"unknown"`
	Facts     *media.Facts       `json:"facts,omitempty"`
	*jsonOutcome
	*jsonForecast
	Error string `json:"error,omitempty"`
}

// jsonOutcome is what the line has more of files that were prepared or uploaded.
type jsonOutcome struct {
	Action      string             `json:"action"`
	Output      string             `json:"output,omitempty"`
	OutputBytes []byte             `json:"output_bytes,omitempty"`
	OutputSize  int64              `json:"output_size,omitempty"`
	OutputMIME  string             `json:"output_mime,omitempty"`
	ForcedBy    []string           `json:"forced_by"`
	Remaining   []validate.Finding `json:"remaining"`
	Quality     *jsonQuality       `json:"quality,omitempty"`
	Voice       *pipeline.Voice    `json:"voice,omitempty"`
	Note        string             `json:"note,omitempty"`
	ElapsedMS   int64              `json:"elapsed_ms"`
	MediaID     string             `json:"media_id,omitempty"`
	ExpiresAt   *time.Time         `json:"expires_at,omitempty"`
	Reused      *bool              `json:"reused,omitempty"`
	// WouldSend is what an upload would send, where it only says so.
	WouldSend *shipment `json:"would_send,omitempty"`
}

type jsonQuality struct {
	SSIM float64 `json:"ssim"`
}

// Entry writes the line of one file.
func (j jsonWriter) Entry(e *Entry) error { return j.enc.Encode(line(e)) }

func line(e *Entry) jsonFile {
	f := jsonFile{
		Type: "file", Path: e.Path, PathBytes: printable.Invalid(e.Path), Kind: e.Kind, MIME: e.Facts.MIME, Size: e.Facts.Size, Verdict: verdict(e),
		Findings: some(e.Findings), Unknown: some(e.Unknown),
	}
	if unread(e) {
		f.Kind = media.Other
	} else {
		f.Facts = &e.Facts
	}
	if e.Planned {
		f.jsonOutcome = outcome(e)
	}
	if e.Forecast != nil && !unread(e) {
		f.jsonForecast = forecast(e)
	}
	if e.Failed() {
		f.Error = e.Err.Error()
	}
	return f
}

func outcome(e *Entry) *jsonOutcome {
	o := &jsonOutcome{
		Action: action(e).String(), Output: e.Output, OutputBytes: printable.Invalid(e.Output), ForcedBy: some(e.Plan.ForcedBy), Remaining: some(e.Remaining),
		Note: cmp.Or(e.Outcome.Note, e.Plan.Refusal), ElapsedMS: e.Elapsed.Milliseconds(), MediaID: e.MediaID,
		Voice: e.Voice, WouldSend: toSend(e),
	}
	if e.Output != "" || e.MediaID != "" || o.WouldSend != nil {
		o.OutputSize, o.OutputMIME = e.OutputSize, e.OutputMIME
	}
	if ssim := e.Outcome.SSIM; ssim != nil {
		o.Quality = &jsonQuality{SSIM: math.Round(*ssim*1e5) / 1e5}
	}
	if e.MediaID != "" {
		o.ExpiresAt, o.Reused = &e.Expires, &e.Reused
	}
	return o
}

// some keeps an empty list a list.
func some[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// Close writes the summary line.
func (j jsonWriter) Close(s *Summary) error {
	return j.enc.Encode(struct {
		Type   string `json:"type"`
		Schema int    `json:"schema"`
		*Summary
	}{"summary", 1, s})
}
