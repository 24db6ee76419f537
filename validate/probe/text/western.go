package text

import "unicode/utf8"

// western collects what tells text in Windows-1252, of which ISO 8859-1 is a part, from text in other encodings of one
// or two bytes, which cannot be told from each other.
type western struct {
	high int
	// runs are high bytes beside another one: letters of other alphabets stand together, accented ones hardly do.
	runs int
	// sequences are bytes of whole characters of UTF-8.
	sequences int
	// joined are letters beside one of ASCII, as accented ones are.
	joined int
	// strange are bytes without a meaning, or signs between two letters, as accented letters of DOS would be.
	strange int
}

func (w *western) add(b []byte) {
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		w.high++
		if i > 0 && b[i-1] >= utf8.RuneSelf || i+1 < len(b) && b[i+1] >= utf8.RuneSelf {
			w.runs++
		}
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError {
			w.sequences += n
		}
		before, after := i > 0 && letter(b[i-1]), i+1 < len(b) && letter(b[i+1])
		if !sign(c) && (before || after) {
			w.joined++
		}
		if undefined(c) || sign(c) && before && after {
			w.strange++
		}
	}
}

// plausible reports whether so many bytes read as Windows-1252. A short text has to show an accented letter in a word.
func (w *western) plausible(total int) bool {
	return w.high > 0 && (w.joined > 0 || total >= 64) && w.strange == 0 && w.runs*10 <= w.high*4 && w.sequences*2 < w.high
}

// undefined reports whether Windows-1252 has no character for a byte.
func undefined(c byte) bool { return c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d }

// sign reports whether a byte is a mark that does not stand inside a word, as the apostrophe and a few letters do.
func sign(c byte) bool {
	switch c {
	case 0x83, 0x8a, 0x8c, 0x8e, 0x92, 0x9a, 0x9c, 0x9e, 0x9f:
		return false
	}
	return c >= 0x80 && c < 0xa0
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
