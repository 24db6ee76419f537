package raster

import "github.com/wamedia/wamedia/validate/media"

// colours reads the depth, the extra channels and the colour encoding of a JPEG XL header (ISO/IEC 18181-1, annexes D
// and E). Numbers of primaries and transfer functions are those of ITU-T H.273.
func (b *lsbReader) colours(pic *media.Picture) {
	pic.Bits = b.depth()
	b.take(1) // modular_16bit_buffers
	for range min(b.u32(coded{0, 0}, coded{1, 0}, coded{2, 4}, coded{1, 12}), 8) {
		if !b.extraChannel(pic) {
			return
		}
	}
	b.take(1) // xyb_encoded
	if b.take(1) == 1 || b.take(1) == 1 {
		return // sRGB, or an ICC profile
	}
	const rgb, gray, custom = 0, 1, 2
	space := b.enum()
	if space == gray {
		pic.Color = "gray"
	}
	if space != rgb && space != gray {
		return
	}
	if b.enum() == custom {
		b.place()
	}
	if space == rgb {
		primaries := b.enum()
		pic.Primaries = media.PrimariesOf(primaries)
		for range 3 {
			if primaries == custom {
				b.place()
			}
		}
	}
	if b.take(1) == 0 {
		pic.Transfer = media.TransferOf(b.enum())
	}
}

// depth reads the bits of a channel.
func (b *lsbReader) depth() int {
	if b.take(1) == 0 {
		return b.u32(coded{8, 0}, coded{10, 0}, coded{12, 0}, coded{1, 6})
	}
	bits := b.u32(coded{32, 0}, coded{16, 0}, coded{24, 0}, coded{1, 6})
	b.take(4)
	return bits
}

// extraChannel reads what is said of one channel that is not a colour; false where what follows is not read.
func (b *lsbReader) extraChannel(pic *media.Picture) bool {
	const alpha, spot, filter = 0, 2, 5
	if b.take(1) == 1 {
		pic.Alpha = true
		return true
	}
	kind := b.enum()
	pic.Alpha = pic.Alpha || kind == alpha
	b.depth()
	b.u32(coded{0, 0}, coded{3, 0}, coded{4, 0}, coded{1, 3})
	b.pos += 8 * b.u32(coded{0, 0}, coded{0, 4}, coded{16, 5}, coded{48, 10})
	if kind == alpha {
		b.take(1)
	}
	return kind != spot && kind != filter
}

// animation passes over the rate and the loops of an animation.
func (b *lsbReader) animation() {
	b.u32(coded{100, 0}, coded{1000, 0}, coded{1, 10}, coded{1, 30})
	b.u32(coded{1, 0}, coded{1001, 0}, coded{1, 8}, coded{1, 10})
	b.u32(coded{0, 0}, coded{0, 3}, coded{0, 16}, coded{0, 32})
	b.take(1)
}

// place passes over the coordinates of a colour.
func (b *lsbReader) place() {
	for range 2 {
		b.u32(coded{0, 19}, coded{524288, 19}, coded{1048576, 20}, coded{2097152, 21})
	}
}

// enum reads a number of a list.
func (b *lsbReader) enum() int { return b.u32(coded{0, 0}, coded{1, 0}, coded{2, 4}, coded{18, 6}) }

// coded is a number and how many bits are added to it.
type coded struct{ least, bits int }

// u32 reads a number in one of four ways, of which two bits choose.
func (b *lsbReader) u32(ways ...coded) int {
	way := ways[b.take(2)]
	return way.least + int(b.take(way.bits))
}
