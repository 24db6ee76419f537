package flac_test

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/flac"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// encoded makes three seconds of FLAC by ffmpeg, of which every frame has 4608 samples.
func encoded(t testing.TB) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.flac")
	args := []string{"-v", "error", "-f", "lavfi", "-i", "sine=440:d=3", "-af", "volume=0.5,aeval=val(0)+0.05*random(0)", "-c:a", "flac", name}
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %q: %v\n%s", args, err, out)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFacts(t *testing.T) {
	t.Parallel()
	whole := encoded(t)
	three := 3.0
	for name, file := range map[string][]byte{
		"plain":        whole,
		"behind a tag": append([]byte("ID3\x03\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00"), whole...),
		"before a tag": append(slices.Clone(whole), "TAG"+strings.Repeat("x", 125)...),
		"samples not said": func() []byte {
			b := slices.Clone(whole)
			clear(b[22:26])
			b[21] &= 0xf0
			return b
		}(),
	} {
		for _, deep := range []bool{false, true} {
			f := probetest.Read(flac.Probe, file, deep)
			if f.MIME != "audio/flac" || len(f.Damage) > 0 || len(f.Audio) != 1 {
				t.Fatalf("%s, deep %v: got %+v; want whole audio/flac of one track", name, deep, f)
			}
			want := media.AudioTrack{Codec: "flac", Channels: 1, SampleRate: 44100, Seconds: &three, Bytes: f.Audio[0].Bytes, Default: true}
			if diff := cmp.Diff(want, f.Audio[0]); diff != "" {
				t.Errorf("%s, deep %v: %s", name, deep, diff)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	whole := encoded(t)
	flipped := slices.Clone(whole)
	flipped[len(flipped)/2] ^= 0x10
	cutFrame := slices.Delete(slices.Clone(whole), len(whole)/2, len(whole)/2+5000)
	cases := map[string]struct {
		file       []byte
		fast, deep []media.DamageKind
	}{
		"cut":             {whole[:len(whole)/2], []media.DamageKind{media.Truncated}, []media.DamageKind{media.Suspect, media.Truncated}},
		"cut in metadata": {whole[:60], []media.DamageKind{media.Truncated}, []media.DamageKind{media.Truncated}},
		"bit flipped":     {flipped, nil, []media.DamageKind{media.Corrupt}},
		"bytes missing":   {cutFrame, nil, []media.DamageKind{media.Corrupt}},
		"last frame cut":  {whole[:len(whole)-9], nil, []media.DamageKind{media.Suspect}},
		"junk behind":     {append(slices.Clone(whole), "junk"...), nil, []media.DamageKind{media.Suspect}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for deep, want := range map[bool][]media.DamageKind{false: c.fast, true: c.deep} {
				f := probetest.Read(flac.Probe, c.file, deep)
				if diff := cmp.Diff(want, probetest.Kinds(f)); diff != "" {
					t.Errorf("deep %v: %s%v", deep, diff, f.Damage)
				}
			}
		})
	}
}

// block is a metadata block; kinds from 128 on are the last.
func block(kind byte, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(kind)<<24|uint32(len(body)))) + body
}

// info describes 44100 Hz, two channels of 16 bits, blocks of 4096 samples.
var info = "\x10\x00\x10\x00" + strings.Repeat("\x00", 6) + "\x0a\xc4\x42\xf0\x00\x00\xac\x44" + strings.Repeat("\x00", 16)

func TestMetadata(t *testing.T) {
	t.Parallel()
	// A frame of 4096 samples with its checksums, whatever it holds.
	const frame = "\xff\xf8\xc9\x18\x00\xc2"
	cases := map[string]struct {
		file  string
		cover bool
		want  []media.DamageKind
	}{
		"no frames":          {"fLaC" + block(128, info), false, []media.DamageKind{media.NoContent}},
		"a picture":          {"fLaC" + block(0, info) + block(134, "picture"), true, []media.DamageKind{media.NoContent}},
		"block past the end": {"fLaC" + block(0, info) + block(132, "tags")[:6], false, []media.DamageKind{media.Truncated}},
		"no last block":      {"fLaC" + block(0, info), false, []media.DamageKind{media.Truncated}},
		"no stream info":     {"fLaC" + block(132, "tags") + frame, false, []media.DamageKind{media.Corrupt}},
		"a block of no type": {"fLaC" + block(127, ""), false, []media.DamageKind{media.Corrupt}},
		"no rate":            {"fLaC" + block(128, strings.Repeat("\x00", 34)), false, []media.DamageKind{media.Corrupt}},
	}
	for name, c := range cases {
		f := probetest.Read(flac.Probe, []byte(c.file), true)
		if diff := cmp.Diff(c.want, probetest.Kinds(f)); diff != "" || f.Container.CoverArt != c.cover {
			t.Errorf("%s: cover art %v, %s%v", name, f.Container.CoverArt, diff, f.Damage)
		}
	}
	for _, file := range []string{"", "fLa", "flac", "ID3\x03\x00\x00\x00\x00\x00\x00MP3"} {
		if f := probetest.Read(flac.Probe, []byte(file), false); f.MIME != "" {
			t.Errorf("%q is taken for %s", file, f.MIME)
		}
	}
}

func FuzzProbe(f *testing.F) {
	whole := encoded(f)
	probetest.Fuzz(f, flac.Probe, whole[:20_000], []byte("fLaC"+block(0, info)+block(134, "picture")), whole[len(whole)-5000:])
}
