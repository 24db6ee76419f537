package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

// maxPayload in bytes: webhooks have at most 3 MB.
const maxPayload = 4 << 20

// clue is a phrase in the platform's texts and the rules that files break when it is said.
type clue struct {
	says  *regexp.Regexp
	rules []string
}

// clues from texts seen in the field (O-errors and users' reports, read 2026-09); the first that fits counts.
func clues() []clue {
	return []clue{
		{regexp.MustCompile(`(?i)must be a file with one of the following types`), []string{"any.type-supported", "any.type-matches-extension"}},
		{regexp.MustCompile(`(?i)videoCodec=(?:hevc|vp\d|av1|mpeg4|h263|unknown)`), []string{"video.codec"}},
		{regexp.MustCompile(`(?i)videoCodec=.*audioCodec=(?:opus|mp3|ac-?3|amr|unknown|vorbis)`), []string{"video.audio-codec"}},
		{regexp.MustCompile(`(?i)unsupported (?:audio|voice) mime type`), []string{"audio.ogg-opus", "voice.format"}},
		{regexp.MustCompile(`(?i)mimetype as audio/.*of type application/octet-stream`), []string{"audio.fragmented", "audio.codec", "any.damaged"}},
		{regexp.MustCompile(`(?i)mimetype as video/.*of type application/octet-stream`), []string{"any.damaged", "video.fragmented"}},
		{regexp.MustCompile(`(?i)uploaded with mimetype as|mismatch`), []string{"any.type-matches-extension"}},
		{regexp.MustCompile(`(?i)size too big|too large|exceeds the (?:maximum|max)`), []string{"any.size", "sticker.size-static", "sticker.size-animated"}},
		{regexp.MustCompile(`(?i)sticker`), []string{"sticker.size-static", "sticker.size-animated", "sticker.dimensions"}},
	}
}

// explainPayload explains every error in a pasted answer of the Graph API or a pasted webhook.
func (a *app) explainPayload() error {
	data, err := io.ReadAll(io.LimitReader(a.in, maxPayload))
	if err != nil {
		return noWork(fmt.Errorf("read standard input: %w", err))
	}
	if code, err := strconv.Atoi(strings.TrimSpace(string(data))); err == nil {
		return a.explainCode(code)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return usage(fmt.Errorf("standard input is not JSON: %w; paste the whole answer or webhook", err))
	}
	found := errorsIn(value)
	if len(found) == 0 {
		return usage(fmt.Errorf("no error was found in the payload; want an object with \"error\" or \"errors\""))
	}
	for i, e := range found {
		if i > 0 {
			_, _ = fmt.Fprintln(a.out)
		}
		if err := a.explainError(e); err != nil {
			return err
		}
	}
	return nil
}

// errorsIn finds error objects at any depth: those that have a code and say something.
func errorsIn(value any) []whatsapp.Error {
	var found []whatsapp.Error
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			found = append(found, errorsIn(element)...)
		}
	case map[string]any:
		if e, ok := asError(v); ok {
			return []whatsapp.Error{e}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, errorsIn(v[key])...)
		}
	}
	return found
}

func asError(v map[string]any) (whatsapp.Error, bool) {
	_, code := v["code"].(float64)
	_, message := v["message"].(string)
	_, title := v["title"].(string)
	if !code || !message && !title {
		return whatsapp.Error{}, false
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return whatsapp.Error{}, false
	}
	var e whatsapp.Error
	return e, e.UnmarshalJSON(raw) == nil
}

func (a *app) explainError(e whatsapp.Error) error {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%d: %s\n", e.Code, e.Message)
	if e.Details != "" {
		_, _ = fmt.Fprintf(&b, "details   %s\n", e.Details)
	}
	if code, ok := e.Explain(); ok {
		_, _ = fmt.Fprintf(&b, "meaning   %s\nto do     %s\n", code.Meaning, code.Advice)
	}
	for _, r := range rulesFor(e.Message + " " + e.Details) {
		_, _ = fmt.Fprintf(&b, "rule      %s, stage %s: %s\n          cure: %s\n", r.ID, r.Stage, r.Title, fixText(&r))
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

// rulesFor names the rules that a text of the platform speaks of.
func rulesFor(text string) []validate.Rule {
	for _, c := range clues() {
		if c.says.MatchString(text) {
			return slices.DeleteFunc(validate.Rules(), func(r validate.Rule) bool { return !slices.Contains(c.rules, r.ID) })
		}
	}
	return nil
}
