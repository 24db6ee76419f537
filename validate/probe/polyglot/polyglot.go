// Package polyglot finds what else the bytes of a picture are: data after its end, and scripts, archives and documents
// that other programs would see in the same file.
package polyglot

import (
	"bytes"
	"slices"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// edge is how much of the start and the end of a file is searched for markup by default: browsers and scanners
	// look no further.
	edge = 4 << 10
	// pdfHeader is how far from the start readers of PDF accept its header (ISO 32000-1, annex H.3.4.1).
	pdfHeader = 1 << 10
	window    = 64 << 10
)

// Note fills in f.Trailing and f.Second. The picture ends at end; a negative end is not known. With deep the whole file
// is searched for markup, not only its edges.
func Note(f *media.Facts, r *source.Reader, end int64, deep bool) {
	if end >= 0 && end < r.Size() {
		noteTrailing(f, r, end)
	}
	head := r.Head()
	if i := bytes.Index(head[:min(len(head), pdfHeader)], []byte("%PDF-")); i > 0 {
		add(f, "PDF document")
	}
	if deep {
		searchAll(f, r)
	} else {
		searchMarkup(f, head)
		searchMarkup(f, r.Bytes(max(0, r.Size()-edge), edge))
	}
	if zipAtEnd(r, deep) {
		add(f, "ZIP archive")
	}
}

// noteTrailing says what follows the picture. Zeros, line ends and other filling are counted, and are no flaw.
func noteTrailing(f *media.Facts, r *source.Reader, end int64) {
	f.Trailing = r.Size() - end
	if filler(r.Bytes(end, edge)) && filler(r.Bytes(max(end, r.Size()-edge), edge)) {
		return
	}
	name := identify(r, end)
	switch name {
	case "":
		f.Damagef(media.Suspect, "%d bytes of unknown data follow its end at byte %d", f.Trailing, end)
	case makerNotes:
	default:
		add(f, name)
	}
}

func filler(b []byte) bool {
	for _, c := range b {
		switch c {
		case 0, 0xff, ' ', '\r', '\n', '\t':
		default:
			return false
		}
	}
	return true
}

func add(f *media.Facts, name string) {
	if !slices.Contains(f.Second, name) {
		f.Second = append(f.Second, name)
	}
}

// searchAll looks for markup through the whole file, in windows that overlap by the longest needle.
func searchAll(f *media.Facts, r *source.Reader) {
	for at := int64(0); at < r.Size(); at += int64(window - longestMark) {
		b := r.Bytes(at, window)
		if len(b) == 0 {
			return
		}
		searchMarkup(f, b)
	}
}

const longestMark = len("<!doctype html")

// searchMarkup looks for the openings of HTML and of scripts, whatever their case.
func searchMarkup(f *media.Facts, b []byte) {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 == len(b) {
			return
		}
		if name := markup(b[i:]); name != "" {
			add(f, name)
		}
		b = b[i+1:]
	}
}

// markup names what opens at the first of at least two bytes. The second rules most of a picture's bytes out.
func markup(b []byte) string {
	switch b[1] | 0x20 {
	case '?':
		if hasPrefixFold(b, "<?php") {
			return "PHP script"
		}
	case 's', 'h', '!':
		if hasPrefixFold(b, "<script") || hasPrefixFold(b, "<html") || hasPrefixFold(b, "<!doctype html") {
			return "HTML"
		}
	}
	return ""
}

func hasPrefixFold(b []byte, mark string) bool {
	return len(b) >= len(mark) && bytes.EqualFold(b[:len(mark)], []byte(mark))
}
