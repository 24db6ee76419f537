package faststart_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode/faststart"
)

// run runs a tool on the machine and returns what it wrote to stdout.
func run(t *testing.T, tool string, args ...string) string {
	t.Helper()
	path, err := process.Find(tool, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := process.Run(t.Context(), process.Command{Path: path, Args: args, Stdout: &out}); err != nil {
		t.Fatalf("%s %s: %v", tool, strings.Join(args, " "), err)
	}
	return out.String()
}

func sample(t *testing.T, name, args string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	run(t, "ffmpeg", append(strings.Fields("-nostdin -v error -y "+args), path)...)
	return path
}

// rewritten gives the path of the cured file.
func rewritten(t *testing.T, path string) string {
	t.Helper()
	src, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	info, err := src.Stat()
	if err != nil {
		t.Fatal(err)
	}
	dst, err := os.Create(path + ".out")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = dst.Close() }()
	if err := faststart.Rewrite(t.Context(), dst, src, info.Size()); err != nil {
		t.Fatal(err)
	}
	return dst.Name()
}

const (
	bars = "-f lavfi -i testsrc2=s=160x90:r=25:d=1 "
	tone = "-f lavfi -i sine=d=1 "
)

// The packets of every sort of file are found again where moov says they are, by a reader that is not ours.
func TestRewriteKeepsEveryPacket(t *testing.T) {
	t.Parallel()
	for name, args := range map[string]string{
		"film.mp4":   bars + tone + "-c:v libx264 -c:a aac",
		"two.mp4":    bars + tone + tone + "-map 0 -map 1 -map 2 -c:v libx264 -c:a aac -metadata title=kept",
		"film.mov":   bars + tone + "-c:v libx264 -c:a pcm_s16le -timecode 00:00:00:00",
		"phone.3gp":  bars + tone + "-c:v libx264 -c:a aac",
		"sound.m4a":  tone + "-c:a aac",
		"single.mp4": bars + "-frames:v 1 -c:v libx264",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := sample(t, name, args)
			out := rewritten(t, path)
			sums := func(path string) string {
				return run(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "framemd5", "-")
			}
			if before, after := sums(path), sums(out); before != after {
				t.Errorf("the packets differ:\n%s\n%s", before, after)
			}
			before, _ := os.ReadFile(path)
			after, _ := os.ReadFile(out)
			if len(before) != len(after) {
				t.Errorf("%d bytes became %d", len(before), len(after))
			}
			if moov, mdat := bytes.Index(after, []byte("moov")), bytes.Index(after, []byte("mdat")); moov > mdat {
				t.Errorf("moov at %d, mdat at %d", moov, mdat)
			}
			again := rewritten(t, out)
			if twice, _ := os.ReadFile(again); !bytes.Equal(twice, after) {
				t.Error("a cured file changes when it is cured again")
			}
		})
	}
}

func TestFragmentedIsRefused(t *testing.T) {
	t.Parallel()
	path := sample(t, "a.mp4", bars+"-c:v libx264 -movflags +frag_keyframe+empty_moov")
	content, _ := os.ReadFile(path)
	expectRefused(t, "fragmented", content)
}

func expectRefused(t *testing.T, name string, content []byte) {
	t.Helper()
	err := faststart.Rewrite(t.Context(), io.Discard, bytes.NewReader(content), int64(len(content)))
	if !errors.Is(err, faststart.ErrUnsuitable) {
		t.Errorf("%s: got %v, want ErrUnsuitable", name, err)
	}
}

// box joins its contents under a header.
func box(kind string, contents ...[]byte) []byte {
	content := bytes.Join(contents, nil)
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))
	return append(append(b, kind...), content...)
}

// table is a stco or co64 with the positions given.
func table(kind string, positions ...uint64) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(len(positions)))
	for _, p := range positions {
		if kind == "co64" {
			b = binary.BigEndian.AppendUint64(b, p)
		} else {
			b = binary.BigEndian.AppendUint32(b, uint32(p))
		}
	}
	return box(kind, b)
}

func moov(tables ...[]byte) []byte {
	return box("moov", box("trak", box("mdia", box("minf", box("stbl", tables...)))))
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestOffsetsMoveWithTheirData(t *testing.T) {
	t.Parallel()
	ftyp, free := box("ftyp", []byte("isom")), box("free", make([]byte, 4))
	one, two := box("mdat", []byte("one.")), box("mdat", []byte("two."))
	at := uint64(len(ftyp) + len(free) + 8)
	grown := uint64(len(moov(table("stco", 0, 0))))
	grownOne := uint64(len(moov(table("stco", 0))))
	grown64 := uint64(len(moov(table("co64", 0))))
	// The second mdat stands after moov, before and afterwards.
	last := at + uint64(len(one)) + grown
	tests := map[string]struct{ in, want []byte }{
		"two mdat": {
			join(ftyp, free, one, moov(table("stco", at, last)), two),
			join(ftyp, free, moov(table("stco", at+grown, last)), one, two),
		},
		"64 bits": {
			join(ftyp, free, one, moov(table("co64", at))),
			join(ftyp, free, moov(table("co64", at+grown64)), one),
		},
		"moov in place": {
			join(ftyp, moov(table("stco", at+grownOne)), free, one),
			join(ftyp, moov(table("stco", at+grownOne)), free, one),
		},
		"wide header and open end": {
			join(ftyp, free, wide(one), openEnded(moov(table("stco", at+8, at+9)))),
			join(ftyp, free, moov(table("stco", at+8+grown, at+9+grown)), wide(one)),
		},
	}
	for name, test := range tests {
		var out bytes.Buffer
		if err := faststart.Rewrite(t.Context(), &out, bytes.NewReader(test.in), int64(len(test.in))); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(out.Bytes(), test.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, out.Bytes(), test.want)
		}
	}
}

// wide gives a box a 64-bit size.
func wide(b []byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, 1)
	head = append(head, b[4:8]...)
	return append(binary.BigEndian.AppendUint64(head, uint64(len(b)+8)), b[8:]...)
}

// openEnded says that a box goes on to the end of the file.
func openEnded(b []byte) []byte {
	return append(make([]byte, 4), b[4:]...)
}

func TestUnsuitableFilesAreRefused(t *testing.T) {
	t.Parallel()
	ftyp, data := box("ftyp", []byte("isom")), box("mdat", []byte("data"))
	good := moov(table("stco", uint64(len(ftyp)+8)))
	tests := map[string][]byte{
		"empty":                  {},
		"no moov":                join(ftyp, data),
		"two moov":               join(ftyp, data, good, good),
		"item positions":         join(ftyp, data, box("meta", []byte("0000")), good),
		"truncated":              join(ftyp, data, good[:len(good)-4]),
		"a size below its head":  join(ftyp, []byte("\x00\x00\x00\x04mdat"), data, good),
		"a size past the end":    join(ftyp, []byte("\x7f\x00\x00\x00mdat"), data, good),
		"a wide size past it":    join(ftyp, []byte("\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"), data, good),
		"a chunk outside":        join(ftyp, data, moov(table("stco", 1_000_000))),
		"a chunk in moov":        join(ftyp, data, moov(table("stco", uint64(len(ftyp)+len(data)+9)))),
		"a negative chunk":       join(ftyp, data, moov(table("co64", 1<<63+20))),
		"more chunks than bytes": join(ftyp, data, moov(box("stco", []byte("\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x20")))),
		"half a table":           join(ftyp, data, moov(box("stco", []byte("\x00\x00")))),
		"compressed":             join(ftyp, data, box("moov", box("cmov", []byte("zlib")))),
		"encrypted":              join(ftyp, data, moov(box("saio", make([]byte, 12)))),
		"a broken box inside":    join(ftyp, data, box("moov", box("trak", []byte("\x00\x00\xff\xffmdia")))),
		"many boxes":             bytes.Repeat([]byte("\x00\x00\x00\x08free"), 10_001),
	}
	for name, content := range tests {
		expectRefused(t, name, content)
	}
}

// Boxes nested without end are not followed.
func TestDeepNestingReturns(t *testing.T) {
	t.Parallel()
	inner := []byte{}
	const depth = 20_000
	nest := make([]byte, 0, 8*depth)
	for i := depth; i > 0; i-- {
		nest = append(binary.BigEndian.AppendUint32(nest, uint32(8*i)), "trak"...)
	}
	content := join(box("ftyp"), box("mdat", inner), box("moov", nest))
	if err := faststart.Rewrite(t.Context(), io.Discard, bytes.NewReader(content), int64(len(content))); err != nil {
		t.Error(err)
	}
}

func TestAFailingDiskIsTold(t *testing.T) {
	t.Parallel()
	content := join(box("ftyp", []byte("isom")), box("mdat", []byte("data")), moov(table("stco", 20)))
	full := errors.New("no space")
	for room := range 3 {
		w := &limitedWriter{room: 20 * room, err: full}
		if err := faststart.Rewrite(t.Context(), w, bytes.NewReader(content), int64(len(content))); !errors.Is(err, full) {
			t.Errorf("with room for %d: got %v", w.room, err)
		}
	}
	if err := faststart.Rewrite(t.Context(), io.Discard, bytes.NewReader(content), int64(len(content))+9); err == nil {
		t.Error("a source shorter than it should be is no error")
	}
}

type limitedWriter struct {
	room int
	err  error
}

func (w *limitedWriter) Write(b []byte) (int, error) {
	if len(b) > w.room {
		return 0, w.err
	}
	w.room -= len(b)
	return len(b), nil
}

func FuzzRewrite(f *testing.F) {
	f.Add(join(box("ftyp", []byte("isom")), box("mdat", []byte("data")), moov(table("stco", 20))))
	f.Add(join(box("ftyp"), wide(box("mdat", []byte("data"))), openEnded(moov(table("co64", 30)))))
	f.Fuzz(func(t *testing.T, content []byte) {
		var out bytes.Buffer
		err := faststart.Rewrite(t.Context(), &out, bytes.NewReader(content), int64(len(content)))
		if err == nil && out.Len() != len(content) {
			t.Errorf("%d bytes became %d", len(content), out.Len())
		}
	})
}
