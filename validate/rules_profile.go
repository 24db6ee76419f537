package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/profile"
)

const templatePage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components"

// rulesProfile hold for files that go to one place only.
var rulesProfile = []Rule{
	{
		ID: "header.type", Title: "A template header is JPEG, PNG, MP4 or PDF", Profile: profile.TemplateHeader, Severity: Error,
		Stage: atUpload, Fix: NoFix, Source: Source{Mark: "O", Ref: templatePage + "; openapi v23.0: \"Only PDF documents are supported\"", Read: "2026-05-21"},
		Why: "The example of a header goes through the Resumable Upload API, which takes JPEG, PNG, MP4 and PDF; of documents " +
			"only PDF may stand in a header.",
		Cure: prepareFix,
		Check: func(s Subject) Outcome {
			return onlyTypes(s, "image/jpeg", "image/png", "video/mp4", "application/pdf")
		},
	},
	{
		ID: "carousel.type", Title: "A card's header is an image or a video", Profile: profile.Carousel, Severity: Error,
		Stage: atSend, Fix: NoFix, Source: Source{Mark: "O", Ref: "carousel template and interactive carousel pages", Read: "2026-05-21"},
		Why:   "Cards have an image or a video as header, and nothing else.",
		Cure:  prepareFix,
		Check: func(s Subject) Outcome { return onlyTypes(s, "image/jpeg", "image/png", "video/mp4") },
	},
	{
		ID: carouselRatio, Title: "All cards of a carousel have one ratio", Profile: profile.Carousel, Severity: Warning,
		Stage: onClient, Fix: NoFix, Source: Source{Mark: "B", Ref: "doubletick, zepic and flowella guides: one ratio, 1.91:1 or 1:1", Read: "2026-10-01"},
		Why:   "Headers are cropped to one wide ratio; cards of other ratios lose their edges.",
		Check: func(Subject) Outcome { return Outcome{} }, // Set compares the files of a folder
	},
	{
		ID: "icon.type", Title: "A group icon is a JPEG", Profile: profile.GroupIcon, Severity: Error, Stage: atUpload, Fix: NoFix,
		Source: Source{Mark: "O", Ref: "groups reference", Read: "2026-03-02"},
		Why:    "The endpoint takes image/jpeg only.",
		Cure:   "wamedia prepare --prefer jpeg FILE -o DIR",
		Check:  func(s Subject) Outcome { return onlyTypes(s, "image/jpeg") },
	},
	{
		ID: "icon.square", Title: "A group icon is square", Profile: profile.GroupIcon, Severity: Error, Stage: atUpload, Fix: NoFix,
		Source: Source{Mark: "O", Ref: "groups error codes: 131209", Read: "2026-03-02"},
		Why:    "Other ratios are refused with 131209.",
		Check:  checkSquare,
	},
	{
		ID: "icon.dimensions", Title: "A group icon has at least 192×192 pixels", Profile: profile.GroupIcon, Severity: Error,
		Stage: atUpload, Fix: NoFix, Source: Source{Mark: "O", Ref: "groups error codes: 131210", Read: "2026-03-02"},
		Why:   "Smaller ones are refused with 131210.",
		Check: checkIconSide,
	},
	{
		ID: "profile-picture.type", Title: "A profile picture is JPEG or PNG", Profile: profile.ProfilePicture, Severity: Error,
		Stage: atUpload, Fix: NoFix, Source: Source{Mark: "O", Ref: "Resumable Upload API: file types", Read: "2026-05-21"},
		Why:   "The picture goes through the Resumable Upload API, which takes no other pictures.",
		Cure:  prepareFix,
		Check: func(s Subject) Outcome { return onlyTypes(s, "image/jpeg", "image/png") },
	},
	{
		ID: "link-preview.size", Title: "A preview image has less than 614,400 bytes", Profile: profile.LinkPreview, Severity: Error,
		Stage: onClient, Fix: NoFix, Source: Source{Mark: "O", Ref: "link previews page", Read: "2025-11-15"},
		Why:   "A larger og:image is not fetched; the link shows without a picture.",
		Check: checkPreviewSize,
	},
	{
		ID: "link-preview.dimensions", Title: "A preview image is at least 300 pixels wide and at most 4:1", Profile: profile.LinkPreview,
		Severity: Error, Stage: onClient, Fix: NoFix, Source: Source{Mark: "O", Ref: "link previews page", Read: "2025-11-15"},
		Why:   "Others are shown small or not at all.",
		Check: checkPreviewSides,
	},
}

const carouselRatio = "carousel.ratio"

func onlyTypes(s Subject, mimes ...string) Outcome {
	if s.Facts.Size == 0 || slices.Contains(mimes, s.Facts.MIME) {
		return Outcome{}
	}
	return fail(describe(s.Facts), "one of "+strings.Join(mimes, ", "))
}

// uprightSize of a picture or a video in pixels; zero when unknown.
func uprightSize(f *media.Facts) (w, h int) {
	turned := false
	switch {
	case f.Picture != nil:
		w, h, turned = f.Picture.Width, f.Picture.Height, f.Picture.Orientation >= 5
	case len(f.Video) > 0:
		t := f.Video[f.Shown()]
		w, h, turned = t.Width, t.Height, t.Rotation%180 != 0
	}
	if turned {
		return h, w
	}
	return w, h
}

func checkSquare(s Subject) Outcome {
	w, h := uprightSize(s.Facts)
	if w == h {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels", w, h), "as wide as high")
}

// iconSide in pixels (groups error codes, 131210).
const iconSide = 192

func checkIconSide(s Subject) Outcome {
	w, h := uprightSize(s.Facts)
	if w == 0 || min(w, h) >= iconSide {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels", w, h), "at least 192×192")
}

func checkPreviewSize(s Subject) Outcome {
	if s.Facts.Size < limits.LinkPreview {
		return Outcome{}
	}
	return fail(limits.Text(s.Facts.Size), "less than "+limits.Text(limits.LinkPreview))
}

// The sides of a preview image (link previews page, 2025-11).
const (
	previewWidth = 300
	previewRatio = 4
)

func checkPreviewSides(s Subject) Outcome {
	w, h := uprightSize(s.Facts)
	if w == 0 || w >= previewWidth && (w-1)/previewRatio < h {
		return Outcome{}
	}
	return fail(fmt.Sprintf("%d×%d pixels", w, h), "at least 300 wide and at most four times as wide as high")
}
