package svg

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// measure notes the size in CSS pixels: the attributes' or else the view box's.
func measure(f *media.Facts, root xml.StartElement) {
	var width, height, box string
	for _, a := range root.Attr {
		switch a.Name.Local {
		case "width":
			width = a.Value
		case "height":
			height = a.Value
		case "viewBox":
			box = a.Value
		}
	}
	w, h := pixels(width), pixels(height)
	if view := strings.FieldsFunc(box, func(r rune) bool { return r == ' ' || r == ',' }); len(view) == 4 && (w == 0 || h == 0) {
		w, h = pixels(view[2]), pixels(view[3])
	}
	f.Picture.Width, f.Picture.Height = w, h
	if w == 0 || h == 0 {
		f.Undecide("dimensions", "the drawing has no size of its own")
	}
}

// pixels reads a length; 0 for none, and for one that is relative to something outside.
func pixels(s string) int {
	s = strings.TrimSpace(s)
	factor := 1.0
	for _, unit := range [...]struct {
		name   string
		pixels float64
	}{{"px", 1}, {"pt", 96.0 / 72}, {"pc", 16}, {"mm", 96 / 25.4}, {"cm", 96 / 2.54}, {"in", 96}} {
		if number, ok := strings.CutSuffix(s, unit.name); ok {
			s, factor = number, unit.pixels
			break
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0 && v*factor < 1<<30) {
		return 0
	}
	return int(v*factor + 0.5)
}
