package strip

import (
	"bytes"
	"encoding/binary"
)

const exifPrefix = "Exif\x00\x00"

// The tags of EXIF 2.32 (4.6.4 D) that say whose a picture is, and the type of their values.
const (
	tagArtist    = 0x013b
	tagCopyright = 0x8298
	typeASCII    = 2
)

// readEXIF takes the rights from the first directory of an EXIF block, which is built like a TIFF file.
func readEXIF(b []byte) Rights {
	b = bytes.TrimPrefix(b, []byte(exifPrefix))
	if len(b) < 8 {
		return Rights{}
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return Rights{}
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return Rights{}
	}
	entries := b[at+2:]
	entries = entries[:min(len(entries), 12*int(order.Uint16(b[at:])))]
	var r Rights
	for ; len(entries) >= 12; entries = entries[12:] {
		switch order.Uint16(entries) {
		case tagArtist:
			r.Artist = text(b, entries, order)
		case tagCopyright:
			r.Copyright = text(b, entries, order)
		}
	}
	return r
}

// text is the value of an entry of type ASCII.
func text(b, entry []byte, order binary.ByteOrder) string {
	n := int64(order.Uint32(entry[4:]))
	if order.Uint16(entry[2:]) != typeASCII || n > int64(len(b)) {
		return ""
	}
	value := entry[8:12]
	if n > 4 {
		at := int64(order.Uint32(entry[8:]))
		if at+n > int64(len(b)) {
			return ""
		}
		value = b[at:]
	}
	return clean(value[:n])
}

// exif is an EXIF block that holds the rights and nothing else, without the prefix of JPEG; nil where there are none.
func (r Rights) exif() []byte {
	if r == (Rights{}) {
		return nil
	}
	fields := []struct {
		tag   uint16
		value string
	}{{tagArtist, r.Artist}, {tagCopyright, r.Copyright}}
	le := binary.LittleEndian
	values := 8 + 2 + 12*len(fields) + 4
	b := append([]byte("II*\x00\x08\x00\x00\x00"), byte(len(fields)), 0)
	at := values
	for _, f := range fields {
		b = le.AppendUint16(b, f.tag)
		b = le.AppendUint16(b, typeASCII)
		b = le.AppendUint32(b, uint32(max(5, len(f.value)+1))) // five are the fewest that do not stand in the entry
		b = le.AppendUint32(b, uint32(at))
		at += max(5, len(f.value)+1)
	}
	b = le.AppendUint32(b, 0)
	for _, f := range fields {
		b = append(b, f.value...)
		b = append(b, make([]byte, max(5, len(f.value)+1)-len(f.value))...)
	}
	return b
}
