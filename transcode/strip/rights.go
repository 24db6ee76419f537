package strip

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rights is what a picture says of its author and its copyright; each is empty where it says nothing.
type Rights struct{ Artist, Copyright string }

// maxText in bytes is the longest text that is kept; others are cut.
const maxText = 2000

// RightsOf looks for the rights in the EXIF, IPTC and XMP of a JPEG, PNG, WebP or TIFF file, the first of them that
// speaks counting, and in the EXIF of other files.
func RightsOf(b []byte) Rights {
	exif, iptc := blocks(b)
	r := readEXIF(exif)
	for _, other := range []Rights{readIPTC(iptc), readXMP(b)} {
		if r.Artist == "" {
			r.Artist = other.Artist
		}
		if r.Copyright == "" {
			r.Copyright = other.Copyright
		}
	}
	return r
}

// blocks finds the EXIF and the IPTC of a file.
func blocks(b []byte) (exif, iptc []byte) {
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")):
		return b, nil
	case bytes.HasPrefix(b, []byte{0xff, soi}):
		return jpegBlocks(b)
	case bytes.HasPrefix(b, []byte(pngMagic)):
		return chunkOf(b, "eXIf"), nil
	case isWebP(b):
		chunks(b, func(id string, chunk []byte) {
			if id == "EXIF" {
				exif = chunk[8:]
			}
		})
		return exif, nil
	}
	if i := bytes.Index(b, []byte(exifPrefix)); i >= 0 {
		return b[i:], nil
	}
	return nil, nil
}

func jpegBlocks(b []byte) (exif, iptc []byte) {
	for at := 2; ; {
		marker, from, err := nextMarker(b, at)
		if err != nil || marker == sos || marker == eoi {
			return exif, iptc
		}
		body, err := segment(b, from)
		switch {
		case err != nil:
			return exif, iptc
		case marker == app1 && exif == nil && bytes.HasPrefix(body, []byte(exifPrefix)):
			exif = body
		case marker == app13 && bytes.HasPrefix(body, []byte("Photoshop 3.0\x00")):
			iptc = body
		}
		at = from + 2 + len(body)
	}
}

// readIPTC takes the rights from the records of application segment 13 (IPTC-IIM 4.2: 2:80 by-line, 2:116 copyright).
func readIPTC(b []byte) Rights {
	var r Rights
	for ; len(b) > 5; b = b[1:] {
		n := int(b[3])<<8 | int(b[4])
		if b[0] != 0x1c || b[1] != 2 || 5+n > len(b) {
			continue
		}
		switch b[2] {
		case 80:
			r.Artist = clean(b[5 : 5+n])
		case 116:
			r.Copyright = clean(b[5 : 5+n])
		}
	}
	return r
}

// readXMP takes the rights from an XMP packet, which stands in a file as plain text.
func readXMP(b []byte) Rights {
	return Rights{Artist: element(b, "dc:creator"), Copyright: element(b, "dc:rights")}
}

// element is the text within an element of XML, up to its end or so far as any is kept.
func element(b []byte, name string) string {
	i := bytes.Index(b, []byte("<"+name+">"))
	if i < 0 {
		return ""
	}
	b = b[i+len(name)+2:]
	b = b[:min(len(b), 2*maxText)]
	inner, _, closed := bytes.Cut(b, []byte("</"+name+">"))
	if !closed {
		return ""
	}
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAll(inner, []byte(" "))
	return clean([]byte(strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&").Replace(string(text))))
}

// clean makes one line of printable text of what a file holds.
func clean(b []byte) string {
	if !utf8.Valid(b) { // most likely Latin-1, whose bytes are the first characters of Unicode
		runes := make([]rune, 0, len(b))
		for _, c := range b {
			runes = append(runes, rune(c))
		}
		b = []byte(string(runes))
	}
	printable := strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return ' '
	}, string(b))
	joined := strings.Join(strings.Fields(printable), " ")
	for len(joined) > maxText {
		_, n := utf8.DecodeLastRuneInString(joined)
		joined = joined[:len(joined)-n]
	}
	return joined
}

// Room is how many bytes the rights take in a JPEG or PNG.
func (r Rights) Room() int64 {
	if r == (Rights{}) {
		return 0
	}
	return int64(len(r.exif())) + 12 // a chunk of PNG takes two more than a segment of JPEG
}

// Put writes the rights into a JPEG or PNG without metadata. Any other file comes back as it is.
func (r Rights) Put(b []byte) []byte {
	exif := r.exif()
	switch {
	case exif == nil:
		return b
	case bytes.HasPrefix(b, []byte{0xff, soi}):
		return insert(b, behindJFIF(b), jpegSegment(append([]byte(exifPrefix), exif...)))
	case bytes.HasPrefix(b, []byte(pngMagic)) && len(b) >= headerEnd:
		return insert(b, headerEnd, pngChunk("eXIf", exif))
	}
	return b
}

func insert(b []byte, at int, more []byte) []byte {
	out := append(make([]byte, 0, len(b)+len(more)), b[:at]...)
	return append(append(out, more...), b[at:]...)
}

// behindJFIF is where the first segment of a JPEG may stand: behind the one of JFIF, which has to come first.
func behindJFIF(b []byte) int {
	if len(b) > 6 && b[2] == 0xff && b[3] == app0 {
		if body, err := segment(b, 4); err == nil {
			return 6 + len(body)
		}
	}
	return 2
}

func jpegSegment(body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, app1}, uint16(len(body)+2)), body...)
}

const (
	pngMagic = "\x89PNG\r\n\x1a\n"
	// headerEnd is where the first chunk of a PNG ends, which has a fixed size.
	headerEnd = len(pngMagic) + 12 + 13
)

func pngChunk(kind string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// chunkOf is the body of the first chunk of a kind.
func chunkOf(b []byte, kind string) []byte {
	for b = b[len(pngMagic):]; len(b) >= 12; {
		n := int64(binary.BigEndian.Uint32(b))
		if n+12 > int64(len(b)) {
			return nil
		}
		if string(b[4:8]) == kind {
			return b[8 : 8+n]
		}
		b = b[n+12:]
	}
	return nil
}
