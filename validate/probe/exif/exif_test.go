package exif_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/exif"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	bigEndian    = "MM\x00*\x00\x00\x00\x08\x00\x02\x01\x00\x00\x03\x00\x00\x00\x01\x00\x09\x00\x00\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	littleEndian = "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x03\x00\x00\x00"
	asLong       = "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"
	asText       = "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x02\x00\x01\x00\x00\x00\x08\x00\x00\x00"
	tooLarge     = "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00"
	farAway      = "II*\x00\xff\xff\xff\xff\x01\x00"
	many         = "II*\x00\x08\x00\x00\x00\xff\xff\x12\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00"
)

func orientation(b []byte, off, n int64) int {
	r := source.New(context.Background(), bytes.NewReader(b), int64(len(b)), source.Budget{})
	return exif.Orientation(r, off, n)
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		bigEndian: 6, littleEndian: 3, exif.Prefix + littleEndian: 3, asLong: 8, many: 2,
		asText: 0, tooLarge: 0, farAway: 0, littleEndian[:20]: 0, littleEndian[:9]: 0, "MM": 0, "": 0, "text that is no header": 0,
	} {
		if got := orientation([]byte("before"+in), 6, int64(len(in))); got != want {
			t.Errorf("%q: %d; want %d", in, got, want)
		}
	}
}

// TestOrientationBeyond keeps to the bytes that are given: what follows them is not EXIF.
func TestOrientationBeyond(t *testing.T) {
	t.Parallel()
	if got := orientation([]byte(littleEndian), 0, 12); got != 0 {
		t.Errorf("%d; want none within 12 bytes", got)
	}
}

func FuzzOrientation(f *testing.F) {
	for _, s := range []string{bigEndian, littleEndian, exif.Prefix + asLong, farAway, many} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		probetest.Guard(t, func() {
			if got := orientation(b, 0, int64(len(b))); got < 0 || got > 8 {
				t.Errorf("orientation %d", got)
			}
		})
	})
}
