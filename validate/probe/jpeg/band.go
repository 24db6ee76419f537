package jpeg

import "math/bits"

// The ways to decode a block. Only the lengths of the values matter, and which coefficients are not zero.

// sequential decodes a block of a sequential scan (T.81, F.2.2).
func (d *decoder) sequential(p *part, _ int) bool {
	if _, ok := d.b.symbol(p.dc, true); !ok {
		return false
	}
	for k := 1; k < 64; {
		rs, ok := d.b.symbol(p.ac, true)
		if !ok {
			return false
		}
		switch run := int(rs >> 4); {
		case rs&15 != 0:
			if k += run; k > 63 {
				return d.overrun()
			}
			k++
		case run == 15:
			k += 16
		default:
			return true
		}
	}
	return true
}

func (d *decoder) overrun() bool {
	d.flaw = "a block with more than 64 coefficients"
	return false
}

// averages decodes the first bits of DC coefficients (T.81, G.1.2.1).
func (d *decoder) averages(p *part, _ int) bool {
	_, ok := d.b.symbol(p.dc, true)
	return ok
}

// refineAverages decodes one more bit of a DC coefficient.
func (d *decoder) refineAverages(*part, int) bool {
	d.b.skip(1)
	return true
}

// details decodes the first bits of AC coefficients (T.81, G.1.2.2).
func (d *decoder) details(p *part, index int) bool {
	for k := d.s.ss; k <= d.s.se; {
		rs, ok := d.b.symbol(p.ac, false)
		if !ok {
			return false
		}
		run, size := int(rs>>4), int(rs&15)
		switch {
		case size != 0:
			if k += run; k > d.s.se {
				return d.overrun()
			}
			d.b.skip(size)
			p.known[index] |= 1 << k
			k++
		case run == 15:
			k += 16
		default:
			d.eobRun = 1<<run - 1 + d.b.bits(run)
			return true
		}
	}
	return true
}

// refineDetails decodes one more bit of AC coefficients (T.81, G.1.2.3).
func (d *decoder) refineDetails(p *part, index int) bool {
	known := &p.known[index]
	for k := d.s.ss; k <= d.s.se; k++ {
		rs, ok := d.b.symbol(p.ac, false)
		if !ok {
			return false
		}
		run, size := int(rs>>4), int(rs&15)
		if size == 0 && run < 15 {
			d.eobRun = 1<<run - 1 + d.b.bits(run)
			d.b.skip(bits.OnesCount64(*known & band(k, d.s.se)))
			return true
		}
		if size > 1 {
			d.flaw = "a refinement by more than one bit"
			return false
		}
		d.b.skip(size)
		if k = d.correct(*known, k, run); size == 1 {
			if k > d.s.se {
				return d.overrun()
			}
			*known |= 1 << k
		}
	}
	return true
}

// correct takes the correction bits of coefficients from k on, until run that are zero were passed, and returns the
// next that is zero.
func (d *decoder) correct(known uint64, k, run int) int {
	for ; k <= d.s.se; k++ {
		switch {
		case known>>k&1 != 0:
			d.b.skip(1)
		case run == 0:
			return k
		default:
			run--
		}
	}
	return k
}

// band has a bit set for each coefficient from a to b.
func band(a, b int) uint64 {
	if a > b {
		return 0
	}
	return ^uint64(0) >> (63 - b) >> a << a
}
