package ffmpeg_test

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	bars = "-f lavfi -i testsrc2=s=320x180:r=25:d=1 "
	tone = "-f lavfi -i sine=d=1:r=48000 "
)

// Every sort of source becomes the same sort of video.
func TestEncodedVideo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, args string
		want       []string
	}{
		"hevc 10 bit": {"a.mov", bars + tone + "-c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le -c:a pcm_s16le",
			[]string{"h264 Main 320x180 yuv420p", "aac LC 1 48000"}},
		"high 4:4:4 with b-frames": {"a.mp4", bars + tone + "-c:v libx264 -pix_fmt yuv444p -bf 3 -c:a aac -ac 2 -ar 22050",
			[]string{"h264 Main 320x180 yuv420p", "aac LC 2 44100"}},
		"odd size and 5.1": {"a.mkv", bars + tone + "-vf scale=321:181,setsar=1 -c:v ffv1 -pix_fmt yuv444p -c:a ac3 -ac 6",
			[]string{"h264 Main 320x180 yuv420p", "aac LC 2 48000"}},
		"not square pixels": {"a.avi", "-f lavfi -i testsrc2=s=160x180:r=25:d=1 " + tone + "-vf setsar=2 -c:v mpeg4 -c:a mp3",
			[]string{"h264 Main 320x180 yuv420p", "aac LC 1 48000"}},
		"webm": {"a.webm", bars + tone + "-c:v libvpx-vp9 -deadline realtime -c:a libopus",
			[]string{"h264 Main 320x180 yuv420p", "aac LC 1 48000"}},
		"rgb without sound": {"a.mov", bars + "-c:v qtrle -pix_fmt rgb24", []string{"h264 Main 320x180 yuv420p"}},
		"transport stream":  {"a.ts", bars + tone + "-c:v mpeg2video -c:a mp2", []string{"h264 Main 320x180 yuv420p", "aac LC 1 48000"}},
		"flash":             {"a.flv", bars + tone + "-c:v flv -c:a mp3 -ar 44100", []string{"h264 Main 320x180 yuv420p", "aac LC 1 44100"}},
		"full range":        {"a.avi", bars + "-c:v mjpeg -pix_fmt yuvj420p", []string{"h264 Main 320x180 yuv420p"}},
		"gray":              {"a.mkv", bars + "-c:v ffv1 -pix_fmt gray", []string{"h264 Main 320x180 yuv420p"}},
		"4k at 60":          {"a.mp4", "-f lavfi -i testsrc2=s=3840x2160:r=60:d=0.2 -c:v libx264 -preset ultrafast", []string{"h264 Main 1920x1080 yuv420p"}},
		"tiny":              {"a.mkv", bars + "-vf scale=3:1,setsar=1 -c:v ffv1 -pix_fmt rgb24", []string{"h264 Main 2x2 yuv420p"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, test.name, test.args)
			sound := aac
			if len(test.want) == 1 {
				sound = transcode.Stream{}
			}
			j := job(t, source, media.Video, "video/mp4", h264, sound)
			result, p := made(t, j)
			if diff := cmp.Diff(test.want, p.summary()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if kinds := pictureTypes(t, j.Output); strings.Contains(kinds, "B") || !strings.HasPrefix(kinds, "I") {
				t.Errorf("pictures are %s", kinds)
			}
			if v := p.Streams[0]; v.SAR != "1:1" || v.Tag != "avc1" || v.Level > 40 || ratio(v.Rate) > 30.01 {
				t.Errorf("got %+v", v)
			}
			if want := *j.Facts.Seconds; math.Abs(p.seconds()-want) > 0.08 {
				t.Errorf("it plays %v s, its source %v s", p.seconds(), want)
			}
			if result.Encodes != 1 || result.Width != p.Streams[0].Width || result.Height != p.Streams[0].Height {
				t.Errorf("got %+v", result)
			}
			expectFastStart(t, j.Output)
		})
	}
}

// expectFastStart looks for the order of boxes in the first bytes: moov and no mdat before it.
func expectFastStart(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat"))
	if moov < 0 || mdat < moov {
		t.Errorf("moov at %d, mdat at %d", moov, mdat)
	}
	if bytes.Contains(b[:mdat], []byte("Lavf")) || bytes.Contains(b[:mdat], []byte("tmcd")) {
		t.Error("the output carries tags or time codes")
	}
}

// The colour of the middle of the first picture tells whether it was rotated, composed and mapped as it should be.
func pixel(t *testing.T, path string, x, y int) [3]byte {
	t.Helper()
	out := run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-frames:v", "1",
		"-vf", "format=rgb24,crop=1:1:"+strconv.Itoa(x)+":"+strconv.Itoa(y), "-f", "rawvideo", "pipe:1")
	if len(out) < 3 {
		t.Fatalf("no pixel at %d,%d", x, y)
	}
	return [3]byte([]byte(out[:3]))
}

func expectPixel(t *testing.T, path string, x, y int, want [3]byte, off float64) {
	t.Helper()
	got := pixel(t, path, x, y)
	for i := range got {
		if math.Abs(float64(got[i])-float64(want[i])) > off {
			t.Errorf("pixel %d,%d is %v, want %v", x, y, got, want)
			return
		}
	}
}

func TestRotationIsBaked(t *testing.T) {
	t.Parallel()
	// Left half red, right half blue; shown a quarter clockwise, red is on top.
	plain := sample(t, "plain.mp4", "-f lavfi -i color=red:s=64x64:d=0.4 -f lavfi -i color=blue:s=64x64:d=0.4 "+
		"-filter_complex hstack -c:v libx264 -pix_fmt yuv420p")
	source := turned(t, plain, 90)
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	if j.Facts.Video[0].Rotation%180 != 90 {
		t.Fatalf("the sample is not turned: %+v", j.Facts.Video[0])
	}
	_, p := made(t, j)
	if v := p.Streams[0]; v.Width != 64 || v.Height != 128 || len(v.SideData) != 0 {
		t.Errorf("got %+v", v)
	}
	expectPixel(t, j.Output, 32, 20, [3]byte{254, 0, 0}, 6)
	expectPixel(t, j.Output, 32, 108, [3]byte{0, 0, 254}, 6)
}

func TestTransparencyIsComposed(t *testing.T) {
	t.Parallel()
	for name, codec := range map[string]string{
		"a.webm":  "-c:v libvpx-vp9 -deadline realtime -pix_fmt yuva420p",
		"b.webm":  "-c:v libvpx -pix_fmt yuva420p -auto-alt-ref 0",
		"png.mov": "-c:v png -pix_fmt rgba",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, name, "-f lavfi -i color=red@0:s=64x64:d=0.4,format=yuva444p,drawbox=w=32:color=green@1:t=fill:replace=1,format=rgba "+codec)
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			j.Plan.Options.Background = "#3060c0"
			_, _ = made(t, j)
			expectPixel(t, j.Output, 8, 32, [3]byte{0, 128, 0}, 12)
			expectPixel(t, j.Output, 56, 32, [3]byte{0x30, 0x60, 0xc0}, 12)
		})
	}
}

func TestHighDynamicRangeIsMapped(t *testing.T) {
	t.Parallel()
	for name, curve := range map[string]string{"pq": "smpte2084", "hlg": "arib-std-b67"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "hdr.mp4", "-f lavfi -i testsrc2=s=320x180:r=25:d=0.4 -vf zscale=tin=bt709:min=bt709:pin=bt709:rin=tv:t="+
				curve+":p=bt2020:m=bt2020nc:npl=100,format=yuv420p10le -c:v libx265 -tag:v hvc1 -x265-params log-level=none:colorprim=bt2020:transfer="+
				curve+":colormatrix=bt2020nc")
			j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
			if j.Facts.Video[0].Transfer != name {
				t.Fatalf("the sample is not %s: %+v", name, j.Facts.Video[0])
			}
			_, p := made(t, j)
			v := p.Streams[0]
			if got := []string{v.PixFmt, v.Space, v.Transfer, v.Primaries, v.Range}; !cmp.Equal(got, []string{"yuv420p", "bt709", "bt709", "bt709", "tv"}) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestInterlacedIsJoined(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mpg", "-f lavfi -i testsrc2=s=320x180:r=50:d=1 -vf tinterlace=interleave_top,fieldorder=tff -c:v mpeg2video -flags +ildct+ilme -top 1")
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	j.Facts.Video[0].Interlaced = true
	_, p := made(t, j)
	if v := p.Streams[0]; v.Field != "progressive" || ratio(v.Rate) != 25 {
		t.Errorf("got %+v", v)
	}
}

// Remuxing keeps every packet and drops what is not pictures or sound.
func TestRemux(t *testing.T) {
	t.Parallel()
	base := sample(t, "base.mkv", bars+tone+"-f lavfi -i sine=f=900:d=1 -map 0 -map 1 -map 2 -c:v libx264 -profile:v main -bf 0 -c:a aac "+
		"-metadata title=secret-title -metadata:s:a language=ger")
	for name, args := range map[string]string{
		"two sounds.mov": "-i " + base + " -map 0 -c copy -timecode 01:00:00:00",
		"fragmented.mp4": "-i " + base + " -map 0 -c copy -movflags +frag_keyframe+empty_moov",
		"late moov.mp4":  "-i " + base + " -map 0 -c copy",
		"matroska.mkv":   "-i " + base + " -map 0 -c copy",
		"transport.ts":   "-i " + base + " -map 0 -c copy",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, strings.ReplaceAll(name, " ", "-"), args)
			second := transcode.Stream{Do: transcode.Keep, Index: 1}
			j := job(t, source, media.Video, "video/mp4", keep, second)
			result, p := made(t, j)
			want := []string{"h264 Main 320x180 yuv420p", "aac LC 1 44100"}
			if diff := cmp.Diff(want, p.summary()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if result.Encodes != 0 || result.Width != 0 {
				t.Errorf("got %+v", result)
			}
			if before, after := hashes(t, source), hashes(t, j.Output); before != after {
				t.Errorf("the streams changed:\n%s\n%s", before, after)
			}
			expectFastStart(t, j.Output)
			if p.Format.Tags["title"] != "" || p.Streams[1].Tags["language"] == "ger" {
				t.Errorf("tags are left: %+v %+v", p.Format.Tags, p.Streams[1].Tags)
			}
		})
	}
}

// hashes are those of the decoded pictures and of the second sound, which is the only one of an output.
func hashes(t *testing.T, path string) string {
	t.Helper()
	sounds := 0
	for _, s := range probe(t, path).Streams {
		if s.Type == "audio" {
			sounds++
		}
	}
	return run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-map", "0:v:0", "-map", "0:a:"+strconv.Itoa(sounds-1),
		"-f", "streamhash", "-hash", "md5", "-")
}

func TestChaptersAndSubtitlesAreDropped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := "1\n00:00:00,000 --> 00:00:00,900\nhello\n"
	chapters := ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=one\n"
	for name, content := range map[string]string{"s.srt": text, "c.txt": chapters} {
		if err := os.WriteFile(dir+"/"+name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source := sample(t, "a.mp4", bars+tone+"-i "+dir+"/s.srt -i "+dir+"/c.txt -map 0 -map 1 -map 2 -map_chapters 3 "+
		"-c:v libx264 -profile:v main -bf 0 -c:a aac -c:s mov_text")
	if p := probe(t, source); len(p.Streams) < 3 || len(p.Chapters) == 0 {
		t.Fatalf("the sample has no subtitles or chapters: %+v", p)
	}
	_, p := made(t, job(t, source, media.Video, "video/mp4", keep, keep))
	if len(p.Streams) != 2 || len(p.Chapters) != 0 {
		t.Errorf("got %d streams and %d chapters", len(p.Streams), len(p.Chapters))
	}
}

func TestOneStreamIsKeptAndTheOtherEncoded(t *testing.T) {
	t.Parallel()
	good := "-c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p "
	for name, codec := range map[string]string{"a.mkv": "-c:a libopus", "a.avi": "-c:a mp3"} {
		t.Run("sound of "+name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, name, bars+tone+good+codec)
			_, p := made(t, job(t, source, media.Video, "video/mp4", keep, aac))
			if diff := cmp.Diff([]string{"h264 Main 320x180 yuv420p", "aac LC 1 48000"}, p.summary()); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("pictures", func(t *testing.T) {
		t.Parallel()
		source := sample(t, "a.mp4", bars+tone+"-c:v libx264 -profile:v high -c:a aac -b:a 64k")
		j := job(t, source, media.Video, "video/mp4", h264, keep)
		_, _ = made(t, j)
		sum := func(path string) string {
			return run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-map", "0:a", "-c", "copy", "-f", "streamhash", "-")
		}
		if sum(source) != sum(j.Output) {
			t.Error("the sound was not kept")
		}
	})
}

// The smallest files of all hold one picture that does not say how long it is shown; the file may.
func TestALonePictureIsKept(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.webm", bars+"-frames:v 1 -c:v libvpx")
	for _, seconds := range []float64{0, 0.2} {
		j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
		j.Facts.Seconds, j.Facts.Video[0].FrameRate = &seconds, 0
		_, _ = made(t, j)
		kinds := pictureTypes(t, j.Output)
		if off := float64(len(kinds)) - max(1, seconds*30); off < 0 || off > 1 {
			t.Errorf("pictures are %q in %v s", kinds, seconds)
		}
	}
}

// Two pictures in a film of a second: the second one stays.
func TestTheLastPictureIsHeld(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", "-f lavfi -i testsrc2=s=64x64:r=10:d=0.2 -c:v ffv1")
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	second := 1.0
	j.Facts.Video[0].Frames, j.Facts.Video[0].Seconds = 2, &second
	if _, p := made(t, j); math.Abs(p.seconds()-1) > 0.11 {
		t.Errorf("it plays %v s", p.seconds())
	}
}

func TestVariableRateAndUnknownFacts(t *testing.T) {
	t.Parallel()
	source := sample(t, "a.mkv", "-f lavfi -i testsrc2=s=320x180:r=60:d=2 -vf select='not(mod(n,7))+lt(n,30)' -vsync vfr -c:v libx264")
	j := job(t, source, media.Video, "video/mp4", h264, transcode.Stream{})
	j.Facts.Video[0] = media.VideoTrack{Codec: "h264"}
	j.Facts.Seconds = nil
	result, p := made(t, j)
	if result.Width != 320 || result.Height != 180 {
		t.Errorf("got %+v", result)
	}
	// Of 30 frames at 60 a second every second one stays, and all of the 13 that come after them at longer distances.
	if n := len(pictureTypes(t, j.Output)); n != 15+13 {
		t.Errorf("%d frames; want 28", n)
	}
	if p.seconds() < 1.9 || p.seconds() > 2.1 {
		t.Errorf("it plays %v s", p.seconds())
	}
}
