package strip

import (
	"bytes"
	"encoding/binary"
)

// The flags of VP8X (WebP container specification, "Extended file format").
const (
	flagXMP   = 0x04
	flagEXIF  = 0x08
	flagAlpha = 0x10
	flagICC   = 0x20
)

// WebP returns the picture with exif as its only metadata, or none where exif is empty: without its XMP and ICC chunks,
// unknown chunks, and anything after its end. What is not a WebP file comes back as it is.
func WebP(b, exif []byte) []byte {
	return rewrite(b, exif)
}

// StickerPack returns what a picture says about the sticker pack it belongs to: the EXIF chunk in which sticker
// makers keep the name of the pack and its author. Any other EXIF is not returned.
func StickerPack(b []byte) []byte {
	var pack []byte
	chunks(b, func(id string, chunk []byte) {
		if id == "EXIF" && bytes.Contains(chunk, []byte(`"sticker-pack-`)) {
			pack = chunk[8:]
		}
	})
	return pack
}

func rewrite(b, exif []byte) []byte {
	if !isWebP(b) {
		return b
	}
	out := append(make([]byte, 0, len(b)+len(exif)+32), b[:12]...)
	chunks(b, func(id string, chunk []byte) {
		switch id {
		case "VP8 ", "VP8L":
			if len(out) == 12 && len(exif) > 0 {
				out = append(out, extendedHeader(chunk)...)
			}
			out = append(out, chunk...)
		case "VP8X", "ALPH", "ANIM", "ANMF":
			out = append(out, chunk...)
		}
		out = append(out, make([]byte, len(out)%2)...) // the last chunk of a file may lack its padding
	})
	if len(out) > 20 && string(out[12:16]) == "VP8X" {
		out[20] &^= flagXMP | flagEXIF | flagICC
		if len(exif) > 0 {
			out[20] |= flagEXIF
			out = appendChunk(out, "EXIF", exif)
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return Flags(out)
}

// extendedHeader is the VP8X chunk for a picture that consists of one bitstream; nil where that is cut off.
func extendedHeader(chunk []byte) []byte {
	var width, height uint32 // less one
	var flags byte
	switch {
	case string(chunk[:4]) == "VP8L" && len(chunk) >= 13: // WebP lossless bitstream specification, 3
		v := binary.LittleEndian.Uint32(chunk[9:])
		width, height = v&0x3fff, v>>14&0x3fff
		flags = byte(v>>28&1) * flagAlpha
	case string(chunk[:4]) == "VP8 " && len(chunk) >= 18: // RFC 6386, 9.1
		width = uint32(binary.LittleEndian.Uint16(chunk[14:])&0x3fff) - 1
		height = uint32(binary.LittleEndian.Uint16(chunk[16:])&0x3fff) - 1
	default:
		return nil
	}
	body := []byte{flags, 0, 0, 0, byte(width), byte(width >> 8), byte(width >> 16),
		byte(height), byte(height >> 8), byte(height >> 16)}
	return appendChunk(nil, "VP8X", body)
}

func isWebP(b []byte) bool {
	return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}

// chunks calls visit with every whole chunk, header and padding included.
func chunks(b []byte, visit func(id string, chunk []byte)) {
	if !isWebP(b) {
		return
	}
	end := min(int64(len(b)), 8+int64(binary.LittleEndian.Uint32(b[4:])))
	for at := int64(12); at+8 <= end; {
		n := int64(binary.LittleEndian.Uint32(b[at+4:]))
		next := at + 8 + n + n&1
		if at+8+n > end {
			return
		}
		visit(string(b[at:at+4]), b[at:min(next, int64(len(b)))])
		at = next
	}
}

func appendChunk(b []byte, id string, data []byte) []byte {
	b = append(b, id...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}
