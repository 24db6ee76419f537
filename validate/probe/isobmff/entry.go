package isobmff

import (
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxEntries bounds the sample descriptions of one track that are read.
const maxEntries = 16

// entry is one sample description (8.5.2): how samples are coded.
type entry struct {
	format    string // as written, four characters
	encrypted bool
	video     media.VideoTrack
	audio     media.AudioTrack
	avc       *h264.Config // of H.264; nil where there is no record
	rgb       bool         // colr says that samples are red, green and blue
	tagged    bool         // colr says how colours are coded
	// perPacket frames of sound take packet bytes, for QuickTime's constant rates.
	perPacket, packet int64
	framed            bool   // channels and rate stand in the frames of MPEG audio
	problem           string // why decoders cannot start
}

// decodeEntries reads the sample descriptions of a track of the given kind.
func (t *track) decodeEntries(kind string) {
	if len(t.stsd) < 8 {
		return
	}
	for format, body := range inside(t.stsd[8:]) {
		if len(t.entries) == maxEntries {
			return
		}
		e := entry{format: format}
		switch kind {
		case "vide", "pict", "auxv":
			e.readVisual(body)
		case "soun":
			e.readSound(body, t.stsd[0])
		}
		t.entries = append(t.entries, e)
	}
}

// readProtection reads sinf (8.12), which names the format under the encryption.
func (e *entry) readProtection(sinf []byte) {
	for kind, b := range inside(sinf) {
		if kind == "frma" && len(b) >= 4 && e.encrypted {
			e.format = string(b[:4])
		}
	}
}

// protected tells the formats that stand in place of the original one.
func protected(format string) bool {
	switch format {
	case "encv", "enca", "drmi", "drms", "p608", "resv":
		return format != "resv"
	}
	return false
}

// printableFormat is a format as it can be shown.
func printableFormat(format string) string {
	if !printable(format) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(format, "\xa9", "(c)"))
}

// nameless tells whether a format was wiped out. Microsoft's begin with ms and end with a number.
func nameless(format string) bool {
	return printableFormat(format) == "" && !strings.HasPrefix(format, microsoft)
}

// microsoft begins the formats of QuickTime that end with a number of WAVEFORMATEX, the most significant byte first.
const microsoft = "ms"

// descriptor is the decoder configuration of an elementary stream descriptor (ISO/IEC 14496-1, 7.2.6).
type descriptor struct {
	object   uint8  // objectTypeIndication
	specific []byte // DecoderSpecificInfo
	found    bool
}

// readDescriptor reads esds.
func readDescriptor(esds []byte) descriptor {
	if len(esds) < 4 {
		return descriptor{}
	}
	tag, c := nextDescriptor(source.NewCursor(esds[4:]))
	if tag == 3 {
		c.Skip(2)
		flags := c.U8()
		if flags&0x80 != 0 {
			c.Skip(2)
		}
		if flags&0x40 != 0 {
			c.Skip(int(c.U8()))
		}
		if flags&0x20 != 0 {
			c.Skip(2)
		}
		tag, c = nextDescriptor(c)
	}
	if tag != 4 {
		return descriptor{}
	}
	d := descriptor{object: c.U8()}
	c.Skip(1 + 3 + 4 + 4)
	d.found = c.OK()
	if tag, c = nextDescriptor(c); tag == 5 {
		d.specific = c.Take(c.Left())
	}
	return d
}

// nextDescriptor reads a tag and its length of up to four bytes of seven bits, and returns the contents.
func nextDescriptor(c *source.Cursor) (tag uint8, body *source.Cursor) {
	tag = c.U8()
	length := 0
	for range 4 {
		b := c.U8()
		length = length<<7 | int(b&0x7f)
		if b&0x80 == 0 {
			break
		}
	}
	return tag, source.NewCursor(c.Take(min(length, c.Left())))
}
