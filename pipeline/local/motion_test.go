package local_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
)

// Uneven films keep each moving picture up to 30 a second, at its time, and get none in their pauses.
func TestMotionIsKept(t *testing.T) {
	t.Parallel()
	const pause = "-vf select='lt(n\\,60)+eq(n\\,100)+gte(n\\,150)' -vsync vfr "
	const trembling = "-vf select='lt(n\\,60)+gte(n\\,150)',settb=1/90000,setpts='PTS+if(gt(N\\,0)\\,(random(1)-0.5)*1200\\,0)' -vsync vfr -enc_time_base 1:90000 "
	coded := ultra + "-bf 2 -profile:v high -pix_fmt yuv420p"
	thirty, sixty := "-f lavfi -i testsrc2=s=160x90:r=30:d=8 ", "-f lavfi -i testsrc2=s=160x90:r=60:d=4 "
	for what, c := range map[string]struct {
		name, args string
		frames     int
		note       string
	}{
		"a pause":                 {"a.mp4", thirty + pause + coded, 151, ""},
		"a pause in Matroska":     {"a.mkv", thirty + pause + coded, 151, ""},
		"a pause in WebM":         {"a.webm", thirty + pause + "-c:v libvpx -deadline realtime", 151, ""},
		"times that tremble":      {"a.mp4", thirty + trembling + coded, 150, ""},
		"60 a second and a pause": {"a.mp4", sixty + pause + coded, 30 + 1 + 45, "60 → 30"},
		"60 a second":             {"a.mp4", sixty + coded, 120, "60 → 30"},
		"50 a second":             {"a.avi", "-f lavfi -i testsrc2=s=160x90:r=50:d=2 -c:v mpeg4", 50, "50 → 25"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := cured(t, filmed(t, c.name, c.args), transcode.Options{})
			times := shownAt(t, r.Output)
			if len(times) != c.frames {
				t.Errorf("%d frames, want %d", len(times), c.frames)
			}
			if !strings.Contains(r.Outcome.Note, c.note) {
				t.Errorf("the note is %q, want it to say %q", r.Outcome.Note, c.note)
			}
		})
	}
}

// shownAt lists the times of the frames of a film.
func shownAt(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// Pictures keep their shape: later ones of another shape get borders, and pixels that are not square become square.
func TestPicturesKeepTheirShape(t *testing.T) {
	t.Parallel()
	const gray, shifted = "-f lavfi -i color=gray:s=320x180:r=10:d=1 ", "-output_ts_offset 1 "
	anamorphic := func(size, aspect string) string {
		return "-f lavfi -i color=gray:s=" + size + ":r=10:d=0.5 -vf setsar=" + aspect + " -pix_fmt yuv420p -bf 2 -profile:v high " + ultra
	}
	for what, c := range map[string]struct {
		source        string
		width, height int
		edge          byte // brightness in the middle of the left edge, near the end
	}{
		"upright pictures follow":  {joined(t, gray, "-f lavfi -i color=gray:s=180x320:r=10:d=1 "+shifted), 320, 180, 0},
		"smaller pictures follow":  {joined(t, gray, "-f lavfi -i color=gray:s=160x90:r=10:d=1 "+shifted), 320, 180, 128},
		"853:720":                  {filmed(t, "a.mp4", anamorphic("720x480", "853/720")), 852, 480, 128},
		"3:2 of an even width":     {filmed(t, "a.mp4", anamorphic("214x160", "3/2")), 320, 160, 128},
		"64:45":                    {filmed(t, "a.mkv", anamorphic("720x576", "64/45")), 1024, 576, 128},
		"narrower than high":       {filmed(t, "a.mp4", anamorphic("320x180", "1/2")), 160, 180, 128},
		"a ratio of large numbers": {filmed(t, "a.mp4", anamorphic("352x288", "12001/11003")), 384, 288, 128},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := cured(t, c.source, transcode.Options{})
			pixels, err := exec.Command("ffmpeg", "-v", "error", "-sseof", "-0.2", "-i", r.Output, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-").Output()
			if err != nil || len(pixels) != c.width*c.height {
				t.Fatalf("%d pixels, want %d×%d: %v", len(pixels), c.width, c.height, err)
			}
			if got := pixels[c.height/2*c.width+2]; got > c.edge+24 || got+24 < c.edge {
				t.Errorf("the left edge has the brightness %d, want about %d", got, c.edge)
			}
		})
	}
}

// joined makes a transport stream whose pictures change their size.
func joined(t *testing.T, parts ...string) string {
	t.Helper()
	var names []string
	for _, part := range parts {
		names = append(names, filmed(t, "part.ts", part+ultra+"-bf 2 -profile:v high -pix_fmt yuv420p"))
	}
	return filmed(t, "a.ts", "-i concat:"+strings.Join(names, "|")+" -c copy")
}
