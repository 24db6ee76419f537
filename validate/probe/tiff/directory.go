package tiff

// Tags (TIFF 6.0, appendix A).
const (
	tagSubfile        = 254
	tagWidth          = 256
	tagHeight         = 257
	tagBits           = 258
	tagCompression    = 259
	tagPhotometric    = 262
	tagMake           = 271
	tagStrips         = 273
	tagOrientation    = 274
	tagSamples        = 277
	tagStripBytes     = 279
	tagTiles          = 324
	tagTileBytes      = 325
	tagSubDirectories = 330
	tagExtra          = 338
	tagXMP            = 700
	tagIPTC           = 33723
	tagPhotoshop      = 34377
	tagICC            = 34675
	tagDNG            = 50706
)

// reduced is the bit of tagSubfile that marks a smaller copy of another page.
const reduced = 1

// field is one entry of a directory: count numbers of some width at off.
type field struct {
	count int64
	width int
	off   int64
}

// block is how many strips or tiles are looked at together.
const block = 512

// directory is one image file directory.
type directory struct {
	p      *parser
	fields map[int]field
	next   int64
}

// directory reads the directory at off; false when it lies outside the file.
func (p *parser) directory(off int64) (directory, bool) {
	d := directory{p: p, fields: map[int]field{}}
	head, entry, link := 2, 12, 4
	if p.big {
		head, entry, link = 8, 20, 8
	}
	count := p.number(off, head)
	if count == 0 || count > p.r.Size() || off+int64(head)+count*int64(entry) > p.r.Size() {
		return d, false
	}
	first := off + int64(head)
	for i := range min(count, maxEntries) {
		d.add(first+i*int64(entry), entry)
	}
	d.next = p.number(first+count*int64(entry), link)
	return d, true
}

// add reads the entry at off.
func (d *directory) add(off int64, size int) {
	p := d.p
	b := p.r.Bytes(off, size)
	if len(b) < size {
		return
	}
	tag, kind := int(p.order.Uint16(b)), int(p.order.Uint16(b[2:]))
	inline, link := int64(4), 4
	f := field{count: int64(p.order.Uint32(b[4:])), width: width(kind), off: off + 8}
	if p.big {
		inline, link = 8, 8
		f.count, f.off = max(0, int64(p.order.Uint64(b[4:]))), off+12
	}
	f.count = min(f.count, p.r.Size())
	if f.count*int64(f.width) > inline {
		f.off = p.number(f.off, link)
	}
	d.fields[tag] = f
}

// width is how many bytes a number of a field type has (TIFF 6.0, section 2, and BigTIFF).
func width(kind int) int {
	switch kind {
	case 3, 8:
		return 2
	case 4, 9, 11, 13:
		return 4
	case 5, 10, 12, 16, 17, 18:
		return 8
	}
	return 1
}

// value returns the i-th number of a field; 0 when there is none.
func (d directory) value(tag int, i int64) int64 {
	f, ok := d.fields[tag]
	if !ok || i >= f.count {
		return 0
	}
	return d.p.number(f.off+i*int64(f.width), f.width)
}

// values returns up to block numbers of a field from the i-th on.
func (d directory) values(tag int, i int64) []int64 {
	f := d.fields[tag]
	n := int(min(block, f.count-i))
	b := d.p.r.Bytes(f.off+i*int64(f.width), max(n, 0)*f.width)
	list := make([]int64, 0, block)
	for ; len(b) >= f.width && len(list) < n; b = b[f.width:] {
		list = append(list, d.p.decode(b, f.width))
	}
	return list
}

func (d directory) first(tag int) int64 { return d.value(tag, 0) }

func (d directory) has(tag int) bool { return d.fields[tag].count > 0 }
