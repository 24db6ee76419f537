// Package ogg reads the pages of Ogg files (RFC 3533): which streams they carry (Opus, Vorbis, FLAC, Speex, Theora and
// the rarer ones), how long they play, and whether pages are missing, cut or wrong.
//
// Only the first and the last pages are read, the whole file where it is small, chained or asked for deeply.
package ogg

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Probe reads an Ogg file; the zero Facts when it is none. Deep looks at every page.
func Probe(r *source.Reader, deep bool) media.Facts {
	if !bytes.HasPrefix(r.Head(), []byte("OggS")) {
		return media.Facts{}
	}
	s := file(r, deep)
	f := media.Facts{Size: r.Size(), Trailing: s.trailing}
	f.Container = &media.Container{Format: "ogg", Chained: s.links > 0, CoverArt: s.cover}
	s.tracks(&f)
	if !s.whole && slices.ContainsFunc(s.streams, (*stream).singleOpus) {
		f.Undecide("timeline", "the file is over 32 MiB, and its pages between the first and the last were not read")
	}
	describe(&f)
	s.pageDamage(&f)
	s.streamDamage(&f)
	f.Unread(r.Err())
	return f
}

// describe decides the type by the tracks: pictures make a video, all else is sound.
func describe(f *media.Facts) {
	f.MIME, f.Name, f.Extension, f.Kind = "audio/ogg", "Ogg file", ".ogg", media.Audio
	switch {
	case len(f.Video) > 0:
		f.MIME, f.Extension, f.Kind = "video/ogg", ".ogv", media.Video
		f.Name = fmt.Sprintf("Ogg video (%s)", codecname.Title(f.Video[0].Codec))
	case len(f.Audio) > 0:
		f.Name = fmt.Sprintf("Ogg audio (%s)", codecname.Title(f.Audio[0].Codec))
	}
}
