package isobmff

// Flags of tfhd and trun (8.8.7, 8.8.8).
const (
	hasBase         = 0x000001
	hasEntry        = 0x000002
	hasDuration     = 0x000008
	hasSize         = 0x000010
	baseIsMoof      = 0x020000
	runHasOffset    = 0x000001
	runHasFirst     = 0x000004
	runHasDuration  = 0x000100
	runHasSize      = 0x000200
	runHasFlags     = 0x000400
	runHasShift     = 0x000800
	runFieldsOfEach = runHasDuration | runHasSize | runHasFlags | runHasShift
)

// fragments reads the samples of moof boxes.
type fragments struct {
	w     *walker
	movie *movie
	visit func(t *track, samples piece, moof box) // gets all samples
	byID  map[uint32]*track
}

// traf is a track fragment.
type traf struct {
	moof  box
	track *track
	defaults
	base int64 // what the runs' offsets are counted from
	next int64 // behind the last sample read
}

// read walks over all moof boxes from off on.
func (f *fragments) read(off int64) {
	f.byID = map[uint32]*track{}
	for _, t := range f.movie.tracks {
		if f.byID[t.id] == nil {
			f.byID[t.id] = t
		}
	}
	for b := range f.w.within(off, f.w.r.Size()) {
		if b.kind == "moof" {
			f.readFragment(b)
		}
	}
}

func (f *fragments) readFragment(moof box) {
	next := moof.start
	for b := range f.w.children(moof) {
		if b.kind != "traf" {
			continue
		}
		t := traf{moof: moof, base: next, next: next}
		for c := range f.w.children(b) {
			switch c.kind {
			case "tfhd":
				f.readHeader(&t, c)
			case "trun":
				f.readRun(&t, c)
			}
		}
		next = t.next
	}
}

// readHeader reads tfhd.
func (f *fragments) readHeader(t *traf, b box) {
	_, flags, c := f.w.fields(b, 40)
	id := c.U32()
	t.track, t.defaults = f.byID[id], f.movie.defaults[id]
	if flags&baseIsMoof != 0 {
		t.base = t.moof.start
	}
	if flags&hasBase != 0 {
		t.base = int64(c.U64() & (1<<62 - 1))
	}
	if flags&hasEntry != 0 {
		c.Skip(4)
	}
	if flags&hasDuration != 0 {
		t.duration = c.U32()
	}
	if flags&hasSize != 0 {
		t.size = c.U32()
	}
	t.next = t.base
}

// readRun reads trun.
func (f *fragments) readRun(t *traf, b box) {
	_, flags, c := f.w.fields(b, 16)
	count := int64(c.U32())
	head := int64(8)
	if flags&runHasOffset != 0 {
		t.next = max(0, t.base+int64(int32(c.U32())))
		head += 4
	}
	if flags&runHasFirst != 0 {
		head += 4
	}
	if t.track == nil {
		return
	}
	t.track.edits.open = true
	if flags&runFieldsOfEach == 0 {
		f.uniform(t, count)
		return
	}
	var width int64
	for bit := uint32(runHasDuration); bit <= runHasShift; bit <<= 1 {
		if flags&bit != 0 {
			width += 4
		}
	}
	f.each(t, flags, newColumn(f.w.r, b.body+head, b.end, count, width))
}

// uniform takes a run whose samples are all alike, so that no row tells how many there really are.
func (f *fragments) uniform(t *traf, count int64) {
	if t.size == 0 {
		return
	}
	p := piece{t.next, count, int64(t.size)}
	if room := max(0, f.w.r.Size()-p.off)/p.size + 1; p.n > room { // one beyond the end shows that samples are missing
		p.n = room
	}
	f.visit(t.track, p, t.moof)
	t.track.clock.add(p.n, t.duration)
	t.next = p.end()
}

func (f *fragments) each(t *traf, flags uint32, rows column) {
	if flags&runHasShift != 0 && t.track.samples.n == 0 {
		t.track.edits.shift(rows.u32(0, int(rows.width)-4))
	}
	for i := range rows.n {
		duration, size, at := t.duration, t.size, 0
		if flags&runHasDuration != 0 {
			duration, at = rows.u32(i, at), at+4
		}
		if flags&runHasSize != 0 {
			size = rows.u32(i, at)
		}
		p := piece{t.next, 1, int64(size)}
		f.visit(t.track, p, t.moof)
		t.track.clock.add(1, duration)
		t.next = p.end()
	}
}
