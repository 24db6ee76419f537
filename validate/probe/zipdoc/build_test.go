package zipdoc_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"
)

// part is one entry of an archive.
type part struct{ name, body string }

// archive packs parts.
func archive(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		e, err := w.Create(p.name)
		if err == nil {
			_, err = e.Write([]byte(p.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	open = "application/vnd.openxmlformats-officedocument."
	ms   = "application/vnd.ms-"
)

// types is [Content_Types].xml for a main part.
func types(main, contentType string) part {
	return part{"[Content_Types].xml", fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/%s" ContentType="%s"/></Types>`, main, contentType)}
}

// relation is _rels/.rels, which calls a part the document.
func relation(main string) part {
	return part{"_rels/.rels", fmt.Sprintf(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="%s"/></Relationships>`, main)}
}

// document is a whole package with one main part.
func document(t testing.TB, main, contentType string, more ...part) []byte {
	parts := []part{types(main, contentType), relation(main), {main, "<document><body/></document>"}}
	return archive(t, append(parts, more...)...)
}

func docx(t testing.TB, more ...part) []byte {
	return document(t, "word/document.xml", open+"wordprocessingml.document.main+xml", more...)
}
