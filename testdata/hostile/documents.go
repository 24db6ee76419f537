package hostile

import (
	"fmt"
	"time"
)

// documents are PDF, ZIP and Office, compound files, and text.
func documents() []file {
	return []file{
		{"loop.pdf", "an index whose older index is itself", lint, "pdf.maxPrev", bound{processor: 1 * time.Second}, "", func(w *writer) {
			w.put("%PDF-1.4\n1 0 obj\n<< >>\nendobj\n")
			at := w.off
			w.put(fmt.Sprintf("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", at, at))
		}},
		{"trailers.pdf", "four million trailers", lint, "pdf.maxMarks", bound{processor: 2 * time.Second}, "", func(w *writer) {
			w.put("%PDF-1.4\n1 0 obj\n")
			w.times(4_000_000, "trailer<</Root ")
		}},
		{"roots.pdf", "4,000 roots in a file of 60 MB", lint, "pdf.maxRoots", bound{processor: 3 * time.Second}, "", func(w *writer) {
			w.put("%PDF-1.4\n1 0 obj\n")
			for i := range 4000 {
				w.put(fmt.Sprintf("trailer\n<< /Root %d 0 R >>\nendobj\n", i+2), make([]byte, 1500))
			}
			w.hole(50 * mB)
		}},
		{"streams.pdf", "two million indexes that are streams of objects", lint, "pdf.maxMarks", bound{processor: 2 * time.Second}, "", func(w *writer) {
			w.put("%PDF-1.5\n")
			w.times(2_000_000, "1 0 obj<</Type/ObjStm>>1 0 obj<</Type/XRef/Root ")
		}},
		{"older.pdf", "a stream of objects whose older index is itself", lint, "pdf.maxPrev", bound{processor: 1 * time.Second}, "", func(w *writer) {
			w.put("%PDF-1.5\n")
			at := w.off
			w.put(fmt.Sprintf("1 0 obj\n<< /Type /XRef /Root 1 0 R /Prev %d >>\nstream\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", at, at))
		}},
		{"encrypted.pdf", "an encryption to be looked for in 2 GB", lint, "pdf.maxFind", bound{read: 32 * mB}, "", func(w *writer) {
			w.put("%PDF-1.4\n1 0 obj\n<< >>\nendobj\n")
			w.hole(2 * gB)
			at := w.off
			w.put(fmt.Sprintf("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Encrypt 9 0 R >>\nstartxref\n%d\n%%%%EOF\n", at))
		}},
		{"endless.pdf", "1 GB without an index", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put("%PDF-1.4\n1 0 obj\n<< >>\nendobj\n")
			w.hole(1 * gB)
		}},
		{"entries.zip", "400,000 entries", lint, "zipdoc.maxDirectory", bound{says: "more entries"}, "document", func(w *writer) {
			const n = 400_000
			w.put("PK\x03\x04", make([]byte, 26))
			for i := range n {
				w.put(zipEntry(fmt.Sprintf("%08d", i), part{}, 0))
			}
			w.put(zipEnd(n, 30, w.off-30))
		}},
		{"bomb.docx", "a part of 10 GB in 10 MB", deep, "zipdoc.maxUnpacked", bound{says: "unpack to more", processor: 3 * time.Second}, "", func(w *writer) {
			office(w, stored(docxTypes), stored("<w:document/>"), packed(make([]byte, 1<<20), 10_000))
		}},
		{"types.docx", "a list of parts of 1 GB in 2 MB", lint, "zipdoc.maxPart", bound{processor: 2 * time.Second}, "", func(w *writer) {
			override := []byte(`<Override PartName="/a.xml" ContentType="application/x-abc"/>`)
			office(w, packed(repeated(1000, override), 16_000), stored("<a/>"), stored(""))
		}},
		{"text.docx", "a main part of 200 MB of elements in 1 MB", lint, "zipdoc.headPart", bound{processor: 2 * time.Second}, "", func(w *writer) {
			office(w, stored(docxTypes), packed(repeated(1000, "<w:p></w:p>"), 20_000), stored(""))
		}},
		{"deep.docx", "a main part of 80 MB of elements in 1 MB", deep, "zipdoc.maxXML", bound{processor: 4 * time.Second}, "", func(w *writer) {
			office(w, stored(docxTypes), packed(repeated(1000, "<w:p></w:p>"), 8000), stored(""))
		}},
		{"nested.zip", "200 archives of 1 GB in one, all of the same bytes", deep, "zipdoc.maxUnpacked", bound{says: "unpack to more", processor: 3 * time.Second}, "document", nestedZIP},
		{"unlisted.zip", "2 GB behind the first entry", lint, "zipdoc.maxScan", bound{read: 16 * mB}, "document", func(w *writer) {
			w.put("PK\x03\x04", little(uint16(20), uint16(8), uint16(8)), make([]byte, 16), little(uint16(1), uint16(0)), "a")
			w.hole(2 * gB)
		}},
		{"past.doc", "a directory of 450 MB behind the end", lint, "ole.maxPast", bound{}, "", compound(0)},
		{"directory.doc", "a directory of 450 MB", lint, "ole.maxDirectory", bound{says: "the directory has more than"}, "", compound(directorySectors)},
		{"text.txt", "300 MB in one line", lint, "text.samples", bound{read: 2 * mB}, "", func(w *writer) {
			w.times(300, repeated(1000, "abcdefghij ", repeated(99, "abcdefghi ")))
		}},
		{"nuls.txt", "300 MB of UTF-16 that are NUL but for the first line", lint, "text.headSize", bound{read: 2 * mB}, "", func(w *writer) {
			w.put("\xff\xfe", repeated(200, "a\x00"), "\n\x00")
			w.hole(300 * mB)
		}},
		{"deep.json", "lists within lists, a million deep", lint, "text.headSize", bound{read: 2 * mB}, "", func(w *writer) {
			w.times(20_000_000, "[")
		}},
	}
}

// part is a part of an Office document.
type part struct {
	method uint16
	size   int
	data   []byte
}

func stored(text string) part { return part{0, len(text), []byte(text)} }

// packed is n times text.
func packed(text []byte, n int) part { return part{8, n * len(text), deflated(text, n)} }

// docxTypes is the list of parts of a Word document.
const docxTypes = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`

// office writes an Office document of a list of parts, a main part and another.
func office(w *writer, types, main, other part) {
	rels := stored(`<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
	names := [...]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/media/image1.bmp"}
	var directory []byte
	for i, p := range [...]part{types, rels, main, other} {
		directory = join(directory, zipEntry(names[i], p, uint32(w.off)))
		w.put("PK\x03\x04", little(uint16(20), uint16(0), p.method), make([]byte, 8),
			little(uint32(len(p.data)), uint32(p.size), uint16(len(names[i])), uint16(0)), names[i], p.data)
	}
	w.put(zipEnd(len(names), uint32(w.off), int64(len(directory)), directory))
}

// zipEntry is a row of an archive's list.
func zipEntry(name string, p part, at uint32) []byte {
	return join("PK\x01\x02", little(uint16(20), uint16(20), uint16(0), p.method), make([]byte, 8),
		little(uint32(len(p.data)), uint32(p.size), uint16(len(name))), make([]byte, 12), little(at), name)
}

// zipEnd is the end of an archive whose list of size bytes begins at at, with that list where it is not written yet.
func zipEnd(count int, at uint32, size int64, list ...any) []byte {
	return join(join(list...), "PK\x05\x06\x00\x00\x00\x00", little(uint16(min(count, 1<<16-1)), uint16(min(count, 1<<16-1)), uint32(size), at, uint16(0)))
}

// nestedZIP is an archive whose 200 entries all stand for the same packed bytes: an archive with a gigabyte in it.
func nestedZIP(w *writer) {
	const n = 200
	inner := join("PK\x03\x04", little(uint16(20), uint16(0), uint16(8)), make([]byte, 16), little(uint16(1), uint16(0)), "a", zeros(1000))
	p := part{8, 1 << 30, deflated(inner, 1)}
	w.put("PK\x03\x04", little(uint16(20), uint16(0), p.method), make([]byte, 8),
		little(uint32(len(p.data)), uint32(p.size), uint16(5), uint16(0)), "0.zip", p.data)
	at := w.off
	for range n {
		w.put(zipEntry("0.zip", p, 0))
	}
	w.put(zipEnd(n, uint32(at), w.off-at))
}

// directorySectors is as many sectors of a directory as the header of a compound file can list by itself.
const directorySectors = 109 * 1024

// compound is a compound file (MS-CFB) with sectors of 4 KB and a directory of directorySectors, of which so many are in
// the file, without an entry.
func compound(there int64) func(w *writer) {
	return func(w *writer) {
		const fat, end = uint32(1<<32 - 3), uint32(1<<32 - 2)
		w.put("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 16), little(uint16(0x3e), uint16(4), uint16(0xfffe), uint16(12), uint16(6)), make([]byte, 6),
			little(uint32(0), uint32(109), uint32(109), uint32(0), uint32(4096), end, uint32(0), end, uint32(0)))
		for i := range uint32(109) {
			w.put(little(i))
		}
		w.put(make([]byte, 4096-w.off), repeated(109, little(fat)))
		for i := uint32(109); i < directorySectors-1; i++ {
			w.put(little(i + 1))
		}
		w.put(little(end))
		w.hole(4096 * there)
	}
}
