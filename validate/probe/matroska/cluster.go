package matroska

import "github.com/wamedia/wamedia/validate/probe/source"

// Elements of a cluster.
const (
	idTimestamp   = 0xe7
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
	idSimpleBlock = 0xa3
)

// blocks is what the blocks seen so far say.
type blocks struct {
	any    bool
	latest int64 // timestamp of the latest block, in ticks
	// count and bytes by track; only with deep.
	count, bytes map[uint64]int64
}

// cluster walks over the blocks of a cluster and tells where it ends: at its size, or where the next element of the
// segment begins.
func (s *segment) cluster(c element, end int64) int64 {
	if c.size != unknown {
		end = min(end, c.end())
	}
	base := int64(0)
	for off := c.off; off < end; {
		e, ok := readElement(s.r, off)
		switch {
		case !ok || e.size == unknown && e.id != idCluster && e.id != idBlockGroup:
			s.broken = off
			return s.r.Size()
		case c.size == unknown && topLevel(e.id):
			return off
		case e.size == unknown || e.id == idBlockGroup: // step into it
			off = e.off
			continue
		case e.end() > end && c.size == unknown:
			s.lacks(e.end()-end, "a block")
		case e.id == idTimestamp:
			base = int64(number(s.r.Bytes(e.off, int(min(e.size, 8)))) & (1<<62 - 1))
		}
		if e.id == idBlock || e.id == idSimpleBlock {
			s.block(e, base)
		}
		off = e.end()
	}
	return end
}

func topLevel(id uint32) bool {
	switch id {
	case idCluster, idCues, idTags, idChapters, idAttachments, idInfo, idTracks, idSeekHead, idSegment, idEBML:
		return true
	}
	return false
}

// block counts one block.
func (s *segment) block(e element, base int64) {
	head := s.r.Bytes(e.off, 12)
	track, n, ok := vint(head, 8)
	if !ok || e.size <= int64(n)+3 {
		return
	}
	c := source.NewCursor(head[n:])
	relative := int64(int16(c.U16()))
	s.blocks.any = true
	s.blocks.latest = max(s.blocks.latest, base+relative)
	if !s.deep {
		return
	}
	if s.blocks.count == nil {
		s.blocks.count, s.blocks.bytes = map[uint64]int64{}, map[uint64]int64{}
	}
	track &= 1<<(7*n) - 1
	if _, known := s.blocks.count[track]; known || len(s.blocks.count) < maxTracks {
		s.blocks.count[track]++
		s.blocks.bytes[track] += e.size - int64(n) - 3
	}
}
