package oggopus_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/wamedia/wamedia/transcode/oggopus"
	"github.com/wamedia/wamedia/validate/probe/opus"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// FuzzRewrite gives the Rewriter any bytes, in pieces. What comes out has no flaw and does not change when it is
// rewritten.
func FuzzRewrite(f *testing.F) {
	head := probetest.OpusHead(1, 312, 48000)
	for _, seed := range [][]byte{
		note(312, second, 2*second), note(0, second+576, -1), slices.Concat(headers(0), note(65535, second)),
		slices.Concat(part(1, head, 3), part(2, head, 2)), slices.Concat(headers(312), pageOf(last, 1920, 2, frame20, "", "\x4b\x83\x01\x00abc")),
		slices.Concat([]byte("OggS\x00"), headers(312), pageOf(0, 1, 9, "\x49abcd"), pageOf(last|continued, 0, 3, "\xe0a")),
	} {
		f.Add(seed, uint16(100), true)
		f.Add(seed, uint16(1), false)
	}
	f.Fuzz(func(t *testing.T, file []byte, piece uint16, native bool) {
		probetest.Guard(t, func() {
			var out, again bytes.Buffer
			w := oggopus.NewRewriter(&out, oggopus.Options{Native: native})
			for rest := file; len(rest) > 0; {
				n := min(len(rest), int(piece)+1)
				if _, err := w.Write(rest[:n]); err != nil {
					return
				}
				rest = rest[n:]
			}
			if w.Close() != nil {
				return
			}
			if track := sound(t, out.Bytes()); track.Opus.Samples != w.Samples() {
				t.Errorf("%d samples, and %d were written", track.Opus.Samples, w.Samples())
			}
			if err := oggopus.Rewrite(&again, bytes.NewReader(out.Bytes()), oggopus.Options{Native: native}); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
				t.Errorf("it changes when it is rewritten: %v", err)
			}
		})
	})
}

// FuzzPack packs any packets. Their frames stay the same, one after another.
func FuzzPack(f *testing.F) {
	f.Add([]byte("\x48ab"), []byte("\x49abcd"), []byte("\x4b\x83\x01\x00abc"))
	f.Add([]byte("\xe0a"), []byte("\x4b\x43\x02abcdef\x00\x00"), []byte("\x58x"))
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		packets := []string{string(a), string(b), string(c), string(a), string(a), string(b)}
		file := headers(312)
		for i, p := range packets {
			if len(p) > opus.MaxPacket {
				return
			}
			file = append(file, pageOf(0, -1, uint32(i+2), p)...)
		}
		var out bytes.Buffer
		if oggopus.Rewrite(&out, bytes.NewReader(file), oggopus.Options{Native: true}) != nil {
			return
		}
		if was, is := framesOf(packets), framesOf(readBack(t, out.Bytes()).packets); !slices.EqualFunc(was, is, sameFrame) {
			t.Errorf("%q became %q", was, is)
		}
	})
}

// sameFrame reports whether a frame is the same, but for a byte of 0 at its end.
func sameFrame(was, is string) bool { return is == was || is == was+"\x00" }

// framesOf lists the frames of packets, each behind its configuration, and packets that are not valid but play.
func framesOf(packets []string) []string {
	var out []string
	for _, p := range packets {
		if _, ok := opus.Samples([]byte(p), len(p)); !ok {
			continue
		}
		frames, ok := opus.Frames([]byte(p))
		if !ok {
			out = append(out, p)
		}
		for _, frame := range frames {
			out = append(out, string([]byte{p[0] &^ 3})+string(frame))
		}
	}
	return out
}
