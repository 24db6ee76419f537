package transcode

import (
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

// Make plans the cheapest change that answers the findings of a judged file.
func Make(r validate.Result, o Options) Plan {
	p := Plan{Kind: r.Kind, MIME: r.Facts.MIME, Limit: limits.Target(r.Kind, false), Options: o}
	causes := curable(r, o)
	for _, c := range causes {
		p.ForcedBy = append(p.ForcedBy, c.Rule)
	}
	switch {
	case len(causes) == 0:
		return p
	case hopeless(causes) != nil:
		return p.refuse(hopeless(causes).Message)
	case all(causes, validate.Rename):
		return p.rename(&r.Facts)
	}
	return p.byKind(&r.Facts).bounded(&r.Facts)
}

// maxPixels of a picture that is decoded: 400 MB of memory a copy.
const maxPixels = 100_000_000

// bounded refuses pictures that would take too much memory to decode.
func (p Plan) bounded(f *media.Facts) Plan {
	if f.Picture == nil || int64(f.Picture.Width)*int64(f.Picture.Height) <= maxPixels {
		return p
	}
	return p.refuse(fmt.Sprintf("%d×%d pixels are %.0f megapixels; pictures of up to %d are decoded: scale it down first",
		f.Picture.Width, f.Picture.Height, float64(f.Picture.Width)*float64(f.Picture.Height)/1e6, int64(maxPixels/1e6)))
}

// curable lists the findings that a change is asked for: errors, and warnings that something can be done about.
func curable(r validate.Result, o Options) []validate.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f validate.Finding) bool {
		switch f.Severity {
		case validate.Error:
			return false
		case validate.Warning:
			return o.ErrorsOnly || f.Fix == validate.NoFix
		}
		return true
	})
}

// hopeless finds an error that nothing cures.
func hopeless(causes []validate.Finding) *validate.Finding {
	i := slices.IndexFunc(causes, func(f validate.Finding) bool { return f.Fix == validate.NoFix })
	if i < 0 {
		return nil
	}
	return &causes[i]
}

func all(causes []validate.Finding, fix validate.Fix) bool {
	return !slices.ContainsFunc(causes, func(f validate.Finding) bool { return f.Fix != fix })
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
	return p
}
