package isobmff

// turn is a mirroring, left to right, and then a number of quarter turns clockwise.
type turn struct {
	mirrored bool
	quarters int
	said     bool
}

func (t *turn) rotate(quarters int) {
	t.said = true
	t.quarters = (t.quarters + quarters) % 4
}

// mirror swaps left and right, or else top and bottom.
func (t *turn) mirror(leftRight bool) {
	t.said = true
	t.mirrored = !t.mirrored
	t.quarters = (4 - t.quarters) % 4
	if !leftRight {
		t.quarters = (t.quarters + 2) % 4
	}
}

// orientation is the EXIF orientation that says the same; 0 when the file says nothing.
func (t *turn) orientation() int {
	switch {
	case !t.said:
		return 0
	case t.mirrored:
		return [...]int{2, 7, 4, 5}[t.quarters]
	}
	return [...]int{1, 6, 3, 8}[t.quarters]
}
