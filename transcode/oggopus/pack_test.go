package oggopus_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/oggopus"
)

var native = oggopus.Options{Native: true, Vendor: "WhatsApp"}

// TestNativeShape packs frames of one configuration to 60 ms.
func TestNativeShape(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ packets, want []string }{
		"threes":               {[]string{"\x48ab", "\x48cd", "\x48ef", "\x48g", "\x48hi", "\x48"}, []string{"\x4b\x83\x02\x03abcd\x00ef", "\x4b\x83\x01\x03ghi\x00"}},
		"what is left":         {[]string{"\x48ab", "\x48cd", "\x48ef", "\x48g"}, []string{"\x4b\x83\x02\x03abcd\x00ef", "\x4b\x01g"}},
		"another mode":         {[]string{"\x48ab", "\x68cd", "\x68ef", "\x48gh"}, []string{"\x4b\x01ab", "\x6b\x02cdef", "\x4b\x01gh"}},
		"stereo in between":    {[]string{"\x48ab", "\x4ccd", "\x48ef"}, []string{"\x4b\x01ab", "\x4f\x01cd", "\x4b\x01ef"}},
		"codes 1, 2 and 3":     {[]string{"\x49abcd", "\x4a\x01efg", "\x4b\x43\x02hhiijj\x00\x00"}, []string{"\x4b\x83\x02\x03abcd\x00e", "\x4b\x83\x03\x02fg\x00hhii", "\x4b\x01jj"}},
		"120 ms":               {[]string{"\x4b\x06abcdef"}, []string{"\x4b\x03abc", "\x4b\x03def"}},
		"frames of 10 ms":      {slices.Repeat([]string{"\x40ab"}, 7), []string{"\x43\x86\x02\x03\x03\x03\x03abab\x00ab\x00ab\x00ab\x00ab", "\x43\x01ab"}},
		"frames of 2.5 ms":     {slices.Repeat([]string{"\xe0a"}, 24), []string{"\xe3\x18" + strings.Repeat("a", 24)}},
		"frames of 40 ms":      {[]string{"\x50ab", "\x50cd"}, []string{"\x53\x01ab", "\x53\x01cd"}},
		"frames of 60 ms":      {[]string{"\x58ab"}, []string{"\x5b\x01ab"}},
		"frames of no bytes":   {[]string{"\x48", "\x48", "\x48"}, []string{"\x4b\x03"}},
		"one that is no good":  {[]string{"\x48ab", "\x4b\x83\x09\x09a", "\x48cd"}, []string{"\x4b\x01ab", "\x4b\x83\x09\x09a", "\x4b\x01cd"}},
		"in that shape before": {[]string{"\x4b\x03abcdef", "\x4b\x03ghijkl"}, []string{"\x4b\x03abcdef", "\x4b\x03ghijkl"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			file := slices.Concat(headers(312), pageOf(last, -1, 2, c.packets...))
			if err := oggopus.Rewrite(&out, bytes.NewReader(file), native); err != nil {
				t.Fatal(err)
			}
			track, got := sound(t, out.Bytes()), readBack(t, out.Bytes())
			if diff := cmp.Diff(c.want, got.packets); diff != "" {
				t.Error(diff)
			}
			if o := track.Opus; o.InputRate != 16000 || o.Vendor != "WhatsApp" || o.Comments != 0 {
				t.Errorf("%d Hz by %q with %d comments", o.InputRate, o.Vendor, o.Comments)
			}
		})
	}
}

// TestDecodesTheSame packs what libopus makes of speech-like sound, and compares what libopus and ffmpeg's own decoder
// make of the packets before and after: libopus sample by sample. ffmpeg's errs now and then in the frames after a pause, and
// differently with the number of frames in a packet.
func TestDecodesTheSame(t *testing.T) {
	t.Parallel()
	const voice = "aevalsrc=0.3*sin(2*PI*(180+60*sin(2*PI*2*t))*t)*(0.6+0.4*sin(2*PI*3*t))+0.02*random(0):d=5"
	const bursts = "aevalsrc=0.4*sin(2*PI*440*t)*gt(sin(2*PI*t)\\,0)+0.3*random(0)*gt(sin(2*PI*0.7*t)\\,0.5):d=5"
	for i, c := range []struct{ graph, options string }{
		{voice, "-ar 16000 -b:a 32k -application voip"},
		{voice, "-ar 16000 -b:a 12k -application voip -vbr off"},
		{voice, "-ar 48000 -b:a 24k -application voip"},
		{voice, "-ar 48000 -b:a 96k -application audio -frame_duration 10"},
		{voice, "-ar 48000 -b:a 64k -application lowdelay -frame_duration 2.5"},
		{voice, "-ar 16000 -b:a 20k -application voip -frame_duration 60"},
		{voice, "-ar 48000 -b:a 40k -application voip -frame_duration 120"},
		{bursts, "-ar 16000 -b:a 24k -application voip -fec 1 -packet_loss 20"},
		{bursts, "-ar 48000 -b:a 32k -application audio"},
	} {
		t.Run(fmt.Sprint(i, c.options), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			before, after := filepath.Join(dir, "before.ogg"), filepath.Join(dir, "after.ogg")
			ffmpeg(t, append(append([]string{"-f", "lavfi", "-i", c.graph, "-ac", "1", "-c:a", "libopus"}, strings.Fields(c.options)...), before)...)
			source, err := os.ReadFile(before)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := oggopus.Rewrite(&out, bytes.NewReader(source), native); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(after, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			sound(t, out.Bytes())
			for _, packet := range readBack(t, out.Bytes()).packets {
				if packet[0]&3 != 3 {
					t.Fatalf("a packet of code %d", packet[0]&3)
				}
			}
			for _, decoder := range []string{"opus", "libopus"} {
				was, is := decoded(t, decoder, before), decoded(t, decoder, after)
				same := bytes.Equal(was, is) || decoder == "opus" && len(was) == len(is) && strays(was, is) < 0.05
				if len(was) < 5*48000*2-4000 || !same {
					t.Errorf("%s: %d bytes of samples became %d, and not the same ones", decoder, len(was), len(is))
				}
			}
		})
	}
}

// strays is how far samples of 16 bits are from others, as a share of their level.
func strays(was, is []byte) float64 {
	var level, stray float64
	for i := 0; i+1 < len(was); i += 2 {
		a, b := float64(int16(binary.LittleEndian.Uint16(was[i:]))), float64(int16(binary.LittleEndian.Uint16(is[i:])))
		level, stray = level+a*a, stray+(a-b)*(a-b)
	}
	return math.Sqrt(stray / level)
}

// decoded is the sound of a file as samples of 16 bits at 48 kHz.
func decoded(t *testing.T, decoder, path string) []byte {
	t.Helper()
	return ffmpeg(t, "-c:a", decoder, "-i", path, "-ar", "48000", "-f", "s16le", "-")
}

func ffmpeg(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-nostdin", "-v", "error", "-y"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, stderr.String())
	}
	return out
}
