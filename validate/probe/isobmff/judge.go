package isobmff

import (
	"fmt"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/h264"
)

// judgeMovie says what is broken or missing in a file of tracks.
func (p *prober) judgeMovie() {
	if p.movie == nil {
		p.judgeWithoutMovie()
		return
	}
	p.judgeCut()
	var played, empty int
	var samples, bytes int64
	for i, t := range p.movie.tracks {
		kind := t.kind()
		if kind != "vide" && kind != "soun" || p.movie.isChapter(t) {
			continue
		}
		p.judgeTrack(t, trackName(i, kind))
		samples = clipSum(samples, t.samples.n)
		bytes = clipSum(bytes, t.samples.bytes)
		if t.samples.bytes == 0 {
			empty++
		} else {
			played++
		}
	}
	switch {
	case played > 0 && empty > 0:
		p.facts.Damagef(media.Suspect, "%d of %d tracks of pictures and sound hold no samples", empty, played+empty)
	case played > 0:
	case empty == 0:
		p.facts.Damagef(media.NoContent, "the file has no track of pictures or sound")
	case samples > 0:
		p.facts.Damagef(media.NoContent, "all %d samples are empty", samples)
	case p.movie.extends:
		p.facts.Damagef(media.NoContent, "this is the header of a stream (init segment): no samples follow it")
	default:
		p.facts.Damagef(media.NoContent, "no track holds any samples")
	}
	if p.movie.more {
		p.facts.Damagef(media.Suspect, "the file has more than %d tracks", maxTracks)
	}
	p.judgeCompressed()
	p.checkTotal(bytes)
}

func trackName(i int, kind string) string {
	if kind == "vide" {
		return fmt.Sprintf("track %d (video)", i+1)
	}
	return fmt.Sprintf("track %d (sound)", i+1)
}

// judgeCompressed: only QuickTime unpacks such a header.
func (p *prober) judgeCompressed() {
	switch {
	case !p.movie.compressed:
	case p.format == formatQuickTime:
		p.facts.Damagef(media.Suspect, "the header is compressed (cmov): only QuickTime players unpack it")
	default:
		p.facts.Damagef(media.Corrupt, "the header is compressed (cmov), which MP4 does not allow")
	}
}

func (p *prober) judgeWithoutMovie() {
	cut := p.top.cut
	switch {
	case cut.past > 0:
		p.facts.Damagef(media.Truncated, "%s at byte %d ends %d bytes after the end of the file, and no header (moov) stands before it",
			cut.kind, cut.start, cut.past)
	case p.top.fragments >= 0 || p.top.first == "styp" || p.top.first == "sidx":
		p.facts.Damagef(media.NoContent, "this is a piece of a stream (media segment): its header (moov) is in another file")
	case p.top.junk < p.r.Size():
		p.facts.Damagef(media.Corrupt, "no box begins at byte %d, and no header (moov) stands before it", p.top.junk)
	default:
		p.facts.Damagef(media.NoContent, "the header (moov) is missing")
	}
}

// judgeCut says what the end of the file cut off.
func (p *prober) judgeCut() {
	cut := p.top.cut
	var outside, all int64
	for _, t := range p.movie.tracks {
		outside, all = clipSum(outside, t.samples.outside), clipSum(all, t.samples.n)
	}
	switch {
	case cut.past == 0:
	case cut.kind == "moov" || cut.kind == "moof":
		p.facts.Damagef(media.Truncated, "%s at byte %d ends %d bytes after the end of the file", cut.kind, cut.start, cut.past)
	case outside > 0:
		p.facts.Damagef(media.Truncated, "%s at byte %d ends %d bytes after the end of the file: %d of %d samples are missing",
			cut.kind, cut.start, cut.past, outside, all)
	default:
		p.facts.Damagef(media.Suspect, "%s at byte %d says that it ends %d bytes after the end of the file, but no sample is missing",
			cut.kind, cut.start, cut.past)
	}
}

// judgeTrack says what keeps decoders from playing a track.
func (p *prober) judgeTrack(t *track, name string) {
	switch {
	case len(t.entries) == 0:
		p.facts.Damagef(media.Corrupt, "%s does not say how it is coded (stsd)", name)
		return
	case nameless(t.entries[0].format):
		p.facts.Damagef(media.Corrupt, "%s has a sample description without a format", name)
		return
	case t.external:
		p.facts.Damagef(media.NoContent, "the media of %s is in another file", name)
		return
	}
	if t.timescale == 0 {
		p.facts.Damagef(media.Corrupt, "%s has no clock: its timescale is 0", name)
	}
	if t.broken != "" && p.top.cut.kind != "moov" {
		p.facts.Damagef(media.Suspect, "box %s of %s runs past the box it is in", t.broken, name)
	}
	p.judgeConfiguration(t, name)
	p.judgeTables(t, name)
	p.judgePlaces(t, name)
	if s := t.scan; s != nil && s.bad > 0 {
		p.facts.Damagef(media.Corrupt, "%d of %d samples of %s cannot be decoded: %s", s.bad, s.read, name, s.problem)
	}
}

// judgeConfiguration asks whether decoders find what they need to start.
func (p *prober) judgeConfiguration(t *track, name string) {
	e := t.entries[0]
	switch {
	case e.encrypted:
	case e.video.Codec == "h264" && len(t.sets()) == 0:
		if t.samples.bytes > 0 || e.avc != nil && len(e.avc.SPS) > 0 {
			p.facts.Damagef(media.Corrupt, "%s has no readable H.264 parameter set (SPS)", name)
		}
	case e.problem != "" && e.video.Codec == "h264": // the parameter sets stand among the samples
		p.facts.Damagef(media.Suspect, "%s: %s", name, e.problem)
	case e.problem != "":
		p.facts.Damagef(media.Corrupt, "%s: %s", name, e.problem)
	}
	p.judgeSets(e, name)
	for _, other := range t.entries[1:] {
		if other.video.Codec != e.video.Codec || other.audio.Codec != e.audio.Codec {
			p.facts.Damagef(media.Suspect, "%s changes its codec from %s to %s", name, e.format, other.format)
			return
		}
	}
}

// judgeSets compares the configuration record with the parameter sets in it. Decoders go by the sets; what chooses a
// decoder, and what refuses a file, may go by the record.
func (p *prober) judgeSets(e entry, name string) {
	if e.avc == nil {
		return
	}
	for _, unit := range e.avc.SPS {
		sps, ok := h264.ParseSPS(unit)
		if ok && (sps.Profile != e.avc.Profile || sps.Level != e.avc.Level) {
			p.facts.Damagef(media.Suspect, "the configuration (avcC) of %s says profile %d and level %d, its parameter set (SPS) %d and %d",
				name, e.avc.Profile, e.avc.Level, sps.Profile, sps.Level)
			return
		}
	}
}

// judgeTables asks whether the parts of the sample table fit together.
func (p *prober) judgeTables(t *track, name string) {
	tb := &t.table
	for _, c := range []*column{&tb.times, &tb.shifts, &tb.runs, &tb.chunks, &tb.sizes} {
		if c.said > c.n && p.top.cut.kind != "moov" {
			p.facts.Damagef(media.Corrupt, "a sample table of %s says that it has %d rows, but there is room for %d", name, c.said, c.n)
			return
		}
	}
	last := int64(tb.runs.u32(tb.runs.n-1, 0))
	switch {
	case tb.count == 0:
	case tb.chunks.n == 0 || tb.runs.n == 0 || tb.times.n == 0:
		p.facts.Damagef(media.Corrupt, "the sample table of %s lacks its chunks (stco), their samples (stsc) or their times (stts)", name)
	case last > tb.chunks.n:
		p.facts.Damagef(media.Corrupt, "the sample table of %s speaks of chunk %d, but has only %d", name, last, tb.chunks.n)
	case t.reached == tb.count:
	case t.reached*20 < tb.count*19:
		p.facts.Damagef(media.Corrupt, "the sample table of %s leads to %d of its %d samples", name, t.reached, tb.count)
	default:
		p.facts.Damagef(media.Suspect, "the sample table of %s leads to %d of its %d samples", name, t.reached, tb.count)
	}
}

// judgePlaces asks whether the samples are where they can be.
func (p *prober) judgePlaces(t *track, name string) {
	s := &t.samples
	switch {
	case s.inside > 0:
		p.facts.Damagef(media.Corrupt, "%d samples of %s stand inside the header (moov, moof)", s.inside, name)
	case s.n > s.outside && !p.top.anyMdat:
		p.facts.Damagef(media.Corrupt, "%s has samples, but the file has no media data (mdat)", name)
	case s.astray > 0:
		p.facts.Damagef(media.Corrupt, "%d of %d samples of %s stand outside the media data (mdat)", s.astray, s.n, name)
	case s.shared():
		p.facts.Damagef(media.Corrupt, "the %d samples of %s say that they have %d bytes together, and stand in %d: many are the same bytes",
			s.n, name, s.bytes, s.within.size())
	}
	if s.outside == 0 || p.top.cut.past > 0 {
		return
	}
	kind := media.Truncated
	if s.outside == s.n && s.missing > p.r.Size() {
		kind = media.Corrupt
	}
	p.facts.Damagef(kind, "%d of %d samples of %s stand behind the end of the file: one begins or ends after byte %d, the file has %d",
		s.outside, s.n, name, s.missing, p.r.Size())
}
