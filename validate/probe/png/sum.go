package png

import (
	"hash/crc32"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const window = 64 << 10

// sums notes chunks whose CRC is wrong.
type sums struct {
	critical, ancillary int
	names               []string // of the first ones
}

// check checks the CRC of a chunk: of the header always, of all others with deep.
func (p *parser) check(c chunk) {
	if !p.deep && c.name != "IHDR" {
		return
	}
	sum := crc32.ChecksumIEEE([]byte(c.name))
	for at, left := c.off, c.size; left > 0; {
		b := p.r.Bytes(at, int(min(left, window)))
		if len(b) == 0 {
			return
		}
		sum = crc32.Update(sum, crc32.IEEETable, b)
		at, left = at+int64(len(b)), left-int64(len(b))
	}
	if b := p.r.Bytes(c.off+c.size, 4); len(b) == 4 && source.NewCursor(b).U32() != sum {
		p.sums.add(c)
	}
}

func (s *sums) add(c chunk) {
	if c.critical() {
		s.critical++
	} else {
		s.ancillary++
	}
	if len(s.names) < 3 {
		s.names = append(s.names, c.name)
	}
}

// judgeSums notes what wrong CRCs mean: decoders refuse critical chunks and pass over the others.
func (p *parser) judgeSums() {
	s := p.sums
	names := strings.Join(s.names, ", ")
	switch {
	case s.critical > 0:
		p.facts.Damagef(media.Corrupt, "the CRC is wrong in %s (%d in all)", names, s.critical+s.ancillary)
	case s.ancillary > 0:
		p.facts.Damagef(media.Suspect, "the CRC is wrong in %s (%d in all), which decoders pass over", names, s.ancillary)
	}
}
