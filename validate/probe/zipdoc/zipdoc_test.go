package zipdoc_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/zipdoc"
)

func TestOffice(t *testing.T) {
	t.Parallel()
	macro := ".macroEnabled.main+xml"
	cases := map[string]struct {
		main, contentType, mime, extension string
	}{
		"docx":          {"word/document.xml", open + "wordprocessingml.document.main+xml", open + "wordprocessingml.document", ".docx"},
		"xlsx":          {"xl/workbook.xml", open + "spreadsheetml.sheet.main+xml", open + "spreadsheetml.sheet", ".xlsx"},
		"pptx":          {"ppt/presentation.xml", open + "presentationml.presentation.main+xml", open + "presentationml.presentation", ".pptx"},
		"docm":          {"word/document.xml", ms + "word.document" + macro, ms + "word.document.macroEnabled.12", ".docm"},
		"xlsm":          {"xl/workbook.xml", ms + "excel.sheet" + macro, ms + "excel.sheet.macroEnabled.12", ".xlsm"},
		"pptm":          {"ppt/presentation.xml", ms + "powerpoint.presentation" + macro, ms + "powerpoint.presentation.macroEnabled.12", ".pptm"},
		"dotx":          {"word/document.xml", open + "wordprocessingml.template.main+xml", open + "wordprocessingml.template", ".dotx"},
		"dotm":          {"word/document.xml", ms + "word.template.macroEnabledTemplate.main+xml", ms + "word.template.macroEnabled.12", ".dotm"},
		"xltx":          {"xl/workbook.xml", open + "spreadsheetml.template.main+xml", open + "spreadsheetml.template", ".xltx"},
		"potx":          {"ppt/presentation.xml", open + "presentationml.template.main+xml", open + "presentationml.template", ".potx"},
		"ppsx":          {"ppt/presentation.xml", open + "presentationml.slideshow.main+xml", open + "presentationml.slideshow", ".ppsx"},
		"xlsb":          {"xl/workbook.bin", ms + "excel.sheet.binary.macroEnabled.main", ms + "excel.sheet.binary.macroEnabled.12", ".xlsb"},
		"odd main part": {"start.xml", open + "wordprocessingml.document.main+xml", open + "wordprocessingml.document", ".docx"},
		"vsdx":          {"visio/document.xml", ms + "visio.drawing.main+xml", ms + "visio.drawing", ".vsdx"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				f := probetest.Read(zipdoc.Probe, document(t, c.main, c.contentType), deep)
				if f.MIME != c.mime || f.Extension != c.extension || f.Kind != media.Document || len(f.Damage) > 0 || len(f.Undecided) > 0 {
					t.Errorf("deep %v: got %+v; want a whole %s", deep, f, c.extension)
				}
			}
		})
	}
}

// The order of entries, their case and what else is in the archive do not matter.
func TestOfficeLayout(t *testing.T) {
	t.Parallel()
	const mime = open + "wordprocessingml.document"
	contentTypes, rels := types("word/document.xml", mime+".main+xml"), relation("/word/document.xml")
	main := part{"word/document.xml", "<document/>"}
	wide := part{"[Content_Types].xml", strings.Replace(contentTypes.body, "UTF-8", "windows-1252", 1)}
	cases := map[string]struct {
		parts []part
		mime  string
		want  []media.DamageKind
	}{
		"types last":           {[]part{main, rels, contentTypes}, mime, nil},
		"large entry first":    {[]part{{"media/image.png", strings.Repeat("x", 100_000)}, contentTypes, rels, main}, mime, nil},
		"other case":           {[]part{contentTypes, {"_RELS/.rels", rels.body}, {"Word/Document.xml", main.body}}, mime, nil},
		"other slashes":        {[]part{contentTypes, {`_rels\.rels`, rels.body}, {`word\document.xml`, main.body}}, mime, nil},
		"no relations":         {[]part{contentTypes, main}, mime, nil},
		"a sheet inside":       {[]part{contentTypes, rels, main, {"xl/workbook.xml", "<workbook/>"}}, mime, nil},
		"no main part":         {[]part{contentTypes, rels}, mime, []media.DamageKind{media.Corrupt}},
		"main part broken":     {[]part{contentTypes, rels, {"word/document.xml", "<document><body></document>"}}, mime, []media.DamageKind{media.Corrupt}},
		"main part empty":      {[]part{contentTypes, rels, {"word/document.xml", ""}}, mime, []media.DamageKind{media.Corrupt}},
		"types broken":         {[]part{{"[Content_Types].xml", "<Types><Override"}, rels, main}, mime, []media.DamageKind{media.Suspect, media.Corrupt}},
		"relations broken":     {[]part{contentTypes, {"_rels/.rels", "nothing"}, main}, mime, []media.DamageKind{media.Corrupt}},
		"types of old Windows": {[]part{wide, rels, main}, mime, nil},
		"main part in UTF-16":  {[]part{contentTypes, rels, {"word/document.xml", "\xff\xfe<\x00"}}, mime, nil},
		"type not said":        {[]part{{"[Content_Types].xml", "<Types/>"}, rels, main}, mime, []media.DamageKind{media.Suspect}},
		"a folder word":        {[]part{{"word/document.xml", "<x/>"}, {"readme.txt", "x"}}, "application/zip", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(zipdoc.Probe, archive(t, c.parts...), false)
			if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" || f.MIME != c.mime {
				t.Errorf("%s: %s%v", f.MIME, diff, f.Damage)
			}
		})
	}
}

func TestMacros(t *testing.T) {
	t.Parallel()
	if f := probetest.Read(zipdoc.Probe, docx(t, part{"word/vbaProject.bin", "code"}), false); !f.Document.Macros {
		t.Error("the code is not seen")
	}
	if f := probetest.Read(zipdoc.Probe, docx(t), false); f.Document.Macros {
		t.Error("code is seen where there is none")
	}
}

func TestOthers(t *testing.T) {
	t.Parallel()
	const odf = "application/vnd.oasis.opendocument."
	for want, parts := range map[string][]part{
		odf + "text":                              {{"mimetype", odf + "text"}, {"content.xml", "<x/>"}},
		odf + "spreadsheet":                       {{"mimetype", odf + "spreadsheet\n"}},
		"application/epub+zip":                    {{"mimetype", "application/epub+zip"}},
		"application/java-archive":                {{"META-INF/MANIFEST.MF", "Manifest-Version: 1.0"}},
		"application/vnd.apple.keynote":           {{"Index/Slide/1.iwa", "x"}, {"Index/Document.iwa", "x"}},
		"application/vnd.apple.iwork":             {{"Index/Document.iwa", "x"}},
		"application/zip":                         {{"photo.jpg", "x"}},
		"application/vnd.google-earth.kmz":        {{"doc.kml", "<kml/>"}},
		"application/vnd.android.package-archive": {{"META-INF/MANIFEST.MF", "x"}, {"AndroidManifest.xml", "x"}},
	} {
		f := probetest.Read(zipdoc.Probe, archive(t, parts...), true)
		if f.MIME != want || f.Name == "" || len(f.Damage) > 0 {
			t.Errorf("got %s %q with damage %v; want %s", f.MIME, f.Name, f.Damage, want)
		}
	}
	nonsense := probetest.Read(zipdoc.Probe, archive(t, part{"mimetype", "not a type"}), false)
	if nonsense.MIME != "application/zip" {
		t.Errorf("an entry of nonsense makes it %s", nonsense.MIME)
	}
	locked := archive(t, part{"mimetype", odf + "text"}, part{"META-INF/manifest.xml", "<manifest:encryption-data/>"})
	if f := probetest.Read(zipdoc.Probe, locked, false); !f.Document.Encrypted {
		t.Error("encryption is not seen")
	}
	for _, b := range []string{"", "PK", "PKZIP is a program", "text"} {
		if f := probetest.Read(zipdoc.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%q is taken for %s", b, f.MIME)
		}
	}
}

// encrypted sets the flag of encryption on all entries, at both places.
func encrypted(b []byte) []byte {
	b = slices.Clone(b)
	for mark, off := range map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8} {
		for at := 0; ; at += 4 {
			i := bytes.Index(b[at:], []byte(mark))
			if i < 0 {
				break
			}
			at += i
			b[at+off] |= 1
		}
	}
	return b
}

func TestDamage(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 5000)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(noise)
	whole := docx(t, part{"word/media/image1.png", string(noise)})
	flipped := slices.Clone(whole)
	flipped[bytes.Index(flipped, noise[1000:1010])] ^= 1
	cases := map[string]struct {
		file       []byte
		mime       string
		fast, deep []media.DamageKind
	}{
		"whole":        {whole, open + "wordprocessingml.document", nil, nil},
		"cut":          {whole[:len(whole)/2], open + "wordprocessingml.document", []media.DamageKind{media.Truncated}, []media.DamageKind{media.Truncated}},
		"end cut":      {whole[:len(whole)-10], open + "wordprocessingml.document", []media.DamageKind{media.Truncated}, []media.DamageKind{media.Truncated}},
		"bit flipped":  {flipped, open + "wordprocessingml.document", nil, []media.DamageKind{media.Corrupt}},
		"empty":        {archive(t), "application/zip", []media.DamageKind{media.NoContent}, []media.DamageKind{media.NoContent}},
		"main cut off": {docx(t, part{"x", "y"})[:300], "application/zip", []media.DamageKind{media.Truncated}, []media.DamageKind{media.Truncated}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for deep, want := range map[bool][]media.DamageKind{false: c.fast, true: c.deep} {
				f := probetest.Read(zipdoc.Probe, c.file, deep)
				if diff := cmp.Diff(want, probetest.Kinds(f)); diff != "" || f.MIME != c.mime {
					t.Errorf("deep %v: %s: %s%v", deep, f.MIME, diff, f.Damage)
				}
			}
		})
	}
	f := probetest.Read(zipdoc.Probe, encrypted(whole), true)
	if f.MIME != "application/zip" || !f.Document.Encrypted || len(f.Damage) > 0 || f.Undecided["entries"] == "" {
		t.Errorf("with a password: got %+v", f)
	}
}

// Broken XML behind the start of the main part shows at depth.
func TestDeepXML(t *testing.T) {
	t.Parallel()
	long := types("word/document.xml", open+"wordprocessingml.document.main+xml")
	b := archive(t, long, relation("word/document.xml"), part{"word/document.xml", "<document>" + strings.Repeat("<p>text</p>", 1000) + "</p></document>"})
	for deep, want := range map[bool]int{false: 0, true: 1} {
		if f := probetest.Read(zipdoc.Probe, b, deep); len(f.Damage) != want {
			t.Errorf("deep %v: %v; want %d", deep, f.Damage, want)
		}
	}
}

// Archives made to cost much cost little.
func TestBombs(t *testing.T) {
	t.Parallel()
	bomb := docx(t, part{"word/media/bomb", strings.Repeat("\x00", 200<<20)})
	probetest.Guard(t, func() {
		f := probetest.Read(zipdoc.Probe, bomb, false)
		if f.Extension != ".docx" || len(f.Damage) > 0 {
			t.Errorf("bomb: got %+v", f)
		}
	})
	if f := probetest.Read(zipdoc.Probe, bomb, true); f.Undecided["entries"] == "" || len(f.Damage) > 0 {
		t.Errorf("deep: undecided %v, damage %v", f.Undecided, f.Damage)
	}
	// A list of entries of six megabytes.
	entry := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	list := bytes.Repeat(entry, 6<<20/len(entry))
	end := append([]byte("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff"), make([]byte, 10)...)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(list)))
	binary.LittleEndian.PutUint32(end[16:], 4)
	many := slices.Concat([]byte("PK\x03\x04"), list, end)
	probetest.Guard(t, func() {
		if f := probetest.Read(zipdoc.Probe, many, true); f.Undecided["entries"] == "" {
			t.Errorf("many entries: got %+v", f)
		}
	})
}

func FuzzProbe(f *testing.F) {
	whole := docx(f, part{"word/vbaProject.bin", "code"})
	probetest.Fuzz(f, zipdoc.Probe, whole, whole[:len(whole)/2], encrypted(whole), archive(f),
		archive(f, part{"mimetype", "application/epub+zip"}), archive(f, part{"AndroidManifest.xml", "x"}))
}
