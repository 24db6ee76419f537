package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// fixFlags say how files are fixed.
type fixFlags struct {
	fix     string
	verify  string
	options transcode.Options
	// size is what the user wrote for memory, in bytes.
	size   string
	memory int64
}

func (f *fixFlags) add(cmd *cobra.Command) {
	p, o, d := cmd.Flags(), &f.options, transcode.Defaults()
	p.SetNormalizeFunc(presentName)
	p.StringVar(&f.fix, "fix", "warnings", "what is fixed: warnings (and errors), or errors alone")
	p.StringVar(&o.Background, "background", "", "colour that transparency is laid on (default white; black or gray where content would vanish on that)")
	p.BoolVar(&o.KeepAlpha, "keep-alpha", false, "keep transparency in images, as PNG")
	p.StringVar((*string)(&o.Prefer), "prefer", "", "make images as jpeg or png (default: what suits the picture)")
	p.IntVar(&o.MaxSide, "max-side", d.MaxSide, "largest side of an image in pixels")
	p.BoolVar(&o.KeepMetadata, "keep-metadata", false, "keep the author and copyright that an image names")
	p.BoolVar(&o.Salvage, "repair", false, "convert what is readable of a damaged picture, with a warning")
	p.BoolVar(&o.AllowSVG, "allow-svg", false, "render SVG: only for files you trust")
	p.StringVar((*string)(&o.Fit), "fit", string(d.Fit), "a sticker of a picture that is not square has borders, or is cut: contain|cover")
	p.IntVar(&o.Margin, "margin", 0, "pixels that a sticker keeps free on every side")
	p.BoolVar(&o.Trim, "trim", false, "cut empty borders off before a sticker is fitted")
	p.StringVar((*string)(&o.OverLong), "over-long", string(d.OverLong), "an animated sticker over 10 s is cut, or played at more speed: cut|speed")
	p.StringVar((*string)(&o.Quality), "quality", string(d.Quality), "how a video is encoded; best takes more time for the same size: fast|best")
	p.Float64Var(&o.MaxFPS, "max-fps", d.MaxFPS, "highest frame rate of a video that is encoded")
	p.IntVar(&o.VideoTrack, "video-track", 0, "which pictures of several tracks are kept, from 1 (default: the track that players show)")
	p.IntVar(&o.AudioTrack, "audio-track", 0, "which sound of several is kept, from 1 (default: the file's default)")
	p.StringVar((*string)(&o.AudioFormat), "audio-format", string(d.AudioFormat), "what sound is encoded to: m4a|ogg")
	p.StringVar((*string)(&o.VoiceShape), "voice-shape", string(d.VoiceShape), "how a voice note is encoded: native (16 kHz, as WhatsApp's own) or plain (48 kHz, better for music)")
	p.BoolVar(&o.Loudness, "loudness", false, "bring sound that is encoded to -16 LUFS")
	p.StringVar(&f.size, "memory", "1.5GB", "what this run and its children may hold together, such as 2GB or 800MB; files that need more fail")
	p.StringVar(&f.verify, "verify", "facts", "how a film that was made is verified: by its facts, or decoded once more as a whole: facts|decode")
}

// presentName is the name that a flag has now: scripts may still use an earlier one.
func presentName(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "cure":
		name = "fix"
	case "salvage":
		name = "repair"
	}
	return pflag.NormalizedName(name)
}

// check reports values that no flag takes.
func (f *fixFlags) check() error {
	for _, c := range []struct {
		flag, value string
		allowed     []string
	}{
		{"fix", f.fix, []string{"warnings", "errors"}},
		{"verify", f.verify, []string{"facts", "decode"}},
	} {
		if !slices.Contains(c.allowed, c.value) {
			return usage(fmt.Errorf("--%s %q: want %s", c.flag, c.value, strings.Join(c.allowed, " or ")))
		}
	}
	if err := f.checkMemory(); err != nil {
		return err
	}
	o := &f.options
	o.ErrorsOnly, o.VerifyDecode = f.fix == "errors", f.verify == "decode"
	var wrong *transcode.OptionError
	switch err := o.Validate(); {
	case errors.As(err, &wrong):
		return usage(fmt.Errorf("--%s %s: want %s", flagOf(wrong.Field), wrong.Value, wrong.Want))
	case o.MaxSide == 0: // which options take for the default
		return usage(errors.New("--max-side 0: want 16 to 16383 pixels"))
	case o.MaxFPS == 0:
		return usage(errors.New("--max-fps 0: want 1 to 60"))
	}
	return nil
}

// flagOf is the flag of a field of the options: max-side of MaxSide.
func flagOf(field string) string {
	return strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(field, "$1-$2"))
}

// leastMemory in bytes that a run can work with.
const leastMemory = 512_000_000

func (f *fixFlags) checkMemory() error {
	size, err := humanize.ParseBytes(f.size)
	if err != nil || size > math.MaxInt64/8 {
		return usage(fmt.Errorf("--memory %q: want a size such as 1.5GB or 800MB", f.size))
	}
	if size < leastMemory {
		return usage(fmt.Errorf("--memory %q: want 512MB or more", f.size))
	}
	f.memory = int64(size)
	return nil
}

// fixPolicy is the policy for checking what these options make.
func (a *app) fixPolicy(fix *fixFlags) validate.Policy {
	p := a.policy()
	p.KeepAlpha = fix.options.KeepAlpha
	return p
}
