package validate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

const (
	mb = 1 << 20
	kb = 1 << 10
)

func picture(color string, bits int) *media.Picture {
	return &media.Picture{Width: 640, Height: 480, Bits: bits, Color: color, Codec: "baseline", Frames: 1}
}

func jpeg(p *media.Picture) media.Facts {
	return media.Facts{Size: 1000, MIME: "image/jpeg", Name: "JPEG image", Kind: media.Image, Picture: p}
}

func webp(size int64, p media.Picture) media.Facts {
	return media.Facts{Size: size, MIME: "image/webp", Name: "WebP image", Kind: media.Sticker, Picture: &p}
}

func ogg(codec string, channels int) media.Facts {
	return media.Facts{
		Size: 1000, MIME: "audio/ogg", Name: "Ogg audio", Kind: media.Audio, Container: &media.Container{Format: "ogg"},
		Audio: []media.AudioTrack{{Codec: codec, Channels: channels}},
	}
}

func mp4(change func(f *media.Facts)) media.Facts {
	f := media.Facts{
		Size: 1000, MIME: "video/mp4", Name: "MP4 video", Kind: media.Video,
		Container: &media.Container{Format: "mp4", MoovFirst: new(true)},
		Video: []media.VideoTrack{{
			Codec: "h264", Profile: "Main", Chroma: "4:2:0", Bits: 8, Width: 640, Height: 360, BFrames: new(0),
		}},
		Audio: []media.AudioTrack{{Codec: "aac", Profile: "LC", Channels: 2}},
	}
	change(&f)
	return f
}

// TestRules judges facts and compares the verdict and "rule:severity" of all that is found.
func TestRules(t *testing.T) {
	t.Parallel()
	sticker := media.Picture{Width: 512, Height: 512, Bits: 8, Color: "rgb", Frames: 1}
	moving := media.Picture{Width: 512, Height: 512, Frames: 3, FrameMS: []int{100, 100, 100}}
	for _, c := range []struct {
		what, name string
		as         media.Kind
		facts      media.Facts
		verdict    validate.Verdict
		want       string
	}{
		{"a plain JPEG", "a.jpg", "", jpeg(picture("rgb", 8)), validate.Pass, ""},
		{"the other extension", "a.JPEG", "", jpeg(picture("rgb", 8)), validate.Pass, ""},
		{"no extension", "a", "", jpeg(picture("rgb", 8)), validate.Fail, "any.type-matches-extension:error"},
		{"a JPEG called PNG", "a.png", "", jpeg(picture("rgb", 8)), validate.Fail, "any.type-matches-extension:error"},
		{"CMYK", "a.jpg", "", jpeg(picture("cmyk", 8)), validate.Fail, "image.color:error"},
		{"gray", "a.jpg", "", jpeg(picture("gray", 8)), validate.Warn, "image.color:warning"},
		{"16 bits", "a.jpg", "", jpeg(picture("rgb", 16)), validate.Fail, "image.bit-depth:error"},
		{"1-bit gray", "a.jpg", "", jpeg(picture("gray", 1)), validate.Warn, "image.bit-depth:warning image.color:warning"},
		{"4-bit palette", "a.jpg", "", jpeg(picture("palette", 4)), validate.Warn, "image.color:warning"},
		{"arithmetic coding", "a.jpg", "", jpeg(&media.Picture{Bits: 8, Color: "rgb", Codec: "arithmetic"}), validate.Warn, "image.coding:warning"},
		{"100 scans", "a.jpg", "", jpeg(&media.Picture{Bits: 8, Color: "rgb", Codec: "progressive", Scans: 100}), validate.Pass, ""},
		{"101 scans", "a.jpg", "", jpeg(&media.Picture{Bits: 8, Color: "rgb", Codec: "progressive", Scans: 101}), validate.Warn, "image.scans:warning"},
		{"transparency", "a.jpg", "", jpeg(&media.Picture{Bits: 8, Color: "rgb", Alpha: true}), validate.Warn, "image.alpha:warning"},
		{"unknown depth", "a.jpg", "", jpeg(picture("rgb", 0)), validate.Warn, "image.bit-depth:unknown"},
		{"5 MiB", "a.jpg", "", sized(jpeg(picture("rgb", 8)), 5*mb), validate.Pass, "any.size-decimal:info"},
		{"a byte over 5,000,000", "a.jpg", "", sized(jpeg(picture("rgb", 8)), 5_000_001), validate.Pass, "any.size-decimal:info"},
		{"5,000,000 bytes", "a.jpg", "", sized(jpeg(picture("rgb", 8)), 5_000_000), validate.Pass, ""},
		{"a film of 16 MiB", "v.mp4", "", sized(mp4(func(*media.Facts) {}), 16*mb), validate.Pass, "any.size-decimal:info"},
		{"a byte over 16 MiB", "v.mp4", "", sized(mp4(func(*media.Facts) {}), 16*mb+1), validate.Fail, "any.size:error"},
		{"sound of 16 MiB", "v.ogg", "", sized(ogg("opus", 1), 16*mb), validate.Warn, "any.size-unit:warning"},
		{"a byte over 5 MiB", "a.jpg", "", sized(jpeg(picture("rgb", 8)), 5*mb+1), validate.Fail, "any.size:error"},
		{"rotated", "a.jpg", "", jpeg(&media.Picture{Bits: 8, Color: "rgb", Orientation: 6}), validate.Pass, "image.orientation:info"},
		{"a sticker", "s.webp", "", webp(90*kb, sticker), validate.Pass, ""},
		{"a sticker of 100 KiB", "s.webp", "", webp(100*kb, sticker), validate.Warn, "sticker.size-decimal:warning"},
		{"a heavy sticker", "s.webp", "", webp(100*kb+1, sticker), validate.Fail, "sticker.size-static:error"},
		{"an animation of 400 KiB", "s.webp", "", webp(400*kb, moving), validate.Pass, ""},
		{"an animation of 500,000 bytes", "s.webp", "", webp(500_000, moving), validate.Pass, ""},
		{"an animation of 500 KiB", "s.webp", "", webp(500*kb, moving), validate.Pass, "sticker.size-animated-decimal:info"},
		{"a heavy animation", "s.webp", "", webp(500*kb+1, moving), validate.Fail, "sticker.size-animated:error"},
		{"a small sticker", "s.webp", "", webp(kb, media.Picture{Width: 96, Height: 96, Frames: 1}), validate.Warn, "sticker.dimensions:warning"},
		{"a long animation", "s.webp", "", webp(kb, media.Picture{Width: 512, Height: 512, Frames: 2, FrameMS: []int{9000, 1001}}), validate.Warn, "sticker.duration:warning"},
		{"a hasty animation", "s.webp", "", webp(kb, media.Picture{Width: 512, Height: 512, Frames: 2, FrameMS: []int{100, 7}}), validate.Warn, "sticker.frame-duration:warning"},
		{"frames of no time, shown for 15 s", "s.webp", "", webp(kb, unsaid(150)), validate.Warn, "sticker.duration:warning sticker.frame-duration:warning"},
		{"equal frames", "s.webp", "", webp(kb, media.Picture{Width: 512, Height: 512, Frames: 2, FrameMS: []int{90, 90}, EqualFrames: true}), validate.Warn, "sticker.equal-frames:warning"},
		{"a prepared sticker", "s.webp", "", webp(kb, media.Picture{Width: 512, Height: 512, Frames: 1, SSIM: new(0.8)}), validate.Pass, ""},
		{"a sticker that lost its detail", "s.webp", "", webp(kb, media.Picture{Width: 512, Height: 512, Frames: 1, SSIM: new(0.79)}), validate.Warn, "sticker.quality:warning"},
		{"WebP as an image", "s.webp", media.Image, webp(kb, sticker), validate.Fail, "any.type-supported:error"},
		{"JPEG as a sticker", "a.jpg", media.Sticker, jpeg(picture("rgb", 8)), validate.Fail, "any.type-supported:error"},
		{"mono Opus", "v.ogg", "", ogg("opus", 1), validate.Pass, ""},
		{"stereo Opus", "v.ogg", "", ogg("opus", 2), validate.Fail, "audio.ogg-mono:error"},
		{"Vorbis", "v.ogg", "", ogg("vorbis", 2), validate.Fail, "audio.ogg-opus:error"},
		{"an unlisted extension", "v.opus", "", ogg("opus", 1), validate.Fail, "any.type-matches-extension:error"},
		{"a good video", "v.mp4", "", mp4(func(*media.Facts) {}), validate.Pass, ""},
		{"a silent video", "v.mp4", "", mp4(func(f *media.Facts) { f.Audio = nil }), validate.Pass, ""},
		{"High without B", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Profile = "High" }), validate.Warn, "video.profile:warning"},
		{"B without High", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].BFrames = new(2) }), validate.Warn, "video.b-frames:warning"},
		{"High with B", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Profile, f.Video[0].BFrames = "High", new(2) }), validate.Fail, "video.high-with-b-frames:error"},
		{"B not decided", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].BFrames = nil }), validate.Pass, "video.b-frames:unknown"},
		{"High and B not decided", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Profile, f.Video[0].BFrames = "High", nil }), validate.Warn, "video.high-with-b-frames:unknown video.profile:warning"},
		{"Extended", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Profile = "Extended" }), validate.Fail, "video.codec:error"},
		{"10 bits", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Profile, f.Video[0].Bits = "High 10", 10 }), validate.Fail, "video.profile:warning video.pixel-format:error"},
		{"HEVC", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0] = media.VideoTrack{Codec: "hevc", Bits: 10} }), validate.Fail, "video.codec:error"},
		{"late moov", "v.mp4", "", mp4(func(f *media.Facts) { f.Container.MoovFirst = new(false) }), validate.Warn, "video.moov-first:warning"},
		{"fragments", "v.mp4", "", mp4(func(f *media.Facts) { f.Container.Fragmented = true }), validate.Fail, "video.fragmented:error"},
		{"MP3 sound", "v.mp4", "", mp4(func(f *media.Facts) { f.Audio[0].Codec = "mp3" }), validate.Fail, "video.audio-codec:error"},
		{"two sound tracks", "v.mp4", "", mp4(func(f *media.Facts) { f.Audio = append(f.Audio, f.Audio[0]) }), validate.Fail, "video.audio-streams:error"},
		{"an encrypted film", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Encrypted = true }), validate.Fail, "video.codec:error"},
		{"an encrypted film of the High profile", "v.mp4", "", mp4(func(f *media.Facts) { f.Video[0].Encrypted, f.Video[0].Profile = true, "High" }), validate.Fail, "video.codec:error video.profile:warning"},
		{"a QuickTime film", "v.mov", "", mp4(func(f *media.Facts) { f.MIME, f.Name = "video/quicktime", "QuickTime video" }), validate.Fail, "any.type-supported:error"},
		{"damage", "a.jpg", "", damaged(media.Truncated), validate.Fail, "any.damaged:error"},
		{"suspicion", "a.jpg", "", damaged(media.Suspect), validate.Warn, "any.suspect:warning"},
		{"nothing", "a.jpg", "", media.Facts{Kind: media.Other}, validate.Fail, "any.empty:error"},
		{"an unknown type", "a.xyz", "", media.Facts{Size: 9, Name: "unrecognised bytes", MIME: "application/octet-stream", Kind: media.Other}, validate.Fail, "any.type-supported:error"},
		{"text", "a.txt", "", textual(), validate.Pass, ""},
		{"comma-separated text", "a.csv", "", textual(), validate.Fail, "any.type-supported:error any.type-matches-extension:error"},
		{"a voice note in MP3", "a.mp3", media.Voice, mp3(), validate.Pass, "voice.format:info"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			r := validate.Policy{As: c.as}.Judge(c.facts, c.name)
			if diff := cmp.Diff(c.want, found(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if r.Verdict != c.verdict {
				t.Errorf("verdict %s, want %s", r.Verdict, c.verdict)
			}
		})
	}
}

func sized(f media.Facts, size int64) media.Facts {
	f.Size = size
	return f
}

func damaged(kind media.DamageKind) media.Facts {
	f := jpeg(picture("rgb", 8))
	f.Damaged(media.Damage{Kind: kind, Detail: "the scan ends at byte 900 of 1000"})
	return f
}

func textual() media.Facts {
	return media.Facts{Size: 9, MIME: "text/plain", Name: "plain text", Kind: media.Document, Document: &media.DocumentInfo{Encoding: "utf-8"}}
}

func mp3() media.Facts {
	return media.Facts{Size: 9, MIME: "audio/mpeg", Name: "MP3 audio", Kind: media.Audio, Audio: []media.AudioTrack{{Codec: "mp3", Channels: 2}}}
}

func found(r validate.Result) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Rule+":"+string(f.Severity))
	}
	for _, u := range r.Unknown {
		all = append([]string{u.Rule + ":unknown"}, all...)
	}
	return strings.Join(all, " ")
}

func TestMessagesSayWhatIsAndWhatShouldBe(t *testing.T) {
	t.Parallel()
	r := validate.Policy{}.Judge(mp4(func(f *media.Facts) { f.Video[0].Codec = "hevc" }), "clip.mp4")
	if got, want := r.Findings[0].Message, "HEVC; should be H.264"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestPolicyChangesSeverity(t *testing.T) {
	t.Parallel()
	facts := jpeg(picture("gray", 8))
	p := validate.Policy{Severities: map[string]validate.Severity{"image.color": validate.Warning}}
	if r := p.Judge(facts, "a.jpg"); r.Verdict != validate.Warn || found(r) != "image.color:warning" {
		t.Errorf("verdict %s with %s, want a warning", r.Verdict, found(r))
	}
	p.Severities["image.color"] = validate.Off
	if r := p.Judge(facts, "a.jpg"); r.Verdict != validate.Pass {
		t.Errorf("verdict %s with the rule off, want pass", r.Verdict)
	}
}

// unsaid is an animated sticker whose file stores no time for its frames.
func unsaid(frames int) media.Picture {
	p := media.Picture{Width: 512, Height: 512, Frames: frames}
	p.AddStored("image/webp", 0, frames)
	return p
}
