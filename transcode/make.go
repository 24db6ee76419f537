package transcode

import (
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// Make plans the cheapest change that answers the findings of a checked file. Options that cannot be meant (see
// Options.Validate) give a plan that refuses. The plan's options have their defaults filled in.
func Make(r validate.Result, o Options) Plan {
	p := Plan{Kind: r.Kind, MIME: r.Facts.MIME, Limit: limits.Target(r.Kind, false), Options: o.withDefaults()}
	if err := o.Validate(); err != nil {
		return p.refuse(err.Error())
	}
	causes := curable(r, o)
	for _, c := range causes {
		p.ForcedBy = append(p.ForcedBy, c.Rule)
	}
	for _, u := range r.Unknown {
		p.Undecided = append(p.Undecided, u.Rule)
	}
	switch {
	case len(causes) == 0:
		return p
	case p.hopeless(causes, &r.Facts) != nil:
		return p.refuse(p.hopeless(causes, &r.Facts).Message)
	case all(causes, validate.Rename):
		return p.rename(&r.Facts)
	case p.repairs(causes):
		p.Action, p.Engine = Remux, RepairEngine
		return p
	}
	return p.byKind(&r.Facts).bounded(&r.Facts)
}

// maxPixels of a picture that is decoded: 400 MB of memory a copy.
const maxPixels = 100_000_000

// bounded refuses pictures that would take too much memory or time to decode. A drawing is of the size that it is drawn
// at.
func (p Plan) bounded(f *media.Facts) Plan {
	width, height := p.decodedSize(f)
	if saturate.Area(width, height) <= maxPixels {
		if why := p.tooMuchWork(f); why != "" {
			return p.refuse(why)
		}
		return p
	}
	return p.refuse(fmt.Sprintf("%d×%d pixels are %.0f megapixels; pictures of up to %d are decoded: scale it down first",
		width, height, float64(width)*float64(height)/1e6, int64(maxPixels/1e6)))
}

// decodedSize is the size of the pictures that the plan has decoded; 0×0 where there are none, or it is not known.
func (p Plan) decodedSize(f *media.Facts) (width, height int) {
	switch {
	case f.Picture != nil && !p.draws(f):
		return f.Picture.Width, f.Picture.Height
	case p.Video.Do == Encode:
		return f.Video[p.Video.Index].Width, f.Video[p.Video.Index].Height
	case p.Engine == AnimationEngine && len(f.Video) > 0:
		return f.Video[f.Shown()].Width, f.Video[f.Shown()].Height
	}
	return 0, 0
}

// curable lists the findings that a change is asked for: errors, warnings that something can be done about, and the
// format of voice notes.
func curable(r validate.Result, o Options) []validate.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f validate.Finding) bool {
		switch f.Severity {
		case validate.Error:
			return false
		case validate.Warning:
			return o.ErrorsOnly || f.Fix == validate.NoFix
		}
		return o.ErrorsOnly || f.Rule != "voice.format" // who asks for a voice note gets one
	})
}

// hopeless finds an error that nothing cures.
func (p Plan) hopeless(causes []validate.Finding, f *media.Facts) *validate.Finding {
	i := slices.IndexFunc(causes, func(c validate.Finding) bool {
		return c.Fix == validate.NoFix && !p.waives(c.Rule, f)
	})
	if i < 0 {
		return nil
	}
	return &causes[i]
}

// waives tells whether the user chose to have something made all the same.
func (p Plan) waives(rule string, f *media.Facts) bool {
	return rule == "any.damaged" && p.salvages(f) || rule == "any.type-supported" && p.draws(f)
}

// salvages tells whether something may be made of a damaged picture: it was asked for, and its decoder tells how much of
// it is there.
func (p Plan) salvages(f *media.Facts) bool {
	return p.Options.Salvage && p.still(f) &&
		slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, f.MIME)
}

// draws tells whether an SVG may be drawn.
func (p Plan) draws(f *media.Facts) bool {
	return p.Options.AllowSVG && p.still(f) && f.MIME == "image/svg+xml"
}

// still tells whether one picture is to be made.
func (p Plan) still(f *media.Facts) bool {
	return p.Kind == media.Image || p.Kind == media.Sticker && f.Picture != nil && !f.Picture.Animated()
}

func all(causes []validate.Finding, fix validate.Fix) bool {
	return !slices.ContainsFunc(causes, func(f validate.Finding) bool { return f.Fix != fix })
}

// repairs reports whether a picture fits once a few bytes around it are changed.
func (p Plan) repairs(causes []validate.Finding) bool {
	return (p.Kind == media.Image || p.Kind == media.Sticker) && !slices.ContainsFunc(causes, func(f validate.Finding) bool {
		return f.Fix != validate.Remux && f.Fix != validate.Rename
	})
}

func (p Plan) refuse(why string) Plan {
	p.Action, p.Engine, p.Refusal = Refuse, "", why
	return p
}

// rename keeps the bytes. Text of any sort is sent as plain text.
func (p Plan) rename(f *media.Facts) Plan {
	p.Action = Rename
	if p.Kind == media.Document && len(validate.Extensions(f.MIME)) == 0 {
		p.MIME = "text/plain"
	}
	return p
}

func (p Plan) byKind(f *media.Facts) Plan {
	switch p.Kind {
	case media.Image:
		p.Action, p.Engine, p.MIME = Transcode, StillEngine, ""
		return p
	case media.Sticker:
		return p.sticker(f)
	case media.Video:
		return p.video(f)
	case media.Audio, media.Voice:
		return p.audio(f)
	}
	if slices.Contains(p.ForcedBy, "document.encoding") && !slices.Contains(p.ForcedBy, "any.polyglot") {
		p.Action, p.Engine, p.MIME = Transcode, TextEngine, "text/plain"
		return p
	}
	return p.refuse("nothing changes the inside of a document; export it again from the program that made it")
}

func (p Plan) sticker(f *media.Facts) Plan {
	p.Action, p.MIME = Transcode, "image/webp"
	moves := f.Picture.Animated() || len(f.Video) > 0
	p.Limit = limits.Target(media.Sticker, moves)
	p.Engine = StillEngine
	if moves {
		p.Engine = AnimationEngine
	}
	if why := tooMuchMotion(f, p.Options); why != "" {
		return p.refuse(why)
	}
	return p
}
