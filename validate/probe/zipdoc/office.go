package zipdoc

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

const (
	contentTypes  = "[content_types].xml"
	relationships = "_rels/.rels"
	// maxPart bounds how much of a part is unpacked to be read.
	maxPart = 1 << 20
)

const (
	ooxml = "application/vnd.openxmlformats-officedocument."
	ms    = "application/vnd.ms-"
)

// mains are the content types of main parts without the ending ".main+xml" (ECMA-376 part 1, MS-OFFMACRO2).
var mains = [...]struct {
	part string
	kind
}{
	{ooxml + "wordprocessingml.document", kind{ooxml + "wordprocessingml.document", "Word document", ".docx", media.Document}},
	{ooxml + "spreadsheetml.sheet", kind{ooxml + "spreadsheetml.sheet", "Excel workbook", ".xlsx", media.Document}},
	{ooxml + "presentationml.presentation", kind{ooxml + "presentationml.presentation", "PowerPoint presentation", ".pptx", media.Document}},
	{ooxml + "wordprocessingml.template", kind{ooxml + "wordprocessingml.template", "Word template", ".dotx", media.Document}},
	{ooxml + "spreadsheetml.template", kind{ooxml + "spreadsheetml.template", "Excel template", ".xltx", media.Document}},
	{ooxml + "presentationml.template", kind{ooxml + "presentationml.template", "PowerPoint template", ".potx", media.Document}},
	{ooxml + "presentationml.slideshow", kind{ooxml + "presentationml.slideshow", "PowerPoint show", ".ppsx", media.Document}},
	{ms + "word.document.macroEnabled", kind{ms + "word.document.macroEnabled.12", "Word document with macros", ".docm", media.Document}},
	{ms + "word.template.macroEnabledTemplate", kind{ms + "word.template.macroEnabled.12", "Word template with macros", ".dotm", media.Document}},
	{ms + "excel.sheet.macroEnabled", kind{ms + "excel.sheet.macroEnabled.12", "Excel workbook with macros", ".xlsm", media.Document}},
	{ms + "excel.template.macroEnabled", kind{ms + "excel.template.macroEnabled.12", "Excel template with macros", ".xltm", media.Document}},
	{ms + "excel.addin.macroEnabled", kind{ms + "excel.addin.macroEnabled.12", "Excel add-in", ".xlam", media.Document}},
	{ms + "excel.sheet.binary.macroEnabled", kind{ms + "excel.sheet.binary.macroEnabled.12", "Excel binary workbook", ".xlsb", media.Document}},
	{ms + "powerpoint.presentation.macroEnabled", kind{ms + "powerpoint.presentation.macroEnabled.12", "PowerPoint presentation with macros", ".pptm", media.Document}},
	{ms + "powerpoint.template.macroEnabled", kind{ms + "powerpoint.template.macroEnabled.12", "PowerPoint template with macros", ".potm", media.Document}},
	{ms + "powerpoint.slideshow.macroEnabled", kind{ms + "powerpoint.slideshow.macroEnabled.12", "PowerPoint show with macros", ".ppsm", media.Document}},
	{ms + "powerpoint.addin.macroEnabled", kind{ms + "powerpoint.addin.macroEnabled.12", "PowerPoint add-in", ".ppam", media.Document}},
	{ms + "visio.drawing", kind{ms + "visio.drawing", "Visio drawing", ".vsdx", media.Document}},
	{ms + "package.xps-fixeddocumentsequence+xml", kind{ms + "xpsdocument", "XPS document", ".xps", media.Document}},
	{ms + "package.3dmanufacturing-3dmodel+xml", kind{"model/3mf", "3D model (3MF)", ".3mf", media.Other}},
	{"application/oxps", kind{"application/oxps", "OpenXPS document", ".oxps", media.Document}},
}

// mainKind names the document whose main part has a content type.
func mainKind(contentType string) (kind, bool) {
	t := strings.TrimSuffix(strings.TrimSuffix(contentType, "+xml"), ".main")
	for _, m := range mains {
		if strings.EqualFold(t, m.part) || strings.EqualFold(contentType, m.part) {
			return m.kind, true
		}
	}
	return kind{}, false
}

// partOf names the document that a part belongs to by its folder, where nothing better is at hand.
func partOf(name string) (kind, bool) {
	for i, folder := range []string{"word/", "xl/", "ppt/"} {
		if strings.HasPrefix(name, folder) {
			return mains[i].kind, true
		}
	}
	return kind{}, false
}

// types is [Content_Types].xml: content types by part and by extension.
type types struct {
	parts    map[string]string
	defaults map[string]string
	order    []string // parts as they are listed
}

func (t types) of(part string) string {
	if c, ok := t.parts[part]; ok {
		return c
	}
	return t.defaults[part[strings.LastIndexByte(part, '.')+1:]]
}

// office finds the main part and names the document by its content type.
func (a *archive) office(f *media.Facts) {
	f.Name, f.Document.Macros = "Open Packaging archive", a.macros()
	t, err := a.readTypes()
	if err != nil {
		a.byFolder(f)
		f.Damagef(media.Corrupt, "[Content_Types].xml cannot be read: %v", err)
		return
	}
	main, err := a.mainPart()
	if err != nil {
		f.Damagef(media.Corrupt, "_rels/.rels cannot be read: %v", err)
	}
	k, ok := mainKind(t.of(main))
	for _, part := range t.order {
		if ok {
			break
		}
		if k, ok = mainKind(t.parts[part]); ok {
			main = part
		}
	}
	if !ok {
		a.byFolder(f)
		return
	}
	set(f, k)
	switch part := a.names[main]; {
	case part == nil:
		f.Damagef(media.Corrupt, "the main part %q is not in the archive", main)
	case strings.HasSuffix(main, ".xml"):
		if err := checkXML(part, headPart); err != nil {
			f.Damagef(media.Corrupt, "the main part %q cannot be read: %v", main, err)
		}
	}
}

// byFolder names the document by its folders, when no content type does.
func (a *archive) byFolder(f *media.Facts) {
	for _, main := range []string{"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"} {
		if a.names[main] != nil {
			k, _ := partOf(main)
			set(f, k)
			f.Damagef(media.Suspect, "no content type says what the main part %q is", main)
		}
	}
}

// macros tells whether a part with code is in the archive.
func (a *archive) macros() bool {
	for n := range a.names {
		if strings.HasSuffix(n, "vbaproject.bin") {
			return true
		}
	}
	return false
}

// readTypes reads [Content_Types].xml.
func (a *archive) readTypes() (types, error) {
	t := types{parts: map[string]string{}, defaults: map[string]string{}}
	err := elements(a.names[contentTypes], func(e xml.StartElement) {
		switch e.Name.Local {
		case "Override":
			part := normal(attribute(e, "PartName"))
			t.parts[part] = attribute(e, "ContentType")
			t.order = append(t.order, part)
		case "Default":
			t.defaults[strings.ToLower(attribute(e, "Extension"))] = attribute(e, "ContentType")
		}
	})
	return t, err
}

// mainPart is the part that the package's relationships call its document; empty when they call none.
func (a *archive) mainPart() (main string, err error) {
	part := a.names[relationships]
	if part == nil {
		return "", nil
	}
	err = elements(part, func(e xml.StartElement) {
		kind := attribute(e, "Type")
		if e.Name.Local == "Relationship" && main == "" &&
			(strings.HasSuffix(kind, "/officeDocument") || strings.HasSuffix(kind, "/visio/2010/relationships/document")) {
			main = normal(attribute(e, "Target"))
		}
	})
	return main, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// elements calls each for every element of a part, of which no more than maxPart is read.
func elements(part *zip.File, each func(xml.StartElement)) error {
	return parse(part, maxPart, each)
}

// headPart is how much of a main part is looked at: broken XML mostly shows at the start, and deep reads all.
const headPart = 4 << 10

// checkXML tells whether the first bytes of a part are well-formed XML.
func checkXML(part *zip.File, limit int64) error {
	return parse(part, limit, func(xml.StartElement) {})
}

// parse calls each for every element in the first bytes of a part. XML in UTF-16, which is rare, is not read.
func parse(part *zip.File, limit int64, each func(xml.StartElement)) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	limited := &io.LimitedReader{R: r, N: limit}
	text := bufio.NewReaderSize(limited, 1<<10) // of most parts no more is there
	if mark, _ := text.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" {
		return nil
	}
	d := xml.NewDecoder(text)
	// Names and types are ASCII, whatever else the encoding has.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	root := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && !root:
			return errors.New("it holds no element")
		case errors.Is(err, io.EOF), err != nil && limited.N <= 0:
			return nil
		case err != nil:
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			root = true
			each(e)
		}
	}
}

// openDocument names OpenDocument and EPUB by the entry that holds their type.
func (a *archive) openDocument(f *media.Facts) {
	mime := strings.TrimSpace(string(head(a.names["mimetype"], 100)))
	if !strings.Contains(mime, "/") || strings.ContainsFunc(mime, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return
	}
	f.MIME, f.Name, f.Kind, f.Extension = mime, "archive of type "+mime, media.Document, ""
	for _, o := range openTypes {
		if mime == o.mime {
			f.Name, f.Extension = o.name, o.extension
		}
	}
	if manifest := a.names["meta-inf/manifest.xml"]; manifest != nil {
		f.Document.Encrypted = f.Document.Encrypted || bytes.Contains(head(manifest, 64<<10), []byte("encryption-data"))
	}
}

const openDocumentPrefix = "application/vnd.oasis.opendocument."

var openTypes = [...]struct{ mime, name, extension string }{
	{openDocumentPrefix + "text", "OpenDocument text", ".odt"},
	{openDocumentPrefix + "spreadsheet", "OpenDocument spreadsheet", ".ods"},
	{openDocumentPrefix + "presentation", "OpenDocument presentation", ".odp"},
	{openDocumentPrefix + "graphics", "OpenDocument drawing", ".odg"},
	{openDocumentPrefix + "formula", "OpenDocument formula", ".odf"},
	{openDocumentPrefix + "text-template", "OpenDocument text template", ".ott"},
	{"application/epub+zip", "EPUB book", ".epub"},
	{"image/openraster", "OpenRaster picture", ".ora"},
	{"application/x-krita", "Krita picture", ".kra"},
}

// head is the first n bytes of an entry, fewer when it is shorter or cannot be unpacked.
func head(e *zip.File, n int64) []byte {
	r, err := e.Open()
	if err != nil {
		return nil
	}
	defer func() { _ = r.Close() }()
	b, _ := io.ReadAll(io.LimitReader(r, n))
	return b
}
