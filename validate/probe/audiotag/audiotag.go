// Package audiotag finds the metadata that stands before and behind raw audio frames: ID3v2 (id3.org, 2.2 to 2.4),
// ID3v1, APEv2 and Lyrics3. Nothing is decoded but lengths and whether a picture is there.
package audiotag

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// maxTags bounds how many tags in a row are passed over.
const maxTags = 16

// Tags says what stands on one side of the audio.
type Tags struct {
	// Edge is where the audio begins (Head) or ends (Tail).
	Edge int64
	// Found is true where at least one tag stands there.
	Found bool
	// CoverArt is true where a tag holds a picture.
	CoverArt bool
	// Past counts the bytes by which a tag runs past the end of the file.
	Past int64
}

// Head passes over all ID3v2 and APEv2 tags at off.
func Head(r *source.Reader, off int64) Tags {
	t := Tags{Edge: off}
	for range maxTags {
		n, cover := id3v2(r, t.Edge)
		if n == 0 {
			n = apeHeader(r, t.Edge)
		}
		if n == 0 {
			break
		}
		t.Found = true
		t.CoverArt = t.CoverArt || cover
		t.Edge += n
	}
	if t.Edge > r.Size() {
		t.Past, t.Edge = t.Edge-r.Size(), r.Size()
	}
	return t
}

// id3v2 is the whole length of the ID3v2 tag at off, 0 when there is none.
func id3v2(r *source.Reader, off int64) (length int64, cover bool) {
	c := source.NewCursor(r.Bytes(off, 10))
	mark, version, revision, flags, size := c.Take(3), c.U8(), c.U8(), c.U8(), c.U32()
	known := version >= 2 && version <= 4 && revision != 0xff && flags&0x0f == 0
	if !c.OK() || string(mark) != "ID3" || !known || size&0x80808080 != 0 {
		return 0, false
	}
	body := int64(synchsafe(size))
	length = 10 + body
	if flags&0x10 != 0 && version >= 4 { // a footer repeats the header
		length += 10
	}
	return length, hasPicture(r, off+10, off+10+body, version)
}

func synchsafe(v uint32) uint32 {
	return v&0x7f | v>>8&0x7f<<7 | v>>16&0x7f<<14 | v>>24&0x7f<<21
}

// hasPicture walks the frames of an ID3v2 tag from off to end.
func hasPicture(r *source.Reader, off, end int64, version uint8) bool {
	for range 256 {
		c := source.NewCursor(r.Bytes(off, 10))
		var id string
		var size int64
		if version == 2 {
			id, size = string(c.Take(3)), int64(c.U24())
		} else {
			id, size = string(c.Take(4)), int64(c.U32())
			c.Skip(2)
		}
		off += int64(c.Pos())
		switch {
		case !c.OK() || off > end || id[0] == 0:
			return false
		case id == "APIC" || id == "PIC":
			return true
		case version == 4:
			size = int64(synchsafe(uint32(size)))
		}
		off += size
	}
	return false
}

// apeHeader is the whole length of an APEv2 tag that begins at off with its header, 0 when there is none.
func apeHeader(r *source.Reader, off int64) int64 {
	c := source.NewCursor(r.Bytes(off, 32))
	mark, _, size := c.Take(8), c.LE32(), c.LE32()
	if !c.OK() || string(mark) != "APETAGEX" || size < 32 {
		return 0
	}
	return 32 + int64(size)
}

// Tail passes over all tags that end where the file ends, down to from.
func Tail(r *source.Reader, from int64) Tags {
	t := Tags{Edge: r.Size()}
	for range maxTags {
		n, cover := lastTag(r, from, t.Edge)
		if n == 0 || n > t.Edge-from {
			break
		}
		t.Found = true
		t.CoverArt = t.CoverArt || cover
		t.Edge -= n
	}
	return t
}

// lastTag is the whole length of the tag that ends at end, 0 when there is none.
func lastTag(r *source.Reader, from, end int64) (length int64, cover bool) {
	at := max(from, end-128)
	last := r.Bytes(at, int(end-at))
	if len(last) == 128 && string(last[:3]) == "TAG" {
		return 128, false
	}
	if len(last) < 32 {
		return 0, false
	}
	foot := last[len(last)-32:]
	switch {
	case string(foot[:8]) == "APETAGEX":
		return apeTail(r, from, end)
	case string(foot[22:25]) == "3DI":
		c := source.NewCursor(foot[28:])
		return 20 + int64(synchsafe(c.U32())), false
	case string(foot[23:]) == "LYRICS200":
		return digits(foot[17:23]) + 15, false
	case string(foot[23:]) == "LYRICSEND":
		return lyrics1(r, from, end), false
	}
	return extendedID3v1(r, end), false
}

// apeTail measures the APE tag whose footer ends at end, and looks for its cover.
func apeTail(r *source.Reader, from, end int64) (length int64, cover bool) {
	c := source.NewCursor(r.Bytes(end-32, 32))
	c.Skip(12)
	size, _, flags := int64(c.LE32()), c.LE32(), c.LE32()
	if !c.OK() || size < 32 {
		return 0, false
	}
	begin := max(from, end-size)
	items := bytes.ToLower(r.Bytes(begin, int(min(end-begin, 4096))))
	cover = bytes.Contains(items, []byte("cover art"))
	if flags&0x80000000 != 0 { // it has a header too
		size += 32
	}
	return size, cover
}

// digits reads a decimal number, a very large one when it is none, so that no tag fits it.
func digits(b []byte) int64 {
	var n int64
	for _, d := range b {
		if d < '0' || d > '9' {
			return 1 << 40
		}
		n = 10*n + int64(d-'0')
	}
	return n
}

// lyrics1 is the length of a Lyrics3 v1 block, which says no length: at most 5100 bytes between its marks.
func lyrics1(r *source.Reader, from, end int64) int64 {
	const most = 11 + 5100 + 9
	at := max(from, end-most)
	i := bytes.Index(r.Bytes(at, int(end-at)), []byte("LYRICSBEGIN"))
	if i < 0 {
		return 0
	}
	return end - at - int64(i)
}

// extendedID3v1 is the length of the TAG+ block that stands before an ID3v1 tag.
func extendedID3v1(r *source.Reader, end int64) int64 {
	const length = 227
	if string(r.Bytes(end-length, 4)) == "TAG+" {
		return length
	}
	return 0
}
