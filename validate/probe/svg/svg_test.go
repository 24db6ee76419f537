package svg_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/svg"
)

const long = `<?xml version="1.0" encoding="iso-8859-1"?>
<!-- a drawing -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="0.5in"><g><path d="M0 0"/></g></svg>
`

func gzipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicture(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, title string
		width, height   int
	}{
		{"lengths", long, "SVG drawing", 113, 48},
		{"pixels", `<svg width="30" height="20px"></svg>`, "SVG drawing", 30, 20},
		{"points and picas", `<svg width="30pt" height="2pc"/>`, "SVG drawing", 40, 32},
		{"view box", `<svg viewBox="0,0 300.4 200"/>`, "SVG drawing", 300, 200},
		{"view box and shares", "\ufeff\n" + `<svg width="100%" height="2cm" viewBox="0 0 30 20"/>`, "SVG drawing", 30, 20},
		{"prefix", `<s:svg xmlns:s="http://www.w3.org/2000/svg" width="3" height="2"></s:svg>`, "SVG drawing", 3, 2},
		{"without a size", `<svg width="-1" height="1e99"><g/></svg>`, "SVG drawing", 0, 0},
		{"gzipped", string(gzipped(t, long)), "SVG drawing (gzipped)", 113, 48},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				got := probetest.Read(svg.Probe, []byte(tt.in), deep)
				if got.MIME != "image/svg+xml" || got.Name != tt.title || got.Kind != media.Image || len(got.Damage) > 0 {
					t.Fatalf("deep %v: %+v", deep, got)
				}
				if got.Picture.Width != tt.width || got.Picture.Height != tt.height {
					t.Errorf("%d × %d; want %d × %d", got.Picture.Width, got.Picture.Height, tt.width, tt.height)
				}
				if known := got.Undecided["dimensions"] == ""; known != (tt.width > 0) {
					t.Errorf("undecided %v", got.Undecided)
				}
			}
		})
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	entity := strings.Replace(long, "<svg", `<!DOCTYPE svg [<!ENTITY a "b">]><svg id="&a;"`, 1)
	tests := []struct {
		name, in      string
		shallow, deep []media.DamageKind
	}{
		{"whole", long, nil, nil},
		{"cut", long[:len(long)-9], []media.DamageKind{media.Truncated}, []media.DamageKind{media.Truncated}},
		{"crossed elements", `<svg><g></svg></g></svg>`, nil, []media.DamageKind{media.Corrupt}},
		{"entities", entity, nil, nil},
		{"deep", "<svg>" + strings.Repeat("<g>", 2000) + strings.Repeat("</g>", 2000) + "</svg>", nil, nil},
	}
	for _, tt := range tests {
		shallow, deep := probetest.Read(svg.Probe, []byte(tt.in), false), probetest.Read(svg.Probe, []byte(tt.in), true)
		if diff := cmp.Diff(tt.shallow, probetest.Kinds(shallow)); diff != "" {
			t.Errorf("%s, shallow (-want +got)\n%s%+v", tt.name, diff, shallow.Damage)
		}
		if diff := cmp.Diff(tt.deep, probetest.Kinds(deep)); diff != "" {
			t.Errorf("%s, deep (-want +got)\n%s%+v", tt.name, diff, deep.Damage)
		}
	}
}

func TestUndecided(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"entities": `<!DOCTYPE svg [<!ENTITY a "b">]><svg id="&a;"><g/></svg>`,
		"deep":     "<svg>" + strings.Repeat("<g>", 2000) + "</svg>",
		"long":     "<svg>" + strings.Repeat("<g/>", 3<<20) + "</svg>",
	} {
		if got := probetest.Read(svg.Probe, []byte(in), true); got.Undecided["structure"] == "" {
			t.Errorf("%s: %+v; want the structure undecided", name, got)
		}
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "text <svg/>", "<html><svg/></html>", "<!-- only a comment", "<?xml version='1.0'?>text<svg/>",
		"\x1f\x8b\x08", string(gzipped(t, "text")), "<" + strings.Repeat("!", 100_000),
	} {
		if diff := cmp.Diff(media.Facts{}, probetest.Read(svg.Probe, []byte(in), true)); diff != "" {
			t.Errorf("%.30q (-want +got)\n%s", in, diff)
		}
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, svg.Probe, []byte(long), gzipped(f, long), []byte(`<svg viewBox="0,0 300.4 200"/>`), []byte(`<svg><g></svg></g></svg>`))
}
