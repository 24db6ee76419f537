package job

// Area is a part of a picture in shares of its width and height, 0 to 1. The zero value is the whole.
type Area struct {
	Left, Top, Right, Bottom float64
}

// Seen says where what is seen of a source stands in the output.
type Seen struct {
	// Source is the part of the source as it is stored, not turned.
	Source Area `json:"source"`
	// Output is where that part stands.
	Output Area `json:"output"`
	// Background that transparency was composited on, as #rrggbb; empty where it was kept, or is the one asked for.
	Background string `json:"background,omitempty"`
}

// Look asks for small copies of a picture, to compare it with another.
type Look struct {
	// Side of the copies in pixels, both ways, whatever the shape of the picture; the answer may have less.
	Side int `json:"side"`
	// Area of the picture.
	Area Area `json:"area"`
	// AtMS lists times of an animation, in milliseconds, in ascending order; without any its first frame is taken.
	AtMS []int `json:"at_ms,omitempty"`
}

// View is a small copy of a picture, turned upright.
type View struct {
	Side int `json:"side"`
	// Pix holds four bytes a pixel, row by row: red, green and blue multiplied by the opacity, and the opacity.
	Pix []byte `json:"pix"`
}

// maxViews is the most that is asked for in one Look, so that the answer fits into a frame.
const maxViews = 16

// Within reports whether the request may be answered.
func (l *Look) Within() bool {
	return l != nil && l.Side > 0 && l.Side <= 64 && len(l.AtMS) <= maxViews
}
