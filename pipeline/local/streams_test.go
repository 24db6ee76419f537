package local_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

const chirp = "-f lavfi -i aevalsrc=0.4*sin(2*PI*(300+99*sin(2*PI*t))*t):s=48000:d="

// changed writes a file again with other bytes.
func changed(t *testing.T, path string, change func([]byte) []byte) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, change(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// sized puts a number of four bytes behind a mark.
func sized(mark string, order binary.ByteOrder, size func(was uint32) uint32) func([]byte) []byte {
	return func(b []byte) []byte {
		at := bytes.Index(b, []byte(mark)) + len(mark)
		order.PutUint32(b[at:], size(order.Uint32(b[at:])))
		return b
	}
}

func twice(b []byte) []byte { return append(b, bytes.Clone(b)...) }

// playing decodes what a file holds: seconds of pictures and of sound, counted by frames and by samples.
func playing(t *testing.T, path string) (pictures, sound float64) {
	t.Helper()
	decoded := func(args string) []byte {
		out, err := exec.Command("ffmpeg", append([]string{"-v", "error", "-i", path}, strings.Fields(args)...)...).Output()
		if err != nil {
			t.Fatalf("ffmpeg %s: %v", args, err)
		}
		return out
	}
	if out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=codec_type", path).Output(); err != nil {
		t.Fatal(err)
	} else if bytes.Contains(out, []byte("video")) {
		frames := decoded("-map 0:v:0 -f framecrc -")
		pictures = float64(bytes.Count(frames, []byte("\n"))-bytes.Count(frames, []byte("#"))) / 25
	}
	return pictures, float64(len(decoded("-map 0:a:0 -f s16le -ac 1 -ar 8000 -"))) / 2 / 8000
}

// TestWhatStreamsHoldComesOut takes files whose headers or clocks say something else than their streams hold.
func TestWhatStreamsHoldComesOut(t *testing.T) {
	t.Parallel()
	double := func(was uint32) uint32 { return 2 * was }
	const film = "-f lavfi -i testsrc2=s=320x180:r=25:d=2 " + chirp + "2 "
	for what, c := range map[string]struct {
		name, args      string
		change          func([]byte) []byte
		pictures, sound float64 // seconds that come out
		note            string
	}{
		"WAV that claims too much": {"a.wav", chirp + "4", sized("data", binary.LittleEndian, double), 0, 4, ""},
		"WAV of size 0":            {"a.wav", chirp + "4", sized("data", binary.LittleEndian, func(uint32) uint32 { return 0 }), 0, 4, ""},
		"WAV of no size":           {"a.wav", chirp + "4", sized("data", binary.LittleEndian, func(uint32) uint32 { return math.MaxUint32 }), 0, 4, ""},
		"WMA that claims too much": {"a.wma", chirp + "4 -c:a wmav2", func(b []byte) []byte {
			at := bytes.Index(b, []byte("\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65")) + 64
			binary.LittleEndian.PutUint64(b[at:], 2*binary.LittleEndian.Uint64(b[at:]))
			return b
		}, 0, 4, "its samples last"},
		"gaps":                 {"a.mka", chirp + "6 -af aselect=not(between(t\\,2\\,4)) -c:a pcm_s16le", nil, 0, 4, "its samples last"},
		"gaps of AAC":          {"a.mka", chirp + "6 -af aselect=not(between(t\\,2\\,4)) -c:a aac", nil, 0, 4, ""},
		"MP3 without its end":  {"a.mp3", chirp + "4 -c:a libmp3lame", func(b []byte) []byte { return b[:len(b)*3/4] }, 0, 3, "is left out"},
		"AAC with a cut frame": {"a.aac", chirp + "4 -c:a aac", func(b []byte) []byte { return b[:len(b)-40] }, 0, 4, "cut after"},
		"joined segments":      {"a.ts", film + good, twice, 4, 4, ""},
		"joined and encoded":   {"a.ts", film + "-c:v mpeg2video -c:a ac3", twice, 4, 4, ""},
		"FLV that claims too much": {"a.flv", film + "-c:v flv1 -c:a libmp3lame -ar 44100", func(b []byte) []byte {
			at := bytes.Index(b, []byte("\x08duration")) + 10
			binary.BigEndian.PutUint64(b[at:], math.Float64bits(20))
			return b
		}, 2, 2, ""},
		"sound that ends early": {"a.mkv", film + "-af atrim=end=1 " + ultra + "-c:a ac3", nil, 2, 1, ""},
		"sound that goes on":    {"a.avi", film + "-vf trim=end=1 -c:v mpeg4 -c:a libmp3lame", nil, 1, 2, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			path := filmed(t, c.name, c.args)
			if c.change != nil {
				changed(t, path, c.change)
			}
			r := processed(t, path, "", transcode.Options{Threads: 1})
			if r.Err != nil || r.Output == "" {
				t.Fatalf("%v, %s %s", r.Err, r.Plan.Action, r.Plan.Refusal)
			}
			pictures, sound := playing(t, r.Output)
			if math.Abs(pictures-c.pictures) > 0.1 || math.Abs(sound-c.sound) > 0.15 {
				t.Errorf("%.2f s of pictures and %.2f s of sound, want %.2f and %.2f", pictures, sound, c.pictures, c.sound)
			}
			if !strings.Contains(r.Outcome.Note, c.note) {
				t.Errorf("the note says %q, not %q", r.Outcome.Note, c.note)
			}
		})
	}
}

// processed sends a file down the line.
func processed(t *testing.T, path string, as media.Kind, o transcode.Options) pipeline.Result {
	t.Helper()
	out := t.TempDir()
	l, err := local.New(t.Context(), local.Config{Work: out, Options: o, Policy: validate.Policy{As: as}})
	if err != nil {
		t.Fatal(err)
	}
	r := l.Process(t.Context(), pipeline.Item{Path: path, Output: func(mime string) string {
		return filepath.Join(out, "out"+validate.Extensions(mime)[0])
	}})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return r
}
