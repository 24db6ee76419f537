// Package mpegaudio reads MPEG audio of layers I to III, MP3 above all, with its tags. Every frame is walked over, so
// that the duration of a variable bit rate is exact. Bytes count as MPEG audio only where frames follow on each other:
// two bytes like a sync word stand in any text or program.
package mpegaudio

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/syncframe"
)

const (
	// maxLead is how far frames are looked for behind the start or the tag.
	maxLead = 256 << 10
	// How many frames in a row are no chance: at the start, behind a tag and some bytes, behind bytes of any sort.
	sure, tagged, surer = 3, 3, 6
	// few is up to how many frames players may not know what the file is.
	few = 3
	// longest is how far apart the headers of free format may be.
	longest = 8 << 10
)

// Probe reads a file of MPEG audio frames; the zero Facts when it is none. A tag with nothing behind it counts.
func Probe(r *source.Reader, _ bool) media.Facts {
	lead := audiotag.Head(r, 0)
	tail := audiotag.Tail(r, lead.Edge)
	s := syncframe.Stream{R: r, HeaderSize: headerSize, Parse: parser(0), End: tail.Edge}
	start, ok := find(&s, lead)
	f := media.Facts{Size: r.Size(), MIME: "audio/mpeg", Extension: ".mp3", Name: "MP3 audio", Kind: media.Audio}
	f.Container = &media.Container{Format: "mpegaudio", CoverArt: lead.CoverArt || tail.CoverArt}
	switch {
	case ok:
		read(&f, s, start)
		leadDamage(&f, start-lead.Edge)
	case lead.Found && !otherMagic(r.Bytes(lead.Edge, 4)):
		tagOnly(&f, lead, tail.Edge)
	default:
		return media.Facts{}
	}
	f.Unread(r.Err())
	return f
}

// otherMagic tells formats that stand behind an ID3 tag too.
func otherMagic(b []byte) bool {
	switch string(b) {
	case "fLaC", "TTA1", "MAC ", "wvpk", "MPCK", "OggS", "RIFF", "FORM", "ADIF":
		return true
	}
	return len(b) >= 3 && string(b[:3]) == "MP+"
}

// tagOnly describes a tag that no frames follow.
func tagOnly(f *media.Facts, lead audiotag.Tags, end int64) {
	switch rest := end - lead.Edge; {
	case lead.Past > 0:
		f.Damagef(media.Truncated, "the ID3 tag ends %d bytes after the end of the file", lead.Past)
	case rest > 0:
		f.Damagef(media.NoContent, "no frames of sound follow on each other in the %d bytes behind the ID3 tag", rest)
	default:
		f.Damagef(media.NoContent, "the file is an ID3 tag and nothing else")
	}
}

// find looks for the first frame.
func find(s *syncframe.Stream, lead audiotag.Tags) (int64, bool) {
	if startsAt(s, lead.Edge) {
		return lead.Edge, true
	}
	if free := freeLength(s, lead.Edge); free > 0 {
		s.Parse = parser(free)
		return lead.Edge, true
	}
	limit := min(lead.Edge+maxLead, s.End)
	if !lead.Found {
		return s.Find(lead.Edge, limit-surer*headerSize, surer)
	}
	if off, ok := s.Find(lead.Edge, limit-tagged*headerSize, tagged); ok {
		return off, true
	}
	return s.Find(10, min(lead.Edge, limit), surer) // the tag may say a wrong length
}

// startsAt tells whether frames begin right at off. The last one may be cut; a single one must be of layer III and
// end where the file ends.
func startsAt(s *syncframe.Stream, off int64) bool {
	h, _ := parseHeader(s.R.Bytes(off, headerSize))
	n, end := s.Chain(off, sure)
	return n >= sure || n == 2 && end >= s.End || n == 1 && end == s.End && h.layer == 3
}

// freeLength is the length of the frames of free format that begin at off, without padding: their headers do not say
// it, so that the next two like headers must. 0 when there are none.
func freeLength(s *syncframe.Stream, off int64) int {
	head := s.R.Bytes(off, longest)
	h, ok := parseHeader(head)
	if !ok || h.bitrate != 0 {
		return 0
	}
	for i := headerSize + 4; i+headerSize <= len(head); i++ {
		next, ok := parseHeader(head[i:])
		if !ok || next.like != h.like || next.bitrate != 0 {
			continue
		}
		free := i - h.padding*h.slot()
		try := *s
		try.Parse = parser(free)
		if n, _ := try.Chain(off, surer); n >= surer {
			return free
		}
		head = s.R.Bytes(off, longest)
	}
	return 0
}

// read walks over the frames from start and describes them.
func read(f *media.Facts, s syncframe.Stream, start int64) {
	h, _ := parseHeader(s.R.Bytes(start, headerSize))
	says := readInfo(s.R, start, h)
	w := s.Walk(start)
	samples, audible := w.Samples, w.Frames
	if says.found {
		samples -= int64(h.samples()) + says.delay
		audible--
	}
	if int64(audible) >= says.frames {
		samples -= says.padding
	}
	seconds := float64(max(0, samples)) / float64(h.rate)
	track := media.AudioTrack{
		Codec: [4]string{"", "mp1", "mp2", "mp3"}[h.layer], Channels: h.channels, SampleRate: h.rate,
		Seconds: &seconds, Bytes: w.Bytes, Default: true,
	}
	if w.Cut > 0 {
		track.Cut, track.CutAt = w.Cut, float64(max(0, int64(audible*h.samples())-says.skipped()))/float64(h.rate)
	}
	f.Audio, f.Seconds, f.Trailing = []media.AudioTrack{track}, &seconds, s.End-w.End
	switch h.layer {
	case 1:
		f.Name, f.Extension = "MPEG audio, layer I", ".mp1"
	case 2:
		f.Name, f.Extension = "MPEG audio, layer II", ".mp2"
	}
	damage(f, w, says, audible)
}

func damage(f *media.Facts, w syncframe.Result, says info, audible int) {
	switch {
	case audible <= 0:
		f.Damagef(media.NoContent, "not one whole frame of sound")
	case lacking(says.frames, int64(audible)) && says.bytes > 0 && !lacking(says.bytes, w.Bytes):
		f.Damagef(media.Suspect, "the header counts %d frames, and %d are there: players show a wrong length", says.frames, audible)
	case lacking(says.frames, int64(audible)):
		// Not certain: tools that cut a piece out of a song leave the count of the whole in it.
		f.Damagef(media.Suspect, "%d of the %d frames that the header counts are there: it was cut", audible, says.frames)
	case audible <= few:
		f.Damagef(media.Suspect, "frames of sound: %d; too few for some players to tell what it is", audible)
	}
	if w.Missing > 0 {
		f.Damagef(media.Suspect, "the last frame lacks %d bytes", w.Missing)
	}
	if many(w.Junk, w.Bytes) {
		f.Damagef(media.Suspect, "%d bytes between the frames belong to none", w.Junk)
	}
	if many(f.Trailing, w.Bytes) {
		f.Damagef(media.Suspect, "%d bytes behind the last frame belong to none", f.Trailing)
	}
}

// lacking tells whether more than a tenth of what is said is not there. A smaller part may be a count that is off.
func lacking(said, there int64) bool { return said > 0 && there < said-said/10 }

// many tells whether players may stumble over as many bytes that are no frames: a few, or zeros, are common.
func many(junk, sound int64) bool { return junk > 4<<10 && junk > sound/50 }

func leadDamage(f *media.Facts, lead int64) {
	if lead > 4<<10 {
		f.Damagef(media.Suspect, "%d bytes before the first frame belong to none", lead)
	}
}
