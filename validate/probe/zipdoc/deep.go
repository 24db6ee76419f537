package zipdoc

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

// maxUnpacked bounds how much is unpacked of one archive: documents come nowhere near, bombs stop there.
const maxUnpacked = 96 << 20

var errFull = errors.New("enough was unpacked")

// unpack reads every entry and checks its checksum, and that the parts of a document are well formed.
func (a *archive) unpack(f *media.Facts) {
	left := int64(maxUnpacked)
	bad, first := 0, ""
	for _, e := range a.files {
		if e.Flags&1 != 0 {
			f.Undecide("entries", "some need a password")
			continue
		}
		err := read(e, &left)
		switch {
		case errors.Is(err, errFull):
			f.Undecide("entries", fmt.Sprintf("they unpack to more than %d bytes", maxUnpacked))
			return
		case err != nil && !errors.Is(err, zip.ErrAlgorithm):
			if bad == 0 {
				first = fmt.Sprintf("%q: %v", e.Name, err)
			}
			bad++
		}
	}
	if bad > 0 {
		f.Damagef(media.Corrupt, "%d of %d entries cannot be unpacked, the first is %s", bad, len(a.files), first)
		return
	}
	a.wellFormed(f)
}

// read unpacks an entry to the end; left is how much may still be unpacked.
func read(e *zip.File, left *int64) error {
	r, err := e.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	n, err := io.Copy(io.Discard, io.LimitReader(r, *left+1))
	*left -= n
	if *left < 0 {
		return errFull
	}
	return err
}

// maxXML bounds how much XML is checked.
const maxXML = 4 << 20

// wellFormed checks the main part of a document to its end.
func (a *archive) wellFormed(f *media.Facts) {
	if !strings.HasPrefix(f.MIME, ooxml) {
		return
	}
	main, err := a.mainPart()
	if part := a.names[main]; err == nil && part != nil && strings.HasSuffix(main, ".xml") {
		if err := parse(part, maxXML, func(xml.StartElement) {}); err != nil {
			f.Damagef(media.Corrupt, "the main part %q is not well formed: %v", main, err)
		}
	}
}
