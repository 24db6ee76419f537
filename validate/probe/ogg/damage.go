package ogg

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
)

// pageDamage notes what is wrong with the pages, whatever they carry.
func (s *scan) pageDamage(f *media.Facts) {
	if s.cut != nil {
		f.Damagef(media.Truncated, "the last Ogg page, at byte %d, lacks its last %d bytes", s.cut.off, s.cut.missing)
	}
	if s.bad > 0 {
		f.Damagef(media.Corrupt, "%d Ogg pages fail their checksum, the first at byte %d", s.bad, s.firstBad)
	}
	if s.junk > 0 {
		f.Damagef(media.Suspect, "%d bytes stand between pages and belong to none", s.junk)
	}
	if s.trailing > 0 && s.cut == nil && slices.ContainsFunc(s.streams, (*stream).singleOpus) {
		f.Damagef(media.Suspect, "%d bytes stand behind the last page", s.trailing)
	}
	if s.unknown {
		f.Damagef(media.Suspect, "pages belong to a stream that nothing introduces")
	}
	if s.tooMany {
		f.Undecide("streams", "more than 256 streams begin in the file")
	}
}

// streamDamage notes what is wrong with the streams of sound and pictures.
func (s *scan) streamDamage(f *media.Facts) {
	some := false
	for _, st := range s.streams {
		if !st.media() {
			continue
		}
		some = true
		switch {
		case s.empty(st):
			f.Damagef(media.Suspect, "headers of a %s stream come with not one frame behind them", codecname.Title(st.name))
		case st.invalid != "":
			f.Damagef(media.Corrupt, "%s", st.invalid)
		case st.badHeader > 0:
			f.Damagef(media.Corrupt, "header packet %d of the %s stream is not one", st.badHeader, codecname.Title(st.name))
		case !st.started():
			f.Damagef(media.NoContent, "the %s stream has headers but not one frame", codecname.Title(st.name))
		default:
			s.frameDamage(f, st)
		}
	}
	if !some {
		f.Damagef(media.NoContent, "no stream of sound or pictures that is known")
	}
}

// frameDamage notes what is wrong with the frames of a stream.
func (s *scan) frameDamage(f *media.Facts, st *stream) {
	frames := st.packets - st.headers
	switch {
	case st.malformed == frames:
		f.Damagef(media.Corrupt, "not one packet of the %s stream is well formed", codecname.Title(st.name))
	case st.malformed > 0:
		f.Damagef(media.Suspect, "%d of %d packets of the %s stream are not well formed", st.malformed, frames, codecname.Title(st.name))
	}
	if st.doubled > 0 {
		f.Damagef(media.Suspect, "%d headers of the %s stream come again", st.doubled, codecname.Title(st.name))
	}
	if st.singleOpus() && st.firstSeq != 0 {
		f.Damagef(media.Suspect, "the pages of the %s stream are numbered from %d instead of 0", codecname.Title(st.name), st.firstSeq)
	}
	if st.lost > 0 {
		f.Damagef(media.Suspect, "pages of the %s stream are missing at %d places", codecname.Title(st.name), st.lost)
	}
	switch {
	case s.cut != nil || st.ended:
	case st.open:
		f.Damagef(media.Suspect, "the %s stream stops within a packet and has no end mark: it may have been cut", codecname.Title(st.name))
	default:
		f.Damagef(media.Suspect, "the %s stream has no end mark: it may have been cut", codecname.Title(st.name))
	}
}
