package pdf

import (
	"bytes"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
)

const step, overlap = 64 << 10, 1 << 10

// rebuild does what readers do when the index is not where it should be: it goes through the file for objects and
// for a trailer that names the root, and looks for that object in clear.
func (d *document) rebuild() {
	var roots []string
	d.sweep(func(b []byte) {
		d.objects = d.objects || bytes.Contains(b, []byte(" obj"))
		roots = d.trailers(b, "trailer", roots)
		roots = d.trailers(b, "/XRef", roots)
	})
	d.sweep(func(b []byte) {
		for _, root := range roots {
			d.rooted = d.rooted || hasObject(b, root+" obj")
		}
	})
}

// hasObject tells whether an object begins in b: "1 0 obj" is not the end of "11 0 obj".
func hasObject(b []byte, head string) bool {
	for {
		i := bytes.Index(b, []byte(head))
		if i < 0 {
			return false
		}
		if i == 0 || b[i-1] < '0' || b[i-1] > '9' {
			return true
		}
		b = b[i+len(head):]
	}
}

// sweep shows the file piece by piece; what stands at the border of two is in both.
func (d *document) sweep(look func(b []byte)) {
	for off := d.lead; off < d.r.Size() && !d.rooted; off += step {
		b := d.r.Bytes(off, step+overlap)
		if len(b) == 0 {
			return
		}
		look(b)
	}
}

const (
	// maxRoots is how many different roots are looked for.
	maxRoots = 16
	// maxMarks is how many trailers are looked at; a file has one for every time it was saved.
	maxMarks = 4096
)

// trailers adds the roots named behind every mark in b, which is a keyword before a dictionary or a word inside it.
func (d *document) trailers(b []byte, mark string, roots []string) []string {
	for {
		i := bytes.Index(b, []byte(mark))
		if i < 0 || d.marks >= maxMarks {
			return roots
		}
		d.marks++
		from := max(0, i-512)
		if mark == "trailer" {
			from = i
		} else if open := bytes.LastIndex(b[from:i], []byte(" obj")); open >= 0 {
			from += open
		}
		dict := dictionary(b[from:min(len(b), i+1024)])
		t := parseTrailer(dict)
		d.encrypts(t)
		if t.root != "" && len(roots) < maxRoots && !slices.Contains(roots, t.root) {
			roots = append(roots, t.root)
		}
		b = b[i+len(mark):]
	}
}

func (d *document) damage(f *media.Facts) {
	size := d.r.Size() - d.lead
	switch {
	case !d.objects:
		f.Damagef(media.NoContent, "no objects behind the header")
	case !d.rooted && !d.ended:
		f.Damagef(media.Truncated, "the end is missing: no end mark, and no trailer whose root is there")
	case !d.rooted:
		f.Damagef(media.Corrupt, "no trailer whose root is there")
	case d.main > size:
		f.Damagef(media.Truncated, "the first object says %d bytes; %d of them are missing", d.length, d.length-size)
	case !d.indexed:
		f.Damagef(media.Suspect, "the index is not where the end of the file says: readers must rebuild it")
	case !d.ended:
		f.Damagef(media.Suspect, "no end mark near the end of the file")
	case d.unfinished:
		f.Damagef(media.Suspect, "the newest revision, of at least %d bytes, has no end mark: readers show an older one", d.trailing)
	}
	if d.lead > 0 {
		f.Damagef(media.Suspect, "%d bytes stand before the header", d.lead)
	}
}
