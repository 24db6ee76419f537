// Package ole reads compound files (MS-CFB), the container of Word, Excel and PowerPoint before 2007: what the
// streams in the root say the document is, whether it needs a password, carries code, and is whole.
package ole

import (
	"fmt"
	"strings"

	"github.com/richardlehane/mscfb"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// magic begins every compound file.
const magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// Probe reads a compound file; the zero Facts when it is none.
func Probe(r *source.Reader, _ bool) media.Facts {
	if !strings.HasPrefix(string(r.Head()[:min(len(r.Head()), len(magic))]), magic) {
		return media.Facts{}
	}
	f := media.Facts{Size: r.Size(), Document: &media.DocumentInfo{}}
	set(&f, guess(r))
	p := newPadded(r)
	doc, err := mscfb.New(p)
	p.opened = true
	switch {
	case err != nil && p.left < 0:
		f.Undecide("entries", fmt.Sprintf("the directory has more than %d bytes", maxDirectory))
	case err != nil && p.past > 0:
		f.Damagef(media.Truncated, "the directory lies behind the end of the file")
	case err != nil:
		f.Damagef(media.Corrupt, "the directory cannot be read")
	default:
		set(&f, storage)
		t := &tree{doc: doc, file: p}
		t.describe(&f)
		t.check(&f)
	}
	f.Unread(r.Err())
	return f
}

// tree is a compound file with its entries.
type tree struct {
	doc  *mscfb.Reader
	file *padded
}

// root finds an entry that hangs directly below the root; embedded documents lie deeper.
func (t *tree) root(names ...string) *mscfb.File {
	for _, e := range t.doc.File[1:] {
		if len(e.Path) > 0 {
			continue
		}
		for _, n := range names {
			if strings.EqualFold(e.Name, n) {
				return e
			}
		}
	}
	return nil
}

// anywhere tells whether an entry of that name is in the file at all.
func (t *tree) anywhere(name string) bool {
	for _, e := range t.doc.File[1:] {
		if e.Name == name {
			return true
		}
	}
	return false
}

// start is the first bytes of a stream, fewer when it is short or broken.
func start(e *mscfb.File, n int) []byte {
	b := make([]byte, min(int64(n), max(0, e.Size)))
	got, _ := e.ReadAt(b, 0)
	return b[:got]
}

// check asks for the last byte of every stream.
func (t *tree) check(f *media.Facts) {
	if len(t.doc.File) == 1 {
		f.Damagef(media.NoContent, "the directory is empty")
		return
	}
	total := int64(0)
	for _, e := range t.doc.File[1:] {
		total += min(e.Size, 1<<40)
	}
	if total > t.file.size {
		f.Damagef(media.Truncated, "the streams hold more bytes than the file, which has %d", t.file.size)
		return
	}
	for _, e := range t.doc.File[1:] {
		if e.Size == 0 || e.FileInfo().IsDir() {
			continue
		}
		before := t.file.past
		var last [1]byte
		_, err := e.ReadAt(last[:], e.Size-1)
		switch {
		case t.file.past > before:
			f.Damagef(media.Truncated, "the stream %q ends behind the end of the file", e.Name)
			return
		case err != nil:
			f.Damagef(media.Corrupt, "the stream %q is shorter than the %d bytes that the directory says", e.Name, e.Size)
			return
		}
	}
}
