// Package zipdoc reads ZIP archives and tells what they are: Word, Excel and PowerPoint documents by the content type
// of their main part, OpenDocument and EPUB by their mimetype entry, and the other formats that are ZIP inside. No
// entry is unpacked but the few that say so; deep unpacks all, within a budget, and checks their checksums.
package zipdoc

import (
	"archive/zip"
	"errors"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// kind is a sort of archive.
type kind struct {
	mime, name, extension string
	kind                  media.Kind
}

var plain = kind{"application/zip", "ZIP archive", ".zip", media.Other}

func set(f *media.Facts, k kind) {
	f.MIME, f.Name, f.Extension, f.Kind = k.mime, k.name, k.extension, k.kind
}

// Probe reads a ZIP archive; the zero Facts when it is none.
func Probe(r *source.Reader, deep bool) media.Facts {
	head := string(r.Head()[:min(len(r.Head()), 4)])
	if head != "PK\x03\x04" && head != "PK\x05\x06" && head != "PK\x07\x08" {
		return media.Facts{}
	}
	f := media.Facts{Size: r.Size(), Document: &media.DocumentInfo{}}
	set(&f, plain)
	a, err := open(r)
	switch {
	case errors.Is(err, errLarge):
		f.Undecide("entries", err.Error())
	case err != nil:
		unlisted(r, &f)
	case len(a.files) == 0:
		f.Damagef(media.NoContent, "the archive is empty")
	default:
		a.describe(&f)
		if deep {
			a.unpack(&f)
		}
	}
	f.Unread(r.Err())
	return f
}

// archive is a ZIP file with its entries.
type archive struct {
	files []*zip.File
	// names finds an entry by its name in lower case, without a leading slash.
	names map[string]*zip.File
	// encrypted is true where an entry needs a password.
	encrypted bool
}

func open(r *source.Reader) (*archive, error) {
	if err := checkDirectory(r); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r.ReaderAt(), r.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	a := &archive{files: z.File, names: make(map[string]*zip.File, len(z.File))}
	for _, e := range z.File {
		name := normal(e.Name)
		if a.names[name] == nil {
			a.names[name] = e
		}
		a.encrypted = a.encrypted || e.Flags&1 != 0
	}
	return a, nil
}

// normal is a part's name as it is compared: without case, leading slash, and the other system's slashes.
func normal(name string) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(name), `\`, "/"), "/")
}

// describe tells the kinds apart, the surest first.
func (a *archive) describe(f *media.Facts) {
	f.Document.Encrypted = a.encrypted
	switch {
	case a.names[contentTypes] != nil && a.names[contentTypes].Flags&1 == 0:
		a.office(f)
	case a.names["mimetype"] != nil:
		a.openDocument(f)
	default:
		for _, o := range others {
			if a.has(o.entry) {
				set(f, o.kind)
				return
			}
		}
	}
}

// has tells whether an entry of that name is there, or one below it when it ends in a slash.
func (a *archive) has(name string) bool {
	if !strings.HasSuffix(name, "/") {
		return a.names[name] != nil
	}
	for n := range a.names {
		if strings.HasPrefix(n, name) {
			return true
		}
	}
	return false
}

// others are told by an entry.
var others = [...]struct {
	entry string
	kind
}{
	{"androidmanifest.xml", kind{"application/vnd.android.package-archive", "Android package", ".apk", media.Other}},
	{"meta-inf/manifest.mf", kind{"application/java-archive", "Java archive", ".jar", media.Other}},
	{"index/presentation.iwa", kind{"application/vnd.apple.keynote", "Keynote presentation", ".key", media.Document}},
	{"index/slide/", kind{"application/vnd.apple.keynote", "Keynote presentation", ".key", media.Document}},
	{"index.apxl", kind{"application/vnd.apple.keynote", "Keynote presentation", ".key", media.Document}},
	{"index/calculationengine.iwa", kind{"application/vnd.apple.iwork", "iWork document", ".pages", media.Document}},
	{"index/document.iwa", kind{"application/vnd.apple.iwork", "iWork document", ".pages", media.Document}},
	{"index.zip", kind{"application/vnd.apple.iwork", "iWork document", ".pages", media.Document}},
	{"buildversionhistory.plist", kind{"application/vnd.apple.iwork", "iWork document", ".pages", media.Document}},
	{"doc.kml", kind{"application/vnd.google-earth.kmz", "Google Earth archive", ".kmz", media.Other}},
	{"word/document.xml", kind{plain.mime, "ZIP archive with a Word document's parts", ".zip", media.Other}},
	{"xl/workbook.xml", kind{plain.mime, "ZIP archive with an Excel workbook's parts", ".zip", media.Other}},
	{"ppt/presentation.xml", kind{plain.mime, "ZIP archive with a PowerPoint presentation's parts", ".zip", media.Other}},
}
