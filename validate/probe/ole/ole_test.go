package ole_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/ole"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Starts of main streams.
const (
	fib       = "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x02" // Word 97, table 1
	fibLocked = "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x03"
	fibDot    = "\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x01\x00" // a template, table 0
	fib95     = "\xdc\xa5\x65\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	bof       = "\x09\x08\x04\x00\x00\x06\x05\x00"
	bofLocked = bof + "\x42\x00\x02\x00\xb0\x04\x2f\x00\x02\x00\x00\x00"
	bofPlain  = bof + "\x42\x00\x02\x00\xb0\x04\x0a\x00\x00\x00\x2f\x00\x02\x00\x00\x00"
	user      = "\x14\x00\x00\x00\x00\x00\x00\x00\x14\x00\x00\x00"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	word, table := stream("WordDocument", fib), stream("1Table", "")
	book := stream("Workbook", bofPlain)
	show := stream("PowerPoint Document", "")
	type want struct {
		MIME, Name        string
		Encrypted, Macros bool
	}
	const doc, xls, ppt = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
	cases := map[string]struct {
		class   string
		entries []entry
		want    want
	}{
		"word":                 {"", []entry{word, table}, want{doc, "Word document", false, false}},
		"word with a password": {"", []entry{stream("WordDocument", fibLocked), table}, want{doc, "Word document", true, false}},
		"word template":        {"", []entry{stream("WordDocument", fibDot), stream("0Table", "")}, want{doc, "Word template", false, false}},
		"word 95":              {"", []entry{stream("WordDocument", fib95)}, want{doc, "Word document", false, false}},
		"word with macros":     {"", []entry{word, table, {name: "VBA", dir: true}}, want{doc, "Word document", false, true}},
		"excel":                {"", []entry{book}, want{xls, "Excel workbook", false, false}},
		"excel with password":  {"", []entry{stream("Workbook", bofLocked)}, want{xls, "Excel workbook", true, false}},
		"excel 95":             {"", []entry{stream("Book", bof)}, want{xls, "Excel 5/95 workbook", false, false}},
		"powerpoint":           {"", []entry{show, stream("Current User", user+"\x5f\xc0\x91\xe3")}, want{ppt, "PowerPoint presentation", false, false}},
		"powerpoint, password": {"", []entry{show, stream("Current User", user+"\xdf\xc4\xd1\xf3")}, want{ppt, "PowerPoint presentation", true, false}},
		"other case":           {"", []entry{stream("WORDDOCUMENT", fib), table}, want{doc, "Word document", false, false}},
		"two, class of excel":  {"2008020000000000c000000000000046", []entry{word, table, book}, want{xls, "Excel workbook", false, false}},
		"two, class of word":   {"0609020000000000c000000000000046", []entry{book, word, table}, want{doc, "Word document", false, false}},
		"two, no class":        {"", []entry{book, word, table}, want{doc, "Word document", false, false}},
		"new, with a password": {"", []entry{stream("EncryptedPackage", ""), stream("EncryptionInfo", "")}, want{"application/encrypted", "Office document with a password", true, false}},
		"outlook":              {"", []entry{stream("__properties_version1.0", "")}, want{"application/vnd.ms-outlook", "Outlook message", false, false}},
		"visio":                {"", []entry{stream("VisioDocument", "")}, want{"application/vnd.visio", "Visio drawing", false, false}},
		"publisher":            {"", []entry{{name: "Quill", dir: true}}, want{"application/x-mspublisher", "Publisher document", false, false}},
		"works":                {"", []entry{stream("MatOST", "")}, want{"application/vnd.ms-works", "Works document", false, false}},
		"installer":            {"84100c0000000000c000000000000046", []entry{stream("\u4840", "")}, want{"application/x-msi", "Windows installer package", false, false}},
		"unknown":              {"", []entry{stream("zygo", "")}, want{"application/x-ole-storage", "OLE compound file", false, false}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(ole.Probe, compound(c.class, c.entries...), false)
			got := want{f.MIME, f.Name, f.Document.Encrypted, f.Document.Macros}
			if diff := cmp.Diff(c.want, got); diff != "" || len(f.Damage) > 0 {
				t.Errorf("%s%v", diff, f.Damage)
			}
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	whole := compound("", stream("WordDocument", fib), stream("1Table", ""))
	padded := compound("", stream("WordDocument", fib), stream("1Table", strings.Repeat("t", 4100)))
	// Directories of two sectors, of which the second is cut off.
	many := []entry{stream("WordDocument", fib), stream("1Table", ""), stream("Data", ""), stream("More", ""), stream("Most", "")}
	far := behind(compound("", many...))
	many[0].name = "ThisWordDocument"
	other := behind(compound("", many...))
	short := slices.Clone(whole)
	binary.LittleEndian.PutUint32(short[sector+4*5:], endOfChain) // the chain of the text ends early
	lost := slices.Clone(whole)
	lost[2*sector+128+70], lost[2*sector+128+72] = 0x70, 0x70 // siblings that do not exist
	cases := map[string]struct {
		file []byte
		mime string
		want []media.DamageKind
	}{
		"cut in a stream":    {whole[:len(whole)-600], "application/msword", []media.DamageKind{media.Truncated}},
		"last sector short":  {padded[:len(padded)-400], "application/msword", nil},
		"last bytes missing": {whole[:len(whole)-1], "application/msword", []media.DamageKind{media.Truncated}},
		"cut in the streams": {whole[:3*sector+200], "application/msword", []media.DamageKind{media.Truncated}},
		"directory cut":      {far[:4*sector], "application/msword", []media.DamageKind{media.Truncated}},
		"another name":       {other[:4*sector], "application/x-ole-storage", []media.DamageKind{media.Truncated}},
		"no directory":       {whole[:2*sector], "application/x-ole-storage", []media.DamageKind{media.Truncated}},
		"chain too short":    {short, "application/msword", []media.DamageKind{media.Corrupt}},
		"directory broken":   {lost, "application/msword", []media.DamageKind{media.Corrupt}},
		"no table":           {compound("", stream("WordDocument", fib)), "application/msword", []media.DamageKind{media.Corrupt}},
		"odd start":          {compound("", stream("WordDocument", "odd")), "application/msword", []media.DamageKind{media.Suspect}},
		"odd workbook":       {compound("", stream("Workbook", "odd")), "application/vnd.ms-excel", []media.DamageKind{media.Suspect}},
		"powerpoint 95":      {compound("", stream("PP40", "")), "application/vnd.ms-powerpoint", []media.DamageKind{media.Suspect}},
		"empty":              {compound(""), "application/x-ole-storage", []media.DamageKind{media.NoContent}},
		"magic alone":        {whole[:8], "application/x-ole-storage", []media.DamageKind{media.Corrupt}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(ole.Probe, c.file, false)
			if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" || f.MIME != c.mime {
				t.Errorf("%s: %s%v", f.MIME, diff, f.Damage)
			}
		})
	}
}

// behind makes the second sector of the directory the one that lies far behind the end.
func behind(b []byte) []byte {
	b = slices.Clone(b)
	const chain = sector + 4 // of the first sector of the directory
	binary.LittleEndian.PutUint32(b[chain:], 100)
	return b
}

func TestNotOLE(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"", "\xd0\xcf\x11\xe0", strings.Repeat("text", 200)} {
		if f := probetest.Read(ole.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%q is taken for %s", b, f.MIME)
		}
	}
}

// A reader that is used up leaves damage undecided.
func TestBudget(t *testing.T) {
	t.Parallel()
	b := compound("", stream("WordDocument", fib+strings.Repeat("x", 40_000)), stream("1Table", ""))
	f := ole.Probe(source.New(context.Background(), bytes.NewReader(b), int64(len(b)), source.Budget{Bytes: 5 << 10}), false)
	if len(f.Damage) > 0 || f.Undecided["damage"] == "" {
		t.Errorf("damage %v, undecided %v; want it undecided", f.Damage, f.Undecided)
	}
}

func FuzzProbe(f *testing.F) {
	whole := compound("0609020000000000c000000000000046", stream("WordDocument", fib), stream("1Table", ""), entry{name: "VBA", dir: true})
	probetest.Fuzz(f, ole.Probe, whole, whole[:3*sector], compound("", stream("Workbook", bofLocked)),
		compound("", stream("PowerPoint Document", ""), stream("Current User", user+"\xdf\xc4\xd1\xf3")))
}
