package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"strings"
)

// part is one entry of a ZIP archive.
type part struct{ name, body string }

// pack writes parts in order, with sizes in the local headers as office programs do, and with one date for all.
func pack(parts []part) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, p := range parts {
		packed, method := deflate(p.body), zip.Deflate
		if p.name == "mimetype" { // OpenDocument wants its type first and readable
			packed, method = []byte(p.body), zip.Store
		}
		w, err := archive.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: method, ModifiedDate: 0x21, // 1 January 1980
			CRC32:            crc32.ChecksumIEEE([]byte(p.body)),
			CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(len(p.body)),
		})
		check(err)
		_, err = w.Write(packed)
		check(err)
	}
	check(archive.Close())
	return out.Bytes()
}

func deflate(body string) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	check(err)
	_, err = w.Write([]byte(body))
	check(err)
	check(w.Close())
	return out.Bytes()
}

func zipParts(kind string) []part {
	switch kind {
	case "docx":
		return wordParts("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
	case "docm":
		parts := wordParts("application/vnd.ms-word.document.macroEnabled.main+xml")
		return append(parts, part{"word/vbaProject.bin", string(ole("macros"))})
	case "xlsx":
		return excelParts()
	case "pptx":
		return slideParts()
	case "odt":
		return odtParts()
	case "plain":
		return []part{{"terms.txt", texts()["terms"]}, {"prices.csv", texts()["csv"]}}
	}
	check(fmt.Errorf("no archive %q", kind))
	return nil
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	types    = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`
	relsHead = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// contentTypes gives the part that says what the others are; overrides alternate part name and type.
func contentTypes(overrides ...string) part {
	body := types + `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`
	for i := 0; i < len(overrides); i += 2 {
		body += fmt.Sprintf(`<Override PartName="%s" ContentType="%s"/>`, overrides[i], overrides[i+1])
	}
	return part{"[Content_Types].xml", body + "</Types>"}
}

// relations gives a part that points at others; targets alternate relation and target.
func relations(name string, targets ...string) part {
	body := relsHead
	for i := 0; i < len(targets); i += 2 {
		body += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i/2+1, officeNS, targets[i], targets[i+1])
	}
	return part{name, body + "</Relationships>"}
}

func wordParts(mainType string) []part {
	var body strings.Builder
	for _, line := range []string{"Questions and answers", "When does the sale end? On Sunday night.", "Where do I enter the code? In the basket."} {
		fmt.Fprintf(&body, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", line)
	}
	return []part{
		contentTypes("/word/document.xml", mainType),
		relations("_rels/.rels", "officeDocument", "word/document.xml"),
		{"word/document.xml", xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` +
			body.String() + "</w:body></w:document>"},
	}
}

func excelParts() []part {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const mime = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var rows strings.Builder
	for i, row := range priceList() {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d"><v>%s</v></c></row>`, i+1, i+1, row[0], i+1, row[1])
	}
	return []part{
		contentTypes("/xl/workbook.xml", mime+"sheet.main+xml", "/xl/worksheets/sheet1.xml", mime+"worksheet+xml"),
		relations("_rels/.rels", "officeDocument", "xl/workbook.xml"),
		{"xl/workbook.xml", xmlHead + `<workbook ` + ns + ` xmlns:r="` + officeNS + `"><sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		relations("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
		{"xl/worksheets/sheet1.xml", xmlHead + `<worksheet ` + ns + `><sheetData>` + rows.String() + `</sheetData></worksheet>`},
	}
}

func slideParts() []part {
	const ns = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="` + officeNS + `" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`
	const mime = "application/vnd.openxmlformats-officedocument.presentationml."
	const group = `<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>`
	const title = `<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="500000" y="500000"/>` +
		`<a:ext cx="8000000" cy="1500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>` +
		`<p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en" sz="4400"/><a:t>Summer sale</a:t></a:r></a:p></p:txBody></p:sp>`
	return []part{
		contentTypes("/ppt/presentation.xml", mime+"presentation.main+xml", "/ppt/slides/slide1.xml", mime+"slide+xml"),
		relations("_rels/.rels", "officeDocument", "ppt/presentation.xml"),
		{"ppt/presentation.xml", xmlHead + `<p:presentation ` + ns + `><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>` +
			`<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`},
		relations("ppt/_rels/presentation.xml.rels", "slide", "slides/slide1.xml"),
		{"ppt/slides/slide1.xml", xmlHead + `<p:sld ` + ns + `><p:cSld><p:spTree>` + group + title + `</p:spTree></p:cSld></p:sld>`},
	}
}

func odtParts() []part {
	const ns = `urn:oasis:names:tc:opendocument:xmlns:`
	const mime = "application/vnd.oasis.opendocument.text"
	return []part{
		{"mimetype", mime},
		{"content.xml", xmlHead + `<office:document-content xmlns:office="` + ns + `office:1.0" xmlns:text="` + ns + `text:1.0" office:version="1.2">` +
			`<office:body><office:text><text:p>Summer sale</text:p></office:text></office:body></office:document-content>`},
		{"META-INF/manifest.xml", xmlHead + `<manifest:manifest xmlns:manifest="` + ns + `manifest:1.0" manifest:version="1.2">` +
			`<manifest:file-entry manifest:full-path="/" manifest:media-type="` + mime + `"/>` +
			`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
	}
}
