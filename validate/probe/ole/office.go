package ole

import (
	"bytes"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// kind is a sort of document.
type kind struct {
	mime, name, extension string
	kind                  media.Kind
}

var (
	storage    = kind{"application/x-ole-storage", "OLE compound file", "", media.Other}
	encrypted  = kind{"application/encrypted", "Office document with a password", "", media.Document}
	word       = kind{"application/msword", "Word document", ".doc", media.Document}
	excel      = kind{"application/vnd.ms-excel", "Excel workbook", ".xls", media.Document}
	powerPoint = kind{"application/vnd.ms-powerpoint", "PowerPoint presentation", ".ppt", media.Document}
)

func set(f *media.Facts, k kind) {
	f.MIME, f.Name, f.Extension, f.Kind = k.mime, k.name, k.extension, k.kind
}

// others are told by an entry in the root.
var others = [...]struct {
	entry string
	kind
}{
	{"__properties_version1.0", kind{"application/vnd.ms-outlook", "Outlook message", ".msg", media.Document}},
	{"__nameid_version1.0", kind{"application/vnd.ms-outlook", "Outlook message", ".msg", media.Document}},
	{"VisioDocument", kind{"application/vnd.visio", "Visio drawing", ".vsd", media.Document}},
	{"Quill", kind{"application/x-mspublisher", "Publisher document", ".pub", media.Document}},
	{"MatOST", kind{"application/vnd.ms-works", "Works document", ".wps", media.Document}},
	{"HwpSummaryInformation", kind{"application/x-hwp", "Hangul document", ".hwp", media.Document}},
	{"StarWriterDocument", kind{"application/vnd.stardivision.writer", "StarWriter document", ".sdw", media.Document}},
	{"Catalog", kind{"application/x-thumbs-db", "Windows thumbnails", ".db", media.Other}},
	{"_VBA_PROJECT", kind{"application/vnd.ms-office.vbaproject", "VBA project", ".bin", media.Other}},
	{"PROJECTwm", kind{"application/vnd.ms-office.vbaproject", "VBA project", ".bin", media.Other}},
}

// classes are told by the class identifier of the root where its streams do not tell.
var classes = map[string]kind{
	"{000C1084-0000-0000-C000-000000000046}": {"application/x-msi", "Windows installer package", ".msi", media.Other},
	"{000C1086-0000-0000-C000-000000000046}": {"application/x-msi", "Windows installer patch", ".msp", media.Other},
	"{74B78F3A-C8C8-11D1-BE11-00C04FB6FAF1}": {"application/vnd.ms-project", "Project plan", ".mpp", media.Document},
}

// Class identifiers of the documents that a root may look like at once, when one was saved as another.
var officeClasses = map[string]kind{
	"{00020906-0000-0000-C000-000000000046}": word, "{00020900-0000-0000-C000-000000000046}": word,
	"{00020820-0000-0000-C000-000000000046}": excel, "{00020810-0000-0000-C000-000000000046}": excel,
	"{64818D10-4F9B-11CF-86EA-00AA00B929E8}": powerPoint, "{EA7BAE70-FB3B-11CD-A903-00AA00510EA3}": powerPoint,
}

// describe names the document by the entries of the root.
func (t *tree) describe(f *media.Facts) {
	f.Document.Macros = t.anywhere("VBA") || t.anywhere("_VBA_PROJECT") || t.anywhere("_VBA_PROJECT_CUR")
	if t.root("EncryptedPackage") != nil {
		set(f, encrypted)
		f.Document.Encrypted = true
		return
	}
	candidates := t.office()
	if len(candidates) == 0 {
		t.other(f)
		return
	}
	pick := candidates[0]
	if byClass, ok := officeClasses[strings.ToUpper(t.doc.ID())]; ok {
		for _, c := range candidates {
			if c == byClass {
				pick = c
			}
		}
	}
	set(f, pick)
	switch pick {
	case word:
		t.word(f)
	case excel:
		t.excel(f)
	case powerPoint:
		t.powerPoint(f)
	}
}

// guess names a document whose directory cannot be read to its end, by the names in its first sectors.
func guess(r *source.Reader) kind {
	c := source.NewCursor(r.Bytes(30, 22))
	sector := int64(1) << (c.LE16() & 15)
	c.Skip(16)
	directory := r.Bytes((int64(c.LE32())+1)*sector, 4<<10)
	const entry = 128
	for _, main := range [...]struct {
		stream string
		kind
	}{
		{"EncryptedPackage", encrypted}, {"PowerPoint Document", powerPoint}, {"WordDocument", word},
		{"Workbook", excel}, {"Book", excel}, {"__properties_version1.0", others[0].kind},
		{"__nameid_version1.0", others[0].kind}, {"__substg1.0_", others[0].kind},
	} {
		for off := 0; off+entry <= len(directory); off += entry {
			if bytes.HasPrefix(directory[off:], wide(main.stream)) {
				return main.kind
			}
		}
	}
	return storage
}

// wide is s as directories write it, in UTF-16.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// office lists the documents that the root holds the main stream of.
func (t *tree) office() []kind {
	var found []kind
	if t.root("PowerPoint Document", "PP40", "PP97_DUALSTORAGE") != nil {
		found = append(found, powerPoint)
	}
	if t.root("WordDocument") != nil {
		found = append(found, word)
	}
	if t.root("Workbook", "Book") != nil {
		found = append(found, excel)
	}
	return found
}

func (t *tree) other(f *media.Facts) {
	for _, o := range others {
		if t.root(o.entry) != nil {
			set(f, o.kind)
			return
		}
	}
	if k, ok := classes[strings.ToUpper(t.doc.ID())]; ok {
		set(f, k)
	}
}

// word reads the start of the file information block (MS-DOC 2.5.2).
func (t *tree) word(f *media.Facts) {
	c := source.NewCursor(start(t.root("WordDocument"), 12))
	ident := c.LE16()
	c.Skip(8)
	flags := c.LE16()
	const template, hasPassword, secondTable = 0x0001, 0x0100, 0x0200
	switch ident {
	case 0xa5ec: // Word 97 and later keep a table beside the text
		table := "0Table"
		if flags&secondTable != 0 {
			table = "1Table"
		}
		if t.root(table) == nil {
			f.Damagef(media.Corrupt, "the stream %q, which the document needs, is not there", table)
		}
	case 0xa5dc, 0xa5db, 0xa699, 0xa697: // Word 6, 95 and 2
	default:
		f.Damagef(media.Suspect, "the WordDocument stream does not begin as one")
		return
	}
	f.Document.Encrypted = flags&hasPassword != 0
	if flags&template != 0 {
		f.Name = "Word template"
	}
}

// excel looks for a password among the first records of the workbook (MS-XLS 2.4.117).
func (t *tree) excel(f *media.Facts) {
	const bof, eof, filePass = 0x09, 0x0a, 0x2f
	book := t.root("Workbook")
	if book == nil {
		book = t.root("Book")
		f.Name = "Excel 5/95 workbook"
	}
	c := source.NewCursor(start(book, 4<<10))
	if id := c.LE16(); id&0xff != bof {
		f.Damagef(media.Suspect, "the workbook stream does not begin as one")
		return
	}
	c.Skip(int(c.LE16()))
	for c.OK() && c.Left() >= 4 {
		switch id := c.LE16(); id {
		case filePass:
			f.Document.Encrypted = true
			return
		case eof:
			return
		}
		c.Skip(int(c.LE16()))
	}
}

// powerPoint looks at the user's stream, which says whether the presentation is encrypted (MS-PPT 2.3.2).
func (t *tree) powerPoint(f *media.Facts) {
	const encryptedToken = 0xf3d1c4df
	if t.root("PowerPoint Document") == nil {
		f.Name = "PowerPoint 95 presentation"
		f.Damagef(media.Suspect, "it was written by PowerPoint 95, which newer programs may not open")
		return
	}
	if user := t.root("Current User"); user != nil {
		c := source.NewCursor(start(user, 16))
		c.Skip(12)
		f.Document.Encrypted = c.LE32() == encryptedToken
	}
	f.Document.Encrypted = f.Document.Encrypted || t.root("EncryptedSummary") != nil
}
