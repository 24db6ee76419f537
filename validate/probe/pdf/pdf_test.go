package pdf_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/pdf"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// document is a PDF of one empty page; more goes into the trailer.
func document(more string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>", "<< /Length 3000 >>\nstream\n" + strings.Repeat("0 0 m\n", 500) + "endstream",
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, more, start)
	return b.String()
}

// qpdf writes the document anew with options of qpdf.
func qpdf(t testing.TB, options ...string) string {
	t.Helper()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(from, []byte(document("")), 0o600); err != nil {
		t.Fatal(err)
	}
	args := slices.Concat(options, []string{from, to})
	if out, err := exec.CommandContext(t.Context(), "qpdf", args...).CombinedOutput(); err != nil {
		t.Fatalf("qpdf %q: %v\n%s", args, err, out)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhole(t *testing.T) {
	t.Parallel()
	revised := document("") + "5 0 obj\n<< >>\nendobj\n"
	revised += fmt.Sprintf("xref\n5 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF",
		len(document("")), strings.Index(document(""), "xref\n0"), len(revised))
	cases := map[string]struct {
		file      string
		encrypted bool
	}{
		"plain":            {document(""), false},
		"object streams":   {qpdf(t, "--object-streams=generate"), false},
		"linearized":       {qpdf(t, "--linearize"), false},
		"both":             {qpdf(t, "--linearize", "--object-streams=generate"), false},
		"revised":          {revised, false},
		"password":         {document("/Encrypt 9 0 R "), true},
		"password, qpdf":   {qpdf(t, "--encrypt", "user", "owner", "256", "--"), true},
		"password, packed": {qpdf(t, "--object-streams=generate", "--encrypt", "user", "owner", "256", "--"), true},
	}
	for name, c := range cases {
		for _, deep := range []bool{false, true} {
			f := probetest.Read(pdf.Probe, []byte(c.file), deep)
			if f.MIME != "application/pdf" || f.Kind != media.Document || len(f.Damage) > 0 || f.Trailing != 0 {
				t.Errorf("%s: got %+v; want a whole PDF", name, f)
			}
			if f.Document.Encrypted != c.encrypted {
				t.Errorf("%s: encrypted %v", name, f.Document.Encrypted)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	whole := document("")
	packed, linear := qpdf(t, "--object-streams=generate"), qpdf(t, "--linearize")
	suspect, truncated := []media.DamageKind{media.Suspect}, []media.DamageKind{media.Truncated}
	corrupt, nothing := []media.DamageKind{media.Corrupt}, []media.DamageKind{media.NoContent}
	trailer, end := strings.Index(whole, "trailer"), strings.Index(whole, "%%EOF")
	index := strings.Index(packed, "/XRef")
	if trailer < 0 || end < 0 || index < 0 {
		t.Fatal("the samples lack the marks that they are cut at")
	}
	cases := map[string]struct {
		file string
		want []media.DamageKind
	}{
		"cut in half":             {whole[:len(whole)/2], truncated},
		"cut in the table":        {whole[:trailer-10], truncated},
		"no end mark":             {whole[:end], suspect},
		"cut in the offset":       {whole[:end-3], suspect},
		"wrong offset":            {strings.Replace(whole, "startxref\n", "startxref\n9", 1), suspect},
		"bytes in front":          {"junk\n" + whole, suspect},
		"packed, cut in half":     {packed[:len(packed)/2], truncated},
		"packed, index cut":       {packed[:index+150], truncated},
		"linearized, cut in half": {linear[:len(linear)/2], truncated},
		"revision cut":            {whole + "5 0 obj\n<< /Length 99 >>", suspect},
		"no trailer":              {strings.Replace(whole, "trailer", "tra ler", 1), corrupt},
		"root of another number":  {strings.NewReplacer("trailer", "trailer", "/Root 1 0", "/Root 7 0", "xref\n0", "xerf\n0").Replace(whole), corrupt},
		"no objects":              {"%PDF-1.4\n", nothing},
		"header and end":          {"%PDF-1.4\nstartxref\n0\n%%EOF\n", nothing},
	}
	for name, c := range cases {
		f := probetest.Read(pdf.Probe, []byte(c.file), false)
		if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" {
			t.Errorf("%s: %s%v", name, diff, f.Damage)
		}
	}
}

func TestTrailing(t *testing.T) {
	t.Parallel()
	f := probetest.Read(pdf.Probe, []byte(document("")+"appended"), false)
	if f.Trailing != 8 || len(f.Damage) > 0 {
		t.Errorf("trailing %d, damage %v; want 8 and none", f.Trailing, f.Damage)
	}
}

func TestNotPDF(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"", "%PDF", "A file that begins with %PDF-1.4 is a PDF.", strings.Repeat(" ", 2000) + document("")} {
		if f := probetest.Read(pdf.Probe, []byte(b), false); f.MIME != "" {
			t.Errorf("%.40q is taken for %s", b, f.MIME)
		}
	}
}

// A chain of indexes that leads back to itself ends.
func TestLoop(t *testing.T) {
	t.Parallel()
	start := strings.Index(document(""), "xref\n0")
	f := probetest.Read(pdf.Probe, []byte(document(fmt.Sprintf("/Prev %d ", start))), false)
	if f.MIME != "application/pdf" || len(f.Damage) > 0 {
		t.Errorf("got %+v", f)
	}
}

func FuzzProbe(f *testing.F) {
	packed := qpdf(f, "--object-streams=generate")
	probetest.Fuzz(f, pdf.Probe, []byte(document("/Encrypt 9 0 R ")), []byte(packed), []byte(qpdf(f, "--linearize")),
		[]byte("junk"+document("/Prev 9 ")), []byte(packed[:len(packed)-60]), []byte("%PDF-1.4\nstartxref\n0\n%%EOF\n"))
}

// qpdf encrypts with and without a password for opening; mutool and the like open the latter as they are.
func TestOpensFreely(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]string{
		"RC4, 40 bits":   {"40", "--"},
		"RC4, 128 bits":  {"128", "--use-aes=n", "--"},
		"AES, 128 bits":  {"128", "--use-aes=y", "--"},
		"plain metadata": {"128", "--use-aes=y", "--cleartext-metadata", "--"},
		"AES, 256 bits":  {"256", "--"},
		"revision 5":     {"256", "--force-R5", "--"},
	} {
		for _, user := range []string{"", "secret"} {
			encrypt := append([]string{"--allow-weak-crypto", "--encrypt", user, "owner"}, options...)
			for _, streams := range []string{"--object-streams=disable", "--object-streams=generate"} {
				f := probetest.Read(pdf.Probe, []byte(qpdf(t, append([]string{streams}, encrypt...)...)), false)
				if !f.Document.Encrypted || f.Document.OpensFreely != (user == "") {
					t.Errorf("%s, %s, password %q: %+v", name, streams, user, f.Document)
				}
			}
		}
	}
}

func TestTrailerWithoutItsSigns(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string][2]string{
		"without <<": {"trailer\n<< /Size", "trailer\n /Size"},
		"without R":  {"/Root 1 0 R", "/Root 1 0  "},
	} {
		f := probetest.Read(pdf.Probe, []byte(strings.Replace(document(""), spoil[0], spoil[1], 1)), false)
		if len(f.Damage) == 0 {
			t.Errorf("%s: no damage found", name)
		}
	}
}
