package isobmff

import (
	"iter"
	"math"

	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// maxItems bounds the items that are read; a photo of a phone has about fifty, one per tile.
	maxItems = 1 << 16
	// maxTable bounds the bytes of each table of items.
	maxTable = 4 << 20
)

// item is a piece of an image file: a picture, a tile of one, metadata (ISO/IEC 14496-12, 8.11).
type item struct {
	kind    string // four characters: hvc1, av01, grid, Exif, mime …
	bytes   int64
	found   bool  // iloc says where it is
	past    int64 // bytes of it behind the end of the file
	outside int64 // offset of the first piece that is not in the file
}

// items is what the meta box says.
type items struct {
	handler    string
	primary    uint32
	hasPrimary bool
	byID       map[uint32]item
	properties []property
	links      []byte // ipma, as it stands
	references []byte // iref, as it stands
	idat       int64  // bytes of idat; pieces may stand there
}

// property is a box of ipco.
type property struct {
	kind string
	body []byte
}

// readItems reads meta.
func (w *walker) readItems(meta box) *items {
	it := &items{byID: map[uint32]item{}}
	meta.body += 4
	var locations box
	for b := range w.children(meta) {
		switch b.kind {
		case "hdlr":
			_, _, c := w.fields(b, 32)
			c.Skip(4)
			it.handler = string(c.Take(4))
		case "pitm":
			version, _, c := w.fields(b, 8)
			it.primary, it.hasPrimary = readID(c, version > 0), c.OK()
		case "iinf":
			it.readInformation(w.load(b, maxTable))
		case "iprp":
			it.readProperties(w, b)
		case "iref":
			it.references = w.load(b, maxTable)
		case "idat":
			it.idat = b.size()
		case "iloc":
			locations = b
		}
	}
	it.readLocations(w.load(locations, maxTable), w.r.Size())
	return it
}

// readID reads an item's number, which takes two bytes or four.
func readID(c *source.Cursor, wide bool) uint32 {
	if wide {
		return c.U32()
	}
	return uint32(c.U16())
}

// readInformation reads iinf: the kinds of items.
func (it *items) readInformation(b []byte) {
	c := source.NewCursor(b)
	if version := c.U8(); version == 0 {
		c.Skip(3 + 2)
	} else {
		c.Skip(3 + 4)
	}
	for kind, body := range inside(c.Take(c.Left())) {
		e := source.NewCursor(body)
		version := e.U8()
		e.Skip(3)
		if kind != "infe" || version < 2 || len(it.byID) == maxItems {
			continue
		}
		id := readID(e, version > 2)
		e.Skip(2)
		if kind := e.Take(4); kind != nil {
			it.byID[id] = item{kind: string(kind)}
		}
	}
}

// readProperties reads iprp: the properties and which item has which.
func (it *items) readProperties(w *walker, iprp box) {
	for b := range w.children(iprp) {
		switch b.kind {
		case "ipco":
			for kind, body := range inside(w.load(b, maxTable)) {
				if len(it.properties) == math.MaxInt16 {
					break
				}
				it.properties = append(it.properties, property{kind, body})
			}
		case "ipma":
			if it.links == nil {
				it.links = w.load(b, maxTable)
			}
		}
	}
}

// of returns the properties of an item, in their order.
func (it *items) of(id uint32) []property {
	c := source.NewCursor(it.links)
	version, flags := c.U8(), c.U24()
	width := 1
	if flags&1 != 0 {
		width = 2
	}
	for range c.U32() {
		owner := readID(c, version > 0)
		own := c.Take(width * int(c.U8()))
		if !c.OK() {
			return nil
		}
		if owner == id {
			return it.pick(own, width)
		}
	}
	return nil
}

// pick looks up properties by their numbers, whose highest bit only says that readers must know the property.
func (it *items) pick(numbers []byte, width int) []property {
	var own []property
	for ; len(numbers) >= width; numbers = numbers[width:] {
		i := int(numbers[0] & 0x7f)
		if width == 2 {
			i = i<<8 | int(numbers[1])
		}
		if i > 0 && i <= len(it.properties) {
			own = append(own, it.properties[i-1])
		}
	}
	return own
}

// related yields the references of a kind, from one item to another.
func (it *items) related(kind string) iter.Seq2[uint32, uint32] {
	return func(yield func(from, to uint32) bool) {
		c := source.NewCursor(it.references)
		wide := c.U8() > 0
		c.Skip(3)
		for k, body := range inside(c.Take(c.Left())) {
			if k != kind {
				continue
			}
			r := source.NewCursor(body)
			from := readID(r, wide)
			for range r.U16() {
				to := readID(r, wide)
				if !r.OK() || !yield(from, to) {
					return
				}
			}
		}
	}
}
