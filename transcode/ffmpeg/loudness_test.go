package ffmpeg_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/ffmpeg"
	"github.com/wamedia/wamedia/validate/media"
)

// measured gives the integrated loudness and the highest true peak of a file, as ffmpeg's meter for EBU R 128 does.
func measured(t *testing.T, path string) (lufs, peak float64) {
	t.Helper()
	text := run(t, "ffmpeg", "-v", "error", "-i", "file:"+path, "-map", "0:a:0",
		"-af", "ebur128=metadata=1:peak=true,ametadata=mode=print:file=-", "-f", "null", "-")
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		number, _ := strconv.ParseFloat(value, 64)
		switch key {
		case "lavfi.r128.I":
			lufs = number
		case "lavfi.r128.true_peak":
			peak = max(peak, number)
		}
	}
	return lufs, 20 * math.Log10(peak)
}

// Syllables of a voice: a pulse train through two formants, four to a second, with pauses.
const speech = "-f lavfi -i aevalsrc=" +
	"'(0.5*sin(2*PI*500*t)+0.3*sin(2*PI*1500*t))*exp(-40*mod(t,0.008))*max(0,sin(2*PI*2*t))*lt(mod(t,3),2.4)':d=12:s=48000 "

// Whatever the level it comes at, encoded sound is brought to −16 LUFS, and its peaks stay below −1.5 dBTP when decoded.
func TestLoudness(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args string
		kind media.Kind
		mime string
		to   transcode.Stream
	}{
		"quiet voice":     {speech + "-af volume=-24dB", media.Voice, "audio/ogg", opus},
		"loud voice":      {speech + "-af volume=6dB", media.Voice, "audio/ogg", opus},
		"voice with pops": {speech + "-af volume=-20dB,aeval='val(0)+0.9*lt(mod(t\\,4)\\,0.001)':c=mono", media.Voice, "audio/ogg", opus},
		"stereo":          {"-f lavfi -i anoisesrc=d=6:c=pink:a=0.02:r=44100 -ac 2", media.Audio, "audio/mp4", aac},
		"ogg":             {"-f lavfi -i sine=f=300:d=6:r=48000", media.Audio, "audio/ogg", opus},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := job(t, sample(t, "a.wav", test.args), test.kind, test.mime, transcode.Stream{}, test.to)
			j.Plan.Options.Loudness = true
			before, _ := measured(t, j.Source)
			_, p := made(t, j)
			if lufs, peak := measured(t, j.Output); math.Abs(lufs+16) > 1 || peak > -1.5 {
				t.Errorf("from %.1f LUFS to %.1f with peaks of %.1f dBTP", before, lufs, peak)
			}
			if want := *j.Facts.Seconds; math.Abs(p.seconds()-want) > 0.05 {
				t.Errorf("it plays %v s, its source %v s", p.seconds(), want)
			}
		})
	}
}

// Of beats whose peaks a speech encoder lifts by more than was left for that, the peaks count and not the loudness.
func TestPeaksComeBeforeLoudness(t *testing.T) {
	t.Parallel()
	for name, beat := range map[string]string{
		"drums": "0.03*(2*mod(t*55,1)-1)+0.5*sin(2*PI*60*t)*exp(-30*mod(t,0.5))+0.4*(2*random(0)-1)*exp(-60*mod(t+0.25,0.5))",
		"bass":  "0.5*sgn(sin(2*PI*80*t))*exp(-9*mod(t,1))+0.1*sgn(sin(2*PI*220*t))",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "a.wav", "-f lavfi -i aevalsrc='"+beat+"':d=6:s=48000")
			j := job(t, source, media.Voice, "audio/ogg", transcode.Stream{}, opus)
			j.Plan.Options.Loudness = true
			_, _ = made(t, j)
			if lufs, peak := measured(t, j.Output); lufs < -19.5 || peak > -1.5 {
				t.Errorf("%.1f LUFS with peaks of %.1f dBTP", lufs, peak)
			}
		})
	}
}

// The sound of a film is levelled too; what is silence, or the noise of a quiet room, stays as it is.
func TestLoudnessOfFilmsAndOfSilence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sound       string
		least, most float64
	}{
		"sound":   {"-f lavfi -i sine=d=2:r=48000 -af volume=-20dB -shortest ", -17, -15},
		"silence": {"-f lavfi -i anullsrc=r=48000:cl=stereo:d=2 ", -100, -69},
		"room":    {"-f lavfi -i anoisesrc=d=2:r=48000:a=0.0005 ", -90, -55},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := sample(t, "a.mkv", "-f lavfi -i testsrc2=s=160x90:r=25:d=2 "+c.sound+"-c:v ffv1 -c:a pcm_s24le")
			j := job(t, source, media.Video, "video/mp4", h264, aac)
			j.Plan.Options.Loudness = true
			_, _ = made(t, j)
			if lufs, _ := measured(t, j.Output); lufs < c.least || lufs > c.most {
				t.Errorf("%.1f LUFS, want %v to %v", lufs, c.least, c.most)
			}
		})
	}
}

// A voice that starts softly, is loud in its second half, and ends in silence.
func TestListen(t *testing.T) {
	t.Parallel()
	const args = "-f lavfi -i aevalsrc='sin(2*PI*400*t)*(0.1*lt(t,4)+0.5*between(t,4,7))':d=8:s=48000 -c:a "
	for mime, name := range map[string]string{"audio/ogg": "a.ogg libopus", "audio/mp4": "a.m4a aac", "audio/mpeg": "a.mp3 libmp3lame"} {
		file, codec, _ := strings.Cut(name, " ")
		path := sample(t, file, args+codec)
		heard, err := open(t).Listen(t.Context(), path, mime)
		if err != nil {
			t.Fatal(err)
		}
		if len(heard.Waveform) != ffmpeg.WaveformBins || math.Abs(heard.Seconds-8) > 0.06 {
			t.Errorf("%s: %d bins in %v s", mime, len(heard.Waveform), heard.Seconds)
		}
		for i, want := range map[int]int{2: 20, 28: 20, 36: 100, 50: 100, 62: 0} {
			if got := heard.Waveform[i]; got < want-10 || got > want+10 {
				t.Errorf("%s: bin %d is %d, want %d: %v", mime, i, got, want, heard.Waveform)
			}
		}
	}
	silence := sample(t, "s.ogg", "-f lavfi -i anullsrc=r=48000:cl=mono:d=0.001 -c:a libopus")
	heard, err := open(t).Listen(t.Context(), silence, "audio/ogg")
	if err != nil || len(heard.Waveform) != ffmpeg.WaveformBins || heard.Waveform[0] != 0 {
		t.Errorf("of a moment of silence: %+v, %v", heard, err)
	}
	if _, err := open(t).Listen(t.Context(), silence, "audio/mp4"); err == nil {
		t.Error("Ogg was taken for MP4")
	}
}
