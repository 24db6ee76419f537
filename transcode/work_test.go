package transcode_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

// Work is bounded by the pixels of all frames and scans. The refusal names the figures.
func TestTooMuchWorkIsRefused(t *testing.T) {
	t.Parallel()
	film := func(width, height, frames int, seconds float64) media.Facts {
		return video("hevc", func(f *media.Facts) {
			f.Seconds = &seconds
			f.Video[0].Width, f.Video[0].Height, f.Video[0].Frames, f.Video[0].FrameRate = width, height, frames, 30
		})
	}
	photo := func(width, height, scans int) media.Facts {
		return image("image/jpeg", media.Picture{Width: width, Height: height, Bits: 8, Color: "cmyk", Codec: "progressive", Scans: scans, Frames: 1})
	}
	sound := func(seconds float64, size int64) media.Facts {
		f := media.Facts{
			Size: size, MIME: "audio/amr", Name: "AMR audio", Extension: ".amr", Kind: media.Audio,
			Container: &media.Container{Format: "amr"}, Audio: []media.AudioTrack{{Codec: "amr-nb", Channels: 1, SampleRate: 8000}},
		}
		if seconds > 0 {
			f.Seconds = &seconds
		}
		f.Size = max(f.Size, 20<<20)
		return f
	}
	frames := func(n int) media.Facts {
		f := image("image/webp", media.Picture{Width: 8, Height: 8, Bits: 8, Color: "rgb", Codec: "lossless"})
		f.Picture.Frames = n
		f.Picture.AddStored(f.MIME, 100, n)
		return f
	}
	for what, c := range map[string]struct {
		facts   media.Facts
		as      media.Kind
		speed   bool
		refusal string // empty: it is converted
	}{
		"two hours of 1080p":               {film(1920, 1080, 216_000, 7200), "", false, ""},
		"three hours of 1080p":             {film(1920, 1080, 324_000, 10_800), "", false, "324000 frames of 1920×1080 are 671 gigapixels, and up to 500 are converted"},
		"a length that only a header says": {film(1920, 1080, 0, 1e9), "", false, "gigapixels"},
		"a length without bounds":          {film(1920, 1080, 0, 1e300), "", false, "gigapixels"},
		"frames without bounds":            {film(1, 1, 1<<62, 10), "", false, "gigapixels"},
		"the start as a sticker":           {film(1920, 1080, 324_000, 10_800), media.Sticker, false, ""},
		"all of it as a sticker":           {film(1920, 1080, 324_000, 10_800), media.Sticker, true, "671 gigapixels"},
		"a day of sound":                   {sound(86_400, 1<<20), "", false, ""},
		"two days of sound":                {sound(2*86_400, 1<<20), "", false, "plays for 48 hours or more, and sound of up to 24 is converted"},
		"AMR that is not counted":          {sound(0, 1<<30), "", false, "plays for 97 hours or more"},
		"a short animation":                {frames(50_000), media.Sticker, false, ""},
		"an animation of many frames":      {frames(50_001), media.Sticker, false, "50001 frames, and up to 50000 are read"},
		"500 scans":                        {photo(1000, 1000, 500), "", false, ""},
		"501 scans":                        {photo(1000, 1000, 501), "", false, "501 scans, and up to 500 are decoded"},
		"501 scans, as a sticker":          {photo(1000, 1000, 501), media.Sticker, false, "501 scans, and up to 500 are decoded"},
		"scans of a large picture":         {photo(9000, 9000, 200), "", false, "200 scans of 9000×9000 are 16200 megapixels"},
		"a large picture":                  {photo(9000, 9000, 12), "", false, ""},
	} {
		o := transcode.Options{}
		if c.speed {
			o.OverLong = "speed"
		}
		p := transcode.Make(validate.Policy{As: c.as}.Judge(c.facts, "a"), o)
		if (p.Action == transcode.Refuse) != (c.refusal != "") || !strings.Contains(p.Refusal, c.refusal) {
			t.Errorf("%s: %s, %q; want %q", what, p.Action, p.Refusal, c.refusal)
		}
	}
}
