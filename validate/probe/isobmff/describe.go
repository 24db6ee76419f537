package isobmff

import (
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/codecname"
)

// has tells whether the movie has a track of the kind.
func (m *movie) has(kind string) bool {
	for _, t := range m.tracks {
		if t.kind() == kind {
			return true
		}
	}
	return false
}

// isChapter tells tracks that other tracks use for their chapters: their pictures are no video.
func (m *movie) isChapter(t *track) bool {
	for _, other := range m.tracks {
		for _, id := range other.chapters {
			if id == t.id && other != t {
				return true
			}
		}
	}
	return false
}

// describeMovie turns a file with tracks, or with none, into facts.
func (p *prober) describeMovie() {
	f := &p.facts
	f.Container = p.container()
	if p.movie != nil {
		for _, t := range p.movie.tracks {
			p.describeTrack(t)
		}
		f.Container.CoverArt = f.Container.CoverArt || p.movie.cover
		p.markDefault()
	}
	sound := len(f.Audio) > 0 && len(f.Video) == 0 || len(f.Audio)+len(f.Video) == 0 && p.brands.sounds()
	p.label(movieLabel(p.format, sound))
	p.nameCodecs()
	p.judgeMovie()
}

// nameCodecs adds the codecs to the name: "MP4 video (H.264, AAC)".
func (p *prober) nameCodecs() {
	var codecs []string
	add := func(codec string) {
		if title := codecname.Title(codec); !slices.Contains(codecs, title) {
			codecs = append(codecs, title)
		}
	}
	for _, v := range p.facts.Video {
		add(v.Codec)
	}
	for _, a := range p.facts.Audio {
		add(a.Codec)
	}
	if len(codecs) > 0 {
		p.facts.Name += " (" + strings.Join(codecs, ", ") + ")"
	}
}

func (p *prober) label(l label) {
	p.facts.MIME, p.facts.Name, p.facts.Extension, p.facts.Kind = l.mime, l.name, l.extension, l.kind
}

func (p *prober) container() *media.Container {
	c := &media.Container{Format: string(p.format), Brand: shown(p.brands.major), Fragmented: p.top.fragments >= 0}
	for _, b := range p.brands.compatible {
		c.Brands = append(c.Brands, shown(b))
	}
	if p.top.moov.found() && p.top.mdat >= 0 {
		first := p.top.moov.start < p.top.mdat
		c.MoovFirst = &first
	}
	return c
}

// shown replaces what cannot be printed.
func shown(brand string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, brand)
}

func (p *prober) describeTrack(t *track) {
	if kind := t.kind(); kind != "vide" && kind != "soun" && lookup(videoFormats[:], t.format()) != "" {
		p.hidden++
	}
	switch kind := t.kind(); {
	case kind == "vide" && p.movie.isChapter(t), kind == "pict":
		p.facts.Other = append(p.facts.Other, media.OtherTrack{Kind: "image", Codec: t.format()})
		p.facts.Container.CoverArt = p.facts.Container.CoverArt || kind == "vide"
	case kind == "vide":
		v := p.videoFacts(t)
		v.Disabled, v.Before = !t.enabled, p.hidden
		p.facts.Video = append(p.facts.Video, v)
		p.describeTiming(t)
	case kind == "soun":
		p.facts.Audio = append(p.facts.Audio, p.audioFacts(t))
		p.describeTiming(t)
	default:
		p.facts.Other = append(p.facts.Other, media.OtherTrack{Kind: otherKind(kind), Codec: t.format()})
	}
}

// format is the first sample entry's format as it can be shown.
func (t *track) format() string {
	if len(t.entries) == 0 {
		return ""
	}
	return printableFormat(t.entries[0].format)
}

// otherKind sorts handlers (8.4.3) that are neither pictures nor sound.
func otherKind(handler string) string {
	switch handler {
	case "text", "sbtl", "subt", "clcp", "subp":
		return "text"
	case "tmcd":
		return "timecode"
	case "hint":
		return "hint"
	case "meta":
		return "metadata"
	}
	return "data"
}

// describeTiming lets the file play from where its first track begins to where its last one ends.
func (p *prober) describeTiming(t *track) {
	if t.clock.samples == 0 {
		return
	}
	total := t.clock.seconds(t.timescale)
	delay, shown := t.edits.span(total, p.movie.timescale, t.timescale)
	p.from, p.to = min(p.from, delay), max(p.to, delay+shown)
	seconds := p.to - p.from
	p.facts.Seconds = &seconds
	var rate int
	if len(t.entries) > 0 {
		rate = t.entries[0].audio.SampleRate
	}
	if !t.edits.plain(total, slack(rate), p.movie.timescale, t.timescale) {
		p.facts.Container.EditLists = true
	}
}

// seconds is how long a track plays; nil when there are no times.
func (p *prober) seconds(t *track) *float64 {
	if t.clock.samples == 0 || t.timescale == 0 {
		return nil
	}
	_, shown := t.edits.span(t.clock.seconds(t.timescale), p.movie.timescale, t.timescale)
	return &shown
}

// markDefault marks the sound that players take: the first enabled track, or the first of all.
func (p *prober) markDefault() {
	if len(p.facts.Audio) == 0 {
		return
	}
	i := 0
	for _, t := range p.movie.tracks {
		if t.kind() != "soun" {
			continue
		}
		if t.enabled {
			p.facts.Audio[i].Default = true
			return
		}
		i++
	}
	p.facts.Audio[0].Default = true
}
