package media

// What Picture.Beside lists: a map that brightens the picture on screens of high dynamic range, and the short film of a
// motion photo.
const (
	GainMap    = "gain map for HDR screens"
	MotionFilm = "film of the motion photo"
)

// PrimariesOf names the colour primaries of a number of ITU-T H.273, table 2, as Picture.Primaries does.
func PrimariesOf(number int) string {
	switch number {
	case 9:
		return "bt2020"
	case 11, 12:
		return "display-p3"
	}
	return ""
}

// TransferOf names the transfer function of a number of ITU-T H.273, table 3, as Picture.Transfer does.
func TransferOf(number int) string {
	switch number {
	case 16:
		return "pq"
	case 18:
		return "hlg"
	}
	return ""
}
