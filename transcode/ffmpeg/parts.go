package ffmpeg

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/wamedia/wamedia/internal/process"
)

// Part is something that ffmpeg may have been built without.
type Part struct {
	// Sort is encoder, decoder or filter.
	Sort string
	// Name as ffmpeg lists it: libx264.
	Name string
	// For says what cannot be made without it.
	For string
}

// Parts lists what the engine uses of ffmpeg beyond what every build has.
func Parts() []Part {
	return []Part{
		{"encoder", "libx264", "video"},
		{"encoder", "aac", "the sound of videos, and audio as M4A"},
		{"encoder", "libopus", "voice notes, and audio as Ogg Opus"},
		{"encoder", "png", "stills that the image worker cannot read"},
		{"decoder", "librsvg", "SVG, where it is allowed"},
		{"decoder", "libvpx", "WebM stickers with transparency (VP8)"},
		{"decoder", "libvpx-vp9", "WebM stickers with transparency (VP9)"},
		{"filter", "zscale", "HDR video"},
		{"filter", "ebur128", "sound of an even loudness"},
	}
}

// Inventory is what one ffmpeg program has.
type Inventory struct {
	// Version as it names itself: "5.1.9-0+deb12u1".
	Version string
	// Missing lists the Parts it was built without.
	Missing []Part
}

// MissingError says that ffmpeg, or a part of it, is not there, and how to get it.
type MissingError struct {
	// Sort is program, encoder, decoder or filter.
	Sort string
	// Name of what is missing.
	Name string
	// For says what cannot be made without it.
	For string
	// Cause is why a program was not found; nil for parts.
	Cause error
}

// Error says what is missing, for what, and how to get it.
func (e *MissingError) Error() string {
	what := "ffmpeg is missing"
	if e.Sort != "program" {
		what = fmt.Sprintf("this ffmpeg has no %s %s", e.Sort, e.Name)
	}
	text := what + ", which " + e.For + " need: " +
		"apt install ffmpeg (Debian, Ubuntu), brew install ffmpeg (macOS), or name a full build in WAMEDIA_FFMPEG"
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *MissingError) Unwrap() error { return e.Cause }

// parts remembers what ffmpeg lists, by sort.
type parts struct {
	mu     sync.Mutex
	listed map[string][]string
}

// Inventory asks ffmpeg for its version and its parts.
func (e *Engine) Inventory(ctx context.Context) (Inventory, error) {
	var out bytes.Buffer
	if err := e.run(ctx, []string{"-version"}, &out, process.Limits{}); err != nil {
		return Inventory{}, err
	}
	var version string
	if _, err := fmt.Sscanf(out.String(), "ffmpeg version %s", &version); err != nil {
		return Inventory{}, fmt.Errorf("%s does not answer as ffmpeg does: %.60q", e.path, out.String())
	}
	inventory := Inventory{Version: version}
	for _, part := range Parts() {
		has, err := e.has(ctx, part.Sort, part.Name)
		if err != nil {
			return Inventory{}, err
		}
		if !has {
			inventory.Missing = append(inventory.Missing, part)
		}
	}
	return inventory, nil
}

// Ready is a *MissingError where ffmpeg lacks an encoder for video, audio or voice.
func (e *Engine) Ready(ctx context.Context) error { return e.require(ctx, "libx264", "aac", "libopus") }

// require returns a *MissingError for the first of the named parts that ffmpeg does not have.
func (e *Engine) require(ctx context.Context, names ...string) error {
	for _, part := range Parts() {
		if !slices.Contains(names, part.Name) {
			continue
		}
		has, err := e.has(ctx, part.Sort, part.Name)
		if err != nil {
			return err
		}
		if !has {
			return &MissingError{Sort: part.Sort, Name: part.Name, For: part.For}
		}
	}
	return nil
}

func (e *Engine) has(ctx context.Context, sort, name string) (bool, error) {
	names := e.parts.known(sort)
	if names == nil { // asked without the lock, as a caller whose context ends waits for no other
		var out bytes.Buffer
		if err := e.run(ctx, []string{"-hide_banner", "-" + sort + "s"}, &out, process.Limits{}); err != nil {
			return false, err
		}
		names = listedNames(out.String())
		e.parts.learn(sort, names)
	}
	return slices.Contains(names, name), nil
}

func (p *parts) known(sort string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.listed[sort]
}

func (p *parts) learn(sort string, names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listed == nil {
		p.listed = map[string][]string{}
	}
	p.listed[sort] = names
}

// listedNames takes the second word of every line: " V....D libx264  libx264 H.264 / AVC …".
func listedNames(listing string) []string {
	names := []string{}
	for line := range strings.Lines(listing) {
		if words := strings.Fields(line); len(words) > 1 {
			names = append(names, words[1])
		}
	}
	return names
}
