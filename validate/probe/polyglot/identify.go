package polyglot

import (
	"bytes"

	"github.com/wamedia/wamedia/validate/probe/source"
)

// makerNotes stands for data that cameras write after the picture and that no program takes for another format.
const makerNotes = "maker notes"

// signatures are the first bytes of what is found behind pictures.
var signatures = [...]struct {
	at    int
	magic string
	name  string
}{
	{4, "ftyp", "MP4 video"},
	{0, "PK\x03\x04", "ZIP archive"},
	{0, "%PDF-", "PDF document"},
	{0, "ID3", "MP3 audio"},
	{0, "Rar!\x1a\x07", "RAR archive"},
	{0, "7z\xbc\xaf\x27\x1c", "7z archive"},
	{0, "\x1f\x8b\x08", "gzip archive"},
	{0, "\xff\xd8\xff", "JPEG image"},
	{0, "\x89PNG\r\n\x1a\n", "PNG image"},
	{0, "GIF8", "GIF image"},
	{0, "OggS", "Ogg audio"},
	{0, "RIFF", "RIFF file"},
	{0, "MZ", "Windows program"},
	{0, "\x7fELF", "Linux program"},
	{0, "#!/", "shell script"},
}

// identify names the data from end to the end of the file; empty when it is not known.
func identify(r *source.Reader, end int64) string {
	b := r.Bytes(end, window)
	for _, start := range [...][]byte{b, bytes.TrimLeft(b, "\x00 \r\n\t")} {
		for _, s := range signatures {
			if len(start) >= s.at && bytes.HasPrefix(start[s.at:], []byte(s.magic)) {
				return s.name
			}
		}
	}
	switch {
	case motionPhoto(b):
		return "MP4 video"
	case mpegAudio(b):
		return "MP3 audio"
	case bytes.Equal(r.Bytes(r.Size()-4, 4), []byte("SEFT")): // Samsung's trailer
		return makerNotes
	}
	return ""
}

// motionPhoto finds an MP4 film behind the bytes that phones put before it.
func motionPhoto(b []byte) bool {
	for {
		i := bytes.Index(b, []byte("ftyp"))
		if i < 0 || len(b) < i+8 {
			return false
		}
		switch string(b[i+4 : i+8]) {
		case "mp42", "isom", "iso2", "qt  ", "mp41", "avc1":
			return true
		}
		b = b[i+4:]
	}
}

// zipAtEnd tells whether a reader of ZIP archives finds a directory with entries at the end of the file. A comment of
// up to 64 KB may follow the directory; by default only a short one is looked behind.
func zipAtEnd(r *source.Reader, deep bool) bool {
	const record = 22
	reach := edge
	if deep {
		reach = window + record
	}
	from := max(0, r.Size()-int64(reach))
	b := r.Bytes(from, reach)
	i := lastIndex(b, "PK\x05\x06")
	if i < 0 || len(b) < i+record {
		return false
	}
	c := source.NewCursor(b[i+10:])
	entries, size := c.LE16(), c.LE32()
	return entries > 0 && bytes.Equal(r.Bytes(from+int64(i)-int64(size), 4), []byte("PK\x01\x02"))
}

// lastIndex is bytes.LastIndex for a mark that is rarely there: looking forward is far faster.
func lastIndex(b []byte, mark string) int {
	last := -1
	for from := 0; ; from = last + 1 {
		i := bytes.Index(b[from:], []byte(mark))
		if i < 0 {
			return last
		}
		last = from + i
	}
}
