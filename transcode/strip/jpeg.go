// Package strip takes metadata out of pictures by leaving bytes out: no pixel is touched. What a picture says of its
// author and copyright can be put back.
package strip

import (
	"bytes"
	"errors"
	"fmt"
)

// ErrNotPlain is wrapped by the error of JPEG for a file that must be encoded anew.
var ErrNotPlain = errors.New("not a plain JPEG")

// The markers of ITU-T T.81, table B.1, that matter here.
const (
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	dnl   = 0xdc
	rst0  = 0xd0
	rst7  = 0xd7
	app0  = 0xe0
	app1  = 0xe1
	app13 = 0xed
	app14 = 0xee
	app15 = 0xef
	com   = 0xfe
	sof0  = 0xc0
	sof2  = 0xc2
	sof15 = 0xcf
	dht   = 0xc4
	jpg   = 0xc8
	dac   = 0xcc
)

// JPEG returns the picture without metadata, comments, embedded pictures and anything after its end. JFIF and Adobe
// segments stay, as they say what the numbers mean. It takes Huffman coded pictures of 8 bits and three channels
// only, and no orientation or colour profile is looked at.
func JPEG(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte{0xff, soi}) {
		return nil, fmt.Errorf("%w: no start of image", ErrNotPlain)
	}
	out := append(make([]byte, 0, len(b)), b[:2]...)
	for at := 2; ; {
		marker, from, err := nextMarker(b, at)
		if err != nil {
			return nil, err
		}
		if marker == eoi {
			return append(out, 0xff, eoi), nil
		}
		body, err := segment(b, from)
		if err != nil {
			return nil, err
		}
		if err := plain(marker, body); err != nil {
			return nil, err
		}
		end := from + 2 + len(body)
		if marker == sos {
			end = scanEnd(b, end)
		}
		if keep(marker, body) {
			out = append(append(out, 0xff, marker), b[from:end]...)
		}
		at = end
	}
}

// nextMarker finds the marker at or after at, and where its segment begins. Only fill bytes may come before it.
func nextMarker(b []byte, at int) (marker byte, from int, err error) {
	if at >= len(b) || b[at] != 0xff {
		return 0, 0, fmt.Errorf("%w: no marker at %d", ErrNotPlain, at)
	}
	for at < len(b) && b[at] == 0xff {
		at++
	}
	if at == len(b) {
		return 0, 0, fmt.Errorf("%w: no end of image", ErrNotPlain)
	}
	return b[at], at + 1, nil
}

// segment is what a segment holds after its length.
func segment(b []byte, from int) ([]byte, error) {
	if from+2 > len(b) {
		return nil, fmt.Errorf("%w: cut off at %d", ErrNotPlain, from)
	}
	n := int(b[from])<<8 | int(b[from+1])
	if n < 2 || from+n > len(b) {
		return nil, fmt.Errorf("%w: a segment of %d bytes at %d", ErrNotPlain, n, from)
	}
	return b[from+2 : from+n], nil
}

// plain refuses what not every decoder takes.
func plain(marker byte, body []byte) error {
	frame := marker >= sof0 && marker <= sof15 && marker != dht && marker != jpg && marker != dac
	switch {
	case frame && (marker > sof2 || len(body) < 6 || body[0] != 8 || body[5] != 3):
		return fmt.Errorf("%w: frame of type %#x", ErrNotPlain, marker)
	case marker == dnl || marker == soi || (marker >= rst0 && marker <= rst7):
		return fmt.Errorf("%w: marker %#x between segments", ErrNotPlain, marker)
	}
	return nil
}

func keep(marker byte, body []byte) bool {
	switch marker {
	case app0:
		return bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) == 14 // a longer one holds a thumbnail
	case app14:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return marker != com && (marker < app0 || marker > app15)
}

// scanEnd is where the entropy-coded bytes from at end: at the first marker that is not a restart.
func scanEnd(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], 0xff)
		if i < 0 || at+i+1 >= len(b) {
			return len(b)
		}
		at += i
		if next := b[at+1]; next != 0 && next != 0xff && (next < rst0 || next > rst7) {
			return at
		}
		at++
	}
}
