package probe

import (
	"bytes"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/adts"
	"github.com/wamedia/wamedia/validate/probe/amr"
	"github.com/wamedia/wamedia/validate/probe/flac"
	"github.com/wamedia/wamedia/validate/probe/gif"
	"github.com/wamedia/wamedia/validate/probe/isobmff"
	"github.com/wamedia/wamedia/validate/probe/jpeg"
	"github.com/wamedia/wamedia/validate/probe/lottie"
	"github.com/wamedia/wamedia/validate/probe/matroska"
	"github.com/wamedia/wamedia/validate/probe/mpegaudio"
	"github.com/wamedia/wamedia/validate/probe/mpegts"
	"github.com/wamedia/wamedia/validate/probe/ogg"
	"github.com/wamedia/wamedia/validate/probe/ole"
	"github.com/wamedia/wamedia/validate/probe/pdf"
	"github.com/wamedia/wamedia/validate/probe/png"
	"github.com/wamedia/wamedia/validate/probe/raster"
	"github.com/wamedia/wamedia/validate/probe/riff"
	"github.com/wamedia/wamedia/validate/probe/signature"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/svg"
	"github.com/wamedia/wamedia/validate/probe/text"
	"github.com/wamedia/wamedia/validate/probe/tiff"
	"github.com/wamedia/wamedia/validate/probe/webp"
	"github.com/wamedia/wamedia/validate/probe/zipdoc"
	"github.com/wamedia/wamedia/validate/sniff"
)

// parser reads the facts of one family of formats. Facts without a MIME type say that the bytes are not of it.
type parser func(s *source.Reader, deep bool) media.Facts

// families names the parsers that a guess may choose.
var families = [...]struct {
	name  string
	parse parser
}{
	{"jpeg", jpeg.Probe}, {"png", png.Probe}, {"webp", webp.Probe}, {"gif", gif.Probe}, {"tiff", tiff.Probe},
	{"isobmff", isobmff.Probe}, {"ogg", ogg.Probe}, {"adts", adts.Probe}, {"amr", amr.Probe},
	{"mpegaudio", mpegaudio.Probe}, {"riff", riff.Probe}, {"flac", flac.Probe}, {"matroska", matroska.Probe},
	{"pdf", pdf.Probe}, {"zipdoc", zipdoc.Probe}, {"ole", ole.Probe}, {"text", text.Probe},
}

// family is the parser of the name that a guess gives; nil for none.
func family(name string) parser {
	for _, f := range families {
		if f.name == name {
			return f.parse
		}
	}
	return nil
}

// candidates lists the parsers to ask, the guess first, then those that know formats by marks the guess does not
// look for, and last text, which takes what reads like any.
func candidates(s *source.Reader, g sniff.Guess) []parser {
	list := make([]parser, 0, 12) // the most there are
	switch {
	case bytes.HasPrefix(s.Head(), []byte("ID3")): // a tag that may stand before any of these
		list = append(list, flac.Probe, adts.Probe)
	case bytes.HasPrefix(s.Head(), []byte("fLaC")): // the guess knows it with several blocks of metadata alone
		list = append(list, flac.Probe)
	}
	if p := family(g.Family); p != nil {
		list = append(list, p)
	}
	return append(list, raster.Probe, mpegts.Probe, signature.Probe, adts.Probe, adts.ProbeLOAS, mpegaudio.Probe, lottie.Probe, svg.ProbeGzipped, text.Probe)
}

// named is what is said of bytes that no parser takes: the name that the guess has for them.
func named(g sniff.Guess) media.Facts {
	name := strings.TrimPrefix(g.Extension, ".")
	if name == "" || g.MIME == "application/octet-stream" {
		return media.Facts{MIME: "application/octet-stream", Name: "unrecognised bytes", Kind: media.Other}
	}
	return media.Facts{MIME: g.MIME, Name: name + " file", Extension: g.Extension, Kind: media.Other}
}
