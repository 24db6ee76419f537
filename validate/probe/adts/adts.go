// Package adts reads raw AAC: ADTS frames (ISO/IEC 14496-3, 1.A.2.2) and the older ADIF header. Every frame is walked
// over, so that the duration is exact.
package adts

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/source"
	"github.com/wamedia/wamedia/validate/probe/syncframe"
)

const (
	headerSize = 7
	// maxLead is how far frames are looked for behind the start: a stream recorded from the air begins within one.
	maxLead = 16 << 10
	// sure is how many frames in a row are no chance at the start, surer how many behind bytes of another sort.
	sure, surer = 3, 6
	// few is up to how many frames players may not know what the file is.
	few = 2
)

// Probe reads a file of ADTS frames, with tags before and behind, or of ADIF; the zero Facts when it is neither.
func Probe(r *source.Reader, _ bool) media.Facts {
	if bytes.HasPrefix(r.Head(), []byte("ADIF")) {
		return adif(r)
	}
	lead := audiotag.Head(r, 0)
	tail := audiotag.Tail(r, lead.Edge)
	s := syncframe.Stream{R: r, HeaderSize: headerSize, Parse: frame, End: tail.Edge}
	start, ok := first(s, lead.Edge)
	if !ok {
		return media.Facts{}
	}
	w := s.Walk(start)
	f := describe(r)
	f.Container = &media.Container{Format: "adts", CoverArt: lead.CoverArt || tail.CoverArt}
	f.Trailing = tail.Edge - w.End
	track := audio(r, start)
	track.Bytes = w.Bytes
	if track.SampleRate > 0 {
		track.Seconds = new(float64(w.Samples) / float64(track.SampleRate))
		f.Seconds = track.Seconds
	}
	if w.Cut > 0 && track.Seconds != nil {
		track.Cut, track.CutAt = w.Cut, *track.Seconds
	}
	f.Audio = []media.AudioTrack{track}
	damage(&f, w, start-lead.Edge)
	f.Unread(r.Err())
	return f
}

func describe(r *source.Reader) media.Facts {
	return media.Facts{
		Size: r.Size(), MIME: "audio/aac", Name: "AAC audio (ADTS)", Extension: ".aac", Kind: media.Audio,
	}
}

// first is where the frames begin: right at off, or after some bytes when very many follow on each other there.
func first(s syncframe.Stream, off int64) (int64, bool) {
	if n, end := s.Chain(off, sure); n >= sure || n == 2 && end > s.End || n > 0 && end == s.End {
		return off, true
	}
	return s.Find(off, min(off+maxLead, s.End-surer*headerSize), surer)
}

// frame reads a frame's header.
func frame(b []byte) (syncframe.Frame, bool) {
	size := headerSize
	if b[1]&1 == 0 { // a checksum follows
		size += 2
	}
	f := syncframe.Frame{
		Length:  int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5),
		Samples: 1024 * (1 + int(b[6]&3)),
		Like:    uint32(b[1]&0xf8)<<16 | uint32(b[2]&0xfd)<<8 | uint32(b[3]&0xc0),
	}
	ok := b[0] == 0xff && b[1]&0xf6 == 0xf0 && aac.Rate(int(b[2]>>2&15)) > 0 && f.Length >= size
	return f, ok
}

// audio describes the stream by the frame at off.
func audio(r *source.Reader, off int64) media.AudioTrack {
	b := r.Bytes(off, 64)
	if len(b) < headerSize { // reading ended meanwhile
		return media.AudioTrack{Codec: "aac", Default: true}
	}
	t := media.AudioTrack{
		Codec: "aac", Default: true,
		Profile:    aac.Config{ObjectType: 1 + int(b[2]>>6)}.Profile(),
		SampleRate: aac.Rate(int(b[2] >> 2 & 15)),
		Channels:   aac.Channels(int(b[2]&1)<<2 | int(b[3]>>6)),
	}
	body := b[headerSize:]
	if b[1]&1 == 0 && len(body) >= 2 {
		body = body[2:]
	}
	const programConfig = 5 // the element's id, in three bits
	if t.Channels == 0 && len(body) > 0 && body[0]>>5 == programConfig {
		t.Channels = aac.ProgramChannels(shift(body, 3))
	}
	return t
}

func damage(f *media.Facts, w syncframe.Result, lead int64) {
	if w.Frames == 0 {
		f.Damagef(media.Truncated, "the file ends within the first frame")
		return
	}
	if w.Frames <= few {
		f.Damagef(media.Suspect, "frames: %d; too few for some players to tell what it is", w.Frames)
	}
	if w.Missing > 0 {
		f.Damagef(media.Suspect, "the last frame lacks %d bytes", w.Missing)
	}
	if lead+w.Junk > 0 {
		f.Damagef(media.Suspect, "%d bytes before and between the frames belong to none", lead+w.Junk)
	}
	if f.Trailing > 0 {
		f.Damagef(media.Suspect, "%d bytes behind the last frame belong to none", f.Trailing)
	}
}
