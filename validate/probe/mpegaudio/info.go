package mpegaudio

import (
	"github.com/wamedia/wamedia/validate/probe/source"
)

// info is what a first frame without sound says of the others: the tags Xing and Info, and Fraunhofer's VBRI.
type info struct {
	found bool
	// frames and bytes of the whole stream; 0 when not said.
	frames, bytes int64
	// delay and padding count the samples that encoders add before and behind.
	delay, padding int64
}

// readInfo looks into the frame at off.
func readInfo(r *source.Reader, off int64, h header) info {
	const vbri = 4 + 32
	if h.layer != 3 {
		return info{}
	}
	c := source.NewCursor(r.Bytes(off+int64(headerSize+h.sideInfo()), 8+4+4+100+4+24))
	if mark := string(c.Take(4)); mark == "Xing" || mark == "Info" {
		return xing(c)
	}
	c = source.NewCursor(r.Bytes(off+vbri, 18))
	if string(c.Take(4)) != "VBRI" {
		return info{}
	}
	c.Skip(6)
	i := info{found: true, bytes: int64(c.U32()), frames: int64(c.U32())}
	if !c.OK() {
		return info{found: true}
	}
	return i
}

// xing reads the fields whose flags are set, and the delays that LAME and its like write behind them.
func xing(c *source.Cursor) info {
	i := info{found: true}
	flags := c.U32()
	if flags&1 != 0 {
		i.frames = int64(c.U32())
	}
	if flags&2 != 0 {
		i.bytes = int64(c.U32())
	}
	if flags&4 != 0 {
		c.Skip(100)
	}
	if flags&8 != 0 {
		c.Skip(4)
	}
	encoder := string(c.Take(4))
	c.Skip(17)
	delays := c.U24()
	if c.OK() && (encoder == "LAME" || encoder == "Lavf" || encoder == "Lavc") {
		i.delay, i.padding = int64(delays>>12), int64(delays&0xfff)
	}
	return i
}

// skipped counts the samples that players leave out in front: what the encoder added, and what a decoder does.
func (i info) skipped() int64 {
	const decoder = 529
	if i.delay == 0 {
		return 0
	}
	return i.delay + decoder
}
