// Package matroska reads Matroska and WebM (RFC 9559): the tracks with their codecs, how long they play, and whether
// the clusters are all there. Media are passed over by their lengths; deep looks at every block.
package matroska

import (
	"bytes"
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Identifiers of elements (RFC 9559 section 5).
const (
	idEBML        = 0x1a45dfa3
	idDocType     = 0x4282
	idSegment     = 0x18538067
	idSeekHead    = 0x114d9b74
	idInfo        = 0x1549a966
	idTracks      = 0x1654ae6b
	idCluster     = 0x1f43b675
	idCues        = 0x1c53bb6b
	idAttachments = 0x1941a469
	idChapters    = 0x1043a770
	idTags        = 0x1254c367
)

// Probe reads a Matroska or WebM file; the zero Facts when it is neither.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !bytes.HasPrefix(r.Head(), []byte{0x1a, 0x45, 0xdf, 0xa3}) {
		return media.Facts{}
	}
	head, ok := readElement(r, 0)
	if !ok || head.size == unknown || head.size > 4<<10 {
		return media.Facts{}
	}
	s := &segment{r: r, deep: deep, scale: 1_000_000}
	docType := ""
	each(r.Bytes(head.off, int(head.size)), func(id uint32, body []byte) {
		if id == idDocType {
			docType = text(body)
		}
	})
	f := media.Facts{Size: r.Size(), Container: &media.Container{Format: "matroska"}}
	if docType == "webm" {
		f.Container.Format = "webm"
	}
	if docType != "webm" && docType != "matroska" {
		f.Damagef(media.Suspect, "the document type is %q; want matroska or webm", docType)
	}
	s.read(head.end())
	s.describe(&f)
	describe(&f)
	s.damage(&f)
	f.Unread(r.Err())
	return f
}

// describe names the type by the container and the tracks.
func describe(f *media.Facts) {
	web := f.Container.Format == "webm"
	f.Kind, f.MIME, f.Name, f.Extension = media.Video, "video/x-matroska", "Matroska video", ".mkv"
	if web {
		f.MIME, f.Name, f.Extension = "video/webm", "WebM video", ".webm"
	}
	codec := ""
	switch {
	case len(f.Video) > 0:
		codec = f.Video[0].Codec
	case len(f.Audio) > 0:
		codec = f.Audio[0].Codec
		f.Kind, f.MIME, f.Name, f.Extension = media.Audio, "audio/x-matroska", "Matroska audio", ".mka"
		if web {
			f.MIME, f.Name, f.Extension = "audio/webm", "WebM audio", ".webm"
		}
	}
	if codec != "" {
		f.Name += fmt.Sprintf(" (%s)", codecname.Title(codec))
	}
}
