package ffmpeg_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

// Containers that say nothing of the frame rate: it is read off the packets, whatever the order they are decoded in.
func TestUnknownRateIsMeasured(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args string
		fps  float64
	}{
		"a.flv": {"-f lavfi -i testsrc2=s=160x90:r=24:d=2 -c:v libx264 -bf 2", 24},
		"b.flv": {"-f lavfi -i testsrc2=s=160x90:r=12.5:d=2 -c:v flv", 12.5},
		"a.ts":  {"-f lavfi -i testsrc2=s=160x90:r=30000/1001:d=2 -c:v libx264 -bf 3", 30000.0 / 1001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := job(t, sample(t, name, c.args), media.Video, "video/mp4", h264, transcode.Stream{})
			j.Facts.Video[0].FrameRate, j.Facts.Seconds = 0, nil
			_, p := made(t, j)
			// FLV rounds times to milliseconds: 47 frames of 24 a second end a millisecond early or late.
			if got := ratio(p.Streams[0].Rate); math.Abs(got-c.fps) > 0.02 {
				t.Errorf("%v frames per second, want %v", got, c.fps)
			}
			if frames := pictureTypes(t, j.Output); math.Abs(float64(len(frames))-2*c.fps) > 1 {
				t.Errorf("%d frames in 2 s at %v per second", len(frames), c.fps)
			}
		})
	}
}

// Phones put up to a second of AMR into one packet of a 3GP file. All of it is heard.
func TestPackedAMRIsHeard(t *testing.T) {
	t.Parallel()
	const size, count, packed = 32, 150, 50
	plain := t.TempDir() + "/a.amr"
	if err := os.WriteFile(plain, []byte("#!AMR\n"+strings.Repeat(amrFrame, count)), 0o600); err != nil {
		t.Fatal(err)
	}
	source := sample(t, "a.3gp", "-f amr -i "+plain+" -c copy")
	b, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	numbers := func(n ...uint32) []byte {
		var out []byte
		for _, v := range n {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		return out
	}
	for _, table := range [][2][]byte{ // times, sizes, and the packets of the one chunk
		{numbers(1, count, 160), numbers(1, count/packed, 160*packed)},
		{numbers(size, count), numbers(size*packed, count/packed)},
		{numbers(1, 1, count, 1), numbers(1, 1, count/packed, 1)},
	} {
		if bytes.Count(b, table[0]) != 1 {
			t.Fatalf("the sample's tables hold % x %d times", table[0], bytes.Count(b, table[0]))
		}
		b = bytes.Replace(b, table[0], table[1], 1)
	}
	if err := os.WriteFile(source, b, 0o600); err != nil {
		t.Fatal(err)
	}
	j := job(t, source, media.Audio, "audio/mp4", transcode.Stream{}, aac)
	j.Facts.Audio[0].Codec = "amr-nb"
	_, p := made(t, j)
	if packets := strings.Count(run(t, "ffprobe", "-v", "error", "-show_packets", "file:"+j.Output), "[PACKET]"); packets < 130 {
		t.Errorf("%d packets of AAC in %v s: the rest is silence", packets, p.seconds())
	}
	if left, _ := filepath.Glob(j.Output + "-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
