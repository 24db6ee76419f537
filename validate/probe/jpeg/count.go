package jpeg

// countScans counts the scans of an image whose decoders read all of them: each takes time for every pixel. Decoders of
// a sequential image are done with its first scan where that holds all components.
func (p *parser) countScans() {
	if p.first == 0 || !p.frame.progressive() && p.whole {
		return
	}
	n := 1
	for at := p.first; ; {
		next, code := p.seek(at, false)
		if code == 0 || code == eoi {
			break
		}
		if code == sos {
			n++
		}
		size := p.r.Bytes(next+2, 2)
		if len(size) < 2 {
			break
		}
		at = next + 2 + max(2, int64(size[0])<<8|int64(size[1]))
	}
	p.facts.Picture.Scans = n
}
