package validate_test

import (
	"io"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/validate"
)

// hole is a file that has nothing behind its head.
type hole string

func (h hole) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	if off < int64(len(h)) {
		copy(b, h[off:])
	}
	return len(b), nil
}

// Whether a file is whole that is too large to be read is not known, which is no pass.
func TestWhatIsNotReadIsUnknown(t *testing.T) {
	t.Parallel()
	var file io.ReaderAt = hole("GIF89a\x40\x00\x40\x00\x00\x00\x00")
	r, err := validate.Reader(file, 10<<30, "a.gif")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Unknown, func(u validate.Unknown) bool { return u.Rule == "any.damaged" && u.Why != "" }) {
		t.Errorf("%s, unknown are %v, findings %v", r.Verdict, r.Unknown, r.Findings)
	}
	for _, f := range r.Findings {
		if f.Rule == "any.damaged" {
			t.Errorf("found %s", f.Message)
		}
	}
}
