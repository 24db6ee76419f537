package jpeg

import (
	"bytes"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/exif"
	"github.com/wamedia/wamedia/validate/probe/icc"
)

const (
	app1  = 0xe1
	app2  = 0xe2
	app14 = 0xee

	jfifSize    = 14 // of a JFIF segment without a thumbnail
	iccHead     = "ICC_PROFILE\x00"
	iccFirst    = iccHead + "\x01"
	indexHead   = "MPF\x00"
	adobeLength = 12
)

// application reads an application segment or a comment of n bytes at off.
func (p *parser) application(m byte, off int64, n int) {
	b := p.r.Bytes(off, min(n, len(iccFirst)+1+icc.HeaderSize))
	switch {
	case m == app0 && bytes.HasPrefix(b, []byte("JFIF\x00")):
		n -= min(n, jfifSize)
		if n == 0 {
			return
		}
	case m == app14 && bytes.HasPrefix(b, []byte("Adobe")) && len(b) >= adobeLength:
		p.adobe = 1 + int(b[adobeLength-1])
		return
	case m == app2 && bytes.HasPrefix(b, []byte(iccFirst)) && p.facts.Picture.ICC == "":
		p.facts.Picture.ICC = icc.Space(b[len(iccFirst)+1:])
	case m == app2 && bytes.HasPrefix(b, []byte(indexHead)) && p.index == 0:
		p.index = off + int64(len(indexHead))
	case m == app1 && bytes.HasPrefix(b, []byte(exif.Prefix)) && !p.exif:
		p.exif = true
		p.facts.Picture.Orientation = exif.Orientation(p.r, off, int64(n))
	}
	if m == app1 || m == app2 {
		p.noteGainMap(off, n)
	}
	p.facts.Picture.MetadataBytes += int64(n) + 4
}

// noteGainMap notes that n bytes at off tell of a gain map, which brightens the picture on screens of high dynamic range:
// Adobe's and Android's in XMP, ISO 21496-1, and Apple's.
func (p *parser) noteGainMap(off int64, n int) {
	b := p.r.Bytes(off, n)
	for _, name := range [...]string{"http://ns.adobe.com/hdr-gain-map/", "urn:iso:std:iso:ts:21496", "hdrgainmap"} {
		if bytes.Contains(b, []byte(name)) && !slices.Contains(p.facts.Picture.Beside, media.GainMap) {
			p.facts.Picture.Beside = append(p.facts.Picture.Beside, media.GainMap)
		}
	}
}
