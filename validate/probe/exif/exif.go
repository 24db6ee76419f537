// Package exif reads the one EXIF field that changes how a picture is shown: its orientation.
package exif

import (
	"bytes"
	"encoding/binary"

	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	headerSize     = 8
	entrySize      = 12
	maxEntries     = 512 // cameras write fewer than 60 in the first directory
	tagOrientation = 0x0112
	typeShort      = 3
	typeLong       = 4
)

// Prefix stands before the TIFF header in JPEG, and in some PNG and WebP files.
const Prefix = "Exif\x00\x00"

// Orientation returns the orientation, 1 to 8, that the n bytes of EXIF data at off give; 0 when they give none. The
// data may start with Prefix. Only the first directory is read.
func Orientation(r *source.Reader, off, n int64) int {
	if string(r.Bytes(off, len(Prefix))) == Prefix {
		off, n = off+int64(len(Prefix)), n-int64(len(Prefix))
	}
	header := r.Bytes(off, headerSize)
	order := byteOrder(header)
	if order == nil || n < headerSize {
		return 0
	}
	dir := int64(order.Uint32(header[4:]))
	count := r.Bytes(off+dir, 2)
	if dir+2 > n || len(count) < 2 {
		return 0
	}
	entries := min(int64(order.Uint16(count)), maxEntries, (n-dir-2)/entrySize)
	return find(r.Bytes(off+dir+2, int(entries*entrySize)), order)
}

func byteOrder(header []byte) binary.ByteOrder {
	switch {
	case len(header) < headerSize:
		return nil
	case bytes.HasPrefix(header, []byte("II*\x00")):
		return binary.LittleEndian
	case bytes.HasPrefix(header, []byte("MM\x00*")):
		return binary.BigEndian
	}
	return nil
}

func find(entries []byte, order binary.ByteOrder) int {
	for ; len(entries) >= entrySize; entries = entries[entrySize:] {
		if order.Uint16(entries) == tagOrientation {
			return value(entries, order)
		}
	}
	return 0
}

func value(entry []byte, order binary.ByteOrder) int {
	var v uint32
	switch order.Uint16(entry[2:]) {
	case typeShort:
		v = uint32(order.Uint16(entry[8:]))
	case typeLong:
		v = order.Uint32(entry[8:])
	}
	if v < 1 || v > 8 {
		return 0
	}
	return int(v)
}
