package isobmff

// layout is what the boxes of the outermost level say.
type layout struct {
	ftyp, moov, meta box
	first            string // kind of the first box
	mdat             int64  // start of the first mdat that holds anything; -1 without
	anyMdat          bool
	media            []span // where samples may be, in order
	known            bool   // a box was met that other formats do not have
	fragments        int64  // start of the first moof; -1 without
	cut              box    // the box that runs past the end of the file; past is 0 without
	junk             int64  // where boxes end and something else begins; the file's size without
	film             bool   // the video of a motion photo stands beside the picture
}

func (b box) found() bool { return b.end != 0 }

// scan walks over the outermost boxes.
func (w *walker) scan() layout {
	size := w.r.Size()
	l := layout{mdat: -1, fragments: -1, junk: size}
	var off int64
	for off < size {
		b, ok := w.next(off, size)
		if !ok || b.past > 0 && (!outermost(b.kind) || off == 0 && printable(string(w.r.Head()[:4]))) { // "The mdat box" is text
			l.junk = min(l.junk, off)
			break
		}
		if outermost(b.kind) {
			l.junk = size
			l.note(b)
		} else if !printable(b.kind) {
			l.junk = min(l.junk, off)
		}
		off = b.end
	}
	return l
}

func (l *layout) note(b box) {
	if l.first == "" {
		l.first = b.kind
	}
	if b.past > 0 {
		l.cut = b
	}
	switch b.kind {
	case "free", "skip", "wide", "uuid", "junk", "PICT", "pict":
	default:
		l.known = true
	}
	switch b.kind {
	case "ftyp", "styp":
		if !l.ftyp.found() {
			l.ftyp = b
		}
	case "moov":
		if !l.moov.found() {
			l.moov = b
		}
	case "meta":
		if !l.meta.found() {
			l.meta = b
		}
	case "mdat", "imda":
		l.anyMdat = true
		l.media = append(l.media, span{b.body, clipSum(b.end, b.past)})
		if l.mdat < 0 && b.size() > 0 {
			l.mdat = b.start
		}
	case "moof":
		if l.fragments < 0 {
			l.fragments = b.start
		}
	case "mpvd":
		l.film = true
	}
}

// outermost tells the boxes that stand on the outermost level of files.
func outermost(kind string) bool {
	switch kind {
	case "ftyp", "styp", "moov", "mdat", "imda", "moof", "mfra", "meta", "meco", "free", "skip", "wide", "uuid", "udta",
		"pdin", "sidx", "ssix", "prft", "emsg", "pnot", "PICT", "pict", "bloc", "pssh", "mpvd", "junk", "otyp", "tynt":
		return true
	}
	return false
}

func printable(kind string) bool {
	for _, c := range []byte(kind) {
		if (c < ' ' || c > '~') && c != 0xa9 {
			return false
		}
	}
	return true
}
