package isobmff

import (
	"encoding/binary"
	"math"
)

func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
func be64(b []byte) uint64 { return binary.BigEndian.Uint64(b) }

// table is the sample table of a track (8.6 and 8.7). Its parts stay in the file.
type table struct {
	times  column // stts: count, duration
	shifts column // ctts: count, offset
	runs   column // stsc: first chunk, samples per chunk, entry
	chunks column // stco, co64: offset
	sizes  column // stsz, stz2
	field  int    // bits of a row of sizes
	fixed  uint32 // size of every sample; 0 where sizes has them
	count  int64  // samples, as stsz says
	// Sound of QuickTime counts in frames of one channel set each; perPacket of them take packet bytes.
	perPacket, packet int64
}

// piece is samples that lie in a row and are of one size.
type piece struct {
	off, n, size int64
}

// bytes is the length of the piece; clipped where the file's numbers are absurd.
func (p piece) bytes() int64 {
	if p.size > 0 && p.n > math.MaxInt64/p.size {
		return math.MaxInt64
	}
	return p.n * p.size
}

// end is the offset behind the piece; clipped likewise.
func (p piece) end() int64 {
	if n := p.bytes(); n <= math.MaxInt64-p.off {
		return p.off + n
	}
	return math.MaxInt64
}

// readColumn reads the count of a full box and describes the rows behind it.
func (w *walker) readColumn(b box, width int64) column {
	_, _, c := w.fields(b, 8)
	return newColumn(w.r, b.body+8, b.end, int64(c.U32()), width)
}

// readSizes reads stsz (8.7.3.2).
func (t *table) readSizes(w *walker, b box) {
	_, _, c := w.fields(b, 12)
	t.fixed, t.count, t.field = c.U32(), int64(c.U32()), 32
	if t.fixed == 0 {
		t.sizes = newColumn(w.r, b.body+12, b.end, t.count, 4)
	}
}

// readPackedSizes reads stz2 (8.7.3.3).
func (t *table) readPackedSizes(w *walker, b box) {
	_, _, c := w.fields(b, 12)
	t.field, t.count, t.fixed = int(c.U32()&0xff), int64(c.U32()), 0
	switch t.field {
	case 4:
		t.sizes = newColumn(w.r, b.body+12, b.end, (t.count+1)/2, 1)
	case 8, 16:
		t.sizes = newColumn(w.r, b.body+12, b.end, t.count, int64(t.field/8))
	}
}

// size is the size of sample i, and whether it is there.
func (t *table) size(i int64) (int64, bool) {
	if t.field == 4 {
		row := t.sizes.row(i / 2)
		if row == nil {
			return 0, false
		}
		return int64(row[0] >> (4 * (1 - i%2)) & 15), true
	}
	row := t.sizes.row(i)
	switch len(row) {
	case 4:
		return int64(be32(row)), true
	case 2:
		return int64(binary.BigEndian.Uint16(row)), true
	case 1:
		return int64(row[0]), true
	}
	return 0, false
}

// chunk is the offset of chunk i, counted from 0.
func (t *table) chunk(i int64) (int64, bool) {
	row := t.chunks.row(i)
	switch len(row) {
	case 4:
		return int64(be32(row)), true
	case 8:
		return int64(min(be64(row), math.MaxInt64)), true
	}
	return 0, false
}

// walk calls visit with the samples in the order of the tables, and returns how many there were. The work is bounded
// by the rows that are in the file, whatever the counts say.
func (t *table) walk(visit func(piece)) int64 {
	var done, chunk int64
	for run := range t.runs.n {
		perChunk := int64(t.runs.u32(run, 4))
		last := t.chunks.n
		if run+1 < t.runs.n {
			last = min(last, int64(t.runs.u32(run+1, 0))-1)
		}
		for ; chunk < last && done < t.count; chunk++ {
			off, ok := t.chunk(chunk)
			if !ok {
				return done
			}
			n := min(perChunk, t.count-done)
			read := t.walkChunk(off, done, n, visit)
			done += read
			if read < n {
				return done
			}
		}
	}
	return done
}

// walkChunk visits n samples from sample i on, which stand at off.
func (t *table) walkChunk(off, i, n int64, visit func(piece)) int64 {
	if t.fixed == 1 && t.packet > 0 {
		visit(piece{off, (n + t.perPacket - 1) / t.perPacket, t.packet})
		return n
	}
	if t.fixed > 0 {
		visit(piece{off, n, int64(t.fixed)})
		return n
	}
	for k := range n {
		size, ok := t.size(i + k)
		if !ok {
			return k
		}
		p := piece{off, 1, size}
		visit(p)
		off = p.end()
	}
	return n
}

// readTimes feeds the durations of the first n samples to c.
func (t *table) readTimes(c *clock, n int64) {
	for i := range t.times.n {
		row := t.times.row(i)
		if row == nil || n <= 0 {
			return
		}
		count := min(int64(be32(row)), n)
		c.add(count, be32(row[4:]))
		n -= count
	}
}

// release drops the pages that were kept.
func (t *table) release() {
	for _, c := range []*column{&t.times, &t.shifts, &t.runs, &t.chunks, &t.sizes} {
		c.page = nil
	}
}
