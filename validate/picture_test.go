package validate_test

import (
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// What no engine makes a picture of is refused by name, with what to do.
func TestPicturesThatAreRefusedByName(t *testing.T) {
	t.Parallel()
	// A directory with a maker, a small picture, and directories of its own for the sensor's values.
	raw := func(maker string) string {
		return "II*\x00\x08\x00\x00\x00\x05\x00" +
			"\xfe\x00\x04\x00\x01\x00\x00\x00\x01\x00\x00\x00" + // a smaller copy
			"\x00\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00" + "\x01\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00" +
			"\x0f\x01\x02\x00\x10\x00\x00\x00\x4a\x00\x00\x00" + // maker, at byte 74
			"\x4a\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00" + "\x00\x00\x00\x00" + (maker + strings.Repeat("\x00", 16))[:16]
	}
	const export = "export it as JPEG first"
	tests := []struct{ name, data, names, says string }{
		{"a.nef", raw("NIKON CORPORATION"), "Nikon raw photo (NEF)", export},
		{"a.arw", raw("SONY"), "Sony raw photo (ARW)", export},
		{"a.srw", raw("SAMSUNG"), "Samsung raw photo (SRW)", export},
		{"a.kdc", raw("EASTMAN KODAK"), "raw photo", export},
		{"a.cr2", "II*\x00\x10\x00\x00\x00CR\x02\x00" + raw("Canon")[12:], "Canon raw photo (CR2)", export},
		{"a.raf", "FUJIFILMCCD-RAW 0201FF393103\x00\x00\x01", "Fujifilm raw photo (RAF)", export},
		{"a.orf", "IIRO\x08\x00\x00\x00\x00\x00", "Olympus raw photo (ORF)", export},
		{"a.rw2", "IIU\x00\x08\x00\x00\x00\x00\x00", "Panasonic raw photo (RW2)", export},
		{"a.jpg", "\xff\xd8\xff\xc1\x00\x11\x0c\x00\x08\x00\x08\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00\x00\xff\xd9", "12-bit", "usual JPEG"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`, "SVG drawing", "--allow-svg"},
	}
	for _, test := range tests {
		r, err := validate.Reader(strings.NewReader(test.data), int64(len(test.data)), test.name)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range r.Findings {
			found = found || strings.Contains(f.Got, test.names) && strings.Contains(f.Want, test.says) && f.Fix == validate.NoFix
		}
		if !found {
			t.Errorf("%s: %+v, want %q and %q", test.name, r.Findings, test.names, test.says)
		}
		if p := transcode.Make(r, transcode.Options{}); p.Action != transcode.Refuse {
			t.Errorf("%s: the plan is to %s it", test.name, p.Action)
		}
	}
}
