package isobmff

import "github.com/wamedia/wamedia/validate/media"

// judgeNoItems says why there is no picture at all.
func (p *prober) judgeNoItems() {
	if cut := p.top.cut; cut.past > 0 {
		p.facts.Damagef(media.Truncated, "%s at byte %d ends %d bytes after the end of the file, and no list of pictures (meta) stands before it",
			cut.kind, cut.start, cut.past)
		return
	}
	p.facts.Damagef(media.NoContent, "the list of pictures (meta) is missing")
}

// judgeItems says what keeps readers from showing the picture.
func (p *prober) judgeItems(it *items) {
	primary := it.byID[it.primary]
	f := &p.facts
	cut := p.top.cut
	switch {
	case cut.kind == "meta":
		f.Damagef(media.Truncated, "meta at byte %d ends %d bytes after the end of the file", cut.start, cut.past)
		return
	case it.handler != "pict":
		f.Damagef(media.Corrupt, "the list of pictures (meta) is marked as %q, not as \"pict\"", shown(it.handler))
	case !it.hasPrimary:
		f.Damagef(media.Corrupt, "the file does not say which picture is the main one (pitm)")
		return
	case primary.kind == "" || len(it.of(it.primary)) == 0:
		f.Damagef(media.Corrupt, "the main picture is not described")
		return
	case f.Picture.Width == 0 || f.Picture.Height == 0:
		f.Damagef(media.Corrupt, "the main picture has no size (ispe)")
	case !it.coded(it.primary):
		f.Damagef(media.Corrupt, "the main picture lacks the configuration of its codec %s", shown(primary.kind))
	}
	p.judgePieces(it)
}

// judgePieces asks whether the bytes of the picture are there.
func (p *prober) judgePieces(it *items) {
	needed := []uint32{it.primary}
	for from, to := range it.related("dimg") {
		if from == it.primary && len(needed) < maxItems {
			needed = append(needed, to)
		}
	}
	var missing int
	var first item
	for _, id := range needed {
		i := it.byID[id]
		if i.past > 0 {
			if missing == 0 {
				first = i
			}
			missing++
		}
		if !i.found && id == it.primary {
			p.facts.Damagef(media.NoContent, "the main picture has no data")
		}
	}
	cut := p.top.cut
	switch {
	case missing > 0:
		p.facts.Damagef(media.Truncated, "%d of %d pieces of the picture are not whole: one at byte %d misses %d bytes",
			missing, len(needed), first.outside, first.past)
	case cut.past > 0:
		p.facts.Damagef(media.Suspect, "%s at byte %d says that it ends %d bytes after the end of the file, but the picture is whole",
			cut.kind, cut.start, cut.past)
	}
}

// coded tells whether an item has the record that decoders of its codec need.
func (it *items) coded(id uint32) bool {
	record := map[string]string{"hvc1": "hvcC", "hev1": "hvcC", "av01": "av1C", "avc1": "avcC", "vvc1": "vvcC"}[it.byID[id].kind]
	if record == "" {
		return true
	}
	for _, property := range it.of(id) {
		if property.kind == record {
			return true
		}
	}
	return false
}
