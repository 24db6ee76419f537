package transcode_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func video(codec string, change func(*media.Facts)) media.Facts {
	f := media.Facts{
		Size: 1000, MIME: "video/mp4", Name: "MP4 video", Kind: media.Video,
		Container: &media.Container{Format: "mp4", MoovFirst: new(true)},
		Video:     []media.VideoTrack{{Codec: codec, Profile: "Main", Chroma: "4:2:0", Bits: 8, Width: 640, Height: 360, BFrames: new(0)}},
		Audio:     []media.AudioTrack{{Codec: "aac", Profile: "LC", Channels: 2, Default: true}},
	}
	change(&f)
	return f
}

func audio(mime, codec string, channels int) media.Facts {
	return media.Facts{
		Size: 1000, MIME: mime, Name: mime, Kind: media.Audio, Container: &media.Container{Format: "ogg"},
		Audio: []media.AudioTrack{{Codec: codec, Channels: channels}},
	}
}

func image(mime string, p media.Picture) media.Facts {
	return media.Facts{Size: 1000, MIME: mime, Name: mime, Kind: media.Image, Picture: &p}
}

// unended is a picture whose end marker is missing.
func unended(p media.Picture) media.Facts {
	p.EndAt = 998
	f := image("image/jpeg", p)
	f.Damagef(media.Suspect, "the end-of-image marker is missing")
	return f
}

// outline is what a plan is compared by.
type outline struct {
	Action       string
	Engine       transcode.Engine
	MIME         string
	Video, Audio transcode.Stream
}

func TestTheCheapestChangeIsPlanned(t *testing.T) {
	t.Parallel()
	rgb := media.Picture{Width: 100, Height: 100, Bits: 8, Color: "rgb", Codec: "baseline", Frames: 1}
	keep, drop := transcode.Stream{Do: transcode.Keep}, transcode.Stream{}
	h264 := transcode.Stream{Do: transcode.Encode, Codec: "h264"}
	aac := transcode.Stream{Do: transcode.Encode, Codec: "aac"}
	opus := transcode.Stream{Do: transcode.Encode, Codec: "opus"}
	for _, c := range []struct {
		what, name string
		as         media.Kind
		facts      media.Facts
		want       outline
	}{
		{"a good photo", "a.jpg", "", image("image/jpeg", rgb), outline{Action: "copy", MIME: "image/jpeg"}},
		{"a photo with the wrong name", "a.png", "", image("image/jpeg", rgb), outline{Action: "rename", MIME: "image/jpeg"}},
		{"a photo without its end", "a.jpg", "", unended(rgb), outline{Action: "remux", Engine: transcode.RepairEngine, MIME: "image/jpeg"}},
		{"the same with the wrong name", "a.png", "", unended(rgb), outline{Action: "remux", Engine: transcode.RepairEngine, MIME: "image/jpeg"}},
		{"a sticker with wrong flags", "a.webp", media.Sticker, image("image/webp", media.Picture{Width: 512, Height: 512, Frames: 1, Contradiction: "flags"}), outline{Action: "remux", Engine: transcode.RepairEngine, MIME: "image/webp"}},
		{"a small sticker with wrong flags", "a.webp", media.Sticker, image("image/webp", media.Picture{Width: 96, Height: 96, Frames: 1, Contradiction: "flags"}), outline{Action: "transcode", Engine: transcode.StillEngine, MIME: "image/webp"}},
		{"a HEIC photo", "a.heic", "", image("image/heic", rgb), outline{Action: "transcode", Engine: transcode.StillEngine}},
		{"a photo as sticker", "a.jpg", media.Sticker, image("image/jpeg", rgb), outline{Action: "transcode", Engine: transcode.StillEngine, MIME: "image/webp"}},
		{"a GIF as sticker", "a.gif", media.Sticker, image("image/gif", media.Picture{Frames: 9}), outline{Action: "transcode", Engine: transcode.AnimationEngine, MIME: "image/webp"}},
		{"a clip as sticker", "a.mp4", media.Sticker, video("h264", func(*media.Facts) {}), outline{Action: "transcode", Engine: transcode.AnimationEngine, MIME: "image/webp"}},
		{"an SVG", "a.svg", "", image("image/svg+xml", media.Picture{}), outline{Action: "refuse", MIME: "image/svg+xml"}},
		{"a good film", "a.mp4", "", video("h264", func(*media.Facts) {}), outline{Action: "copy", MIME: "video/mp4"}},
		{"a late moov", "a.mp4", "", video("h264", func(f *media.Facts) { f.Container.MoovFirst = new(false) }), outline{"remux", transcode.MoovEngine, "video/mp4", keep, keep}},
		{"a QuickTime film", "a.mov", "", video("h264", func(f *media.Facts) { f.MIME = "video/quicktime" }), outline{"remux", transcode.FFmpegEngine, "video/mp4", keep, keep}},
		{"fragments", "a.mp4", "", video("h264", func(f *media.Facts) { f.Container.Fragmented = true }), outline{"remux", transcode.FFmpegEngine, "video/mp4", keep, keep}},
		{"HEVC", "a.mp4", "", video("hevc", func(*media.Facts) {}), outline{"transcode", transcode.FFmpegEngine, "video/mp4", h264, keep}},
		{"AC-3 sound", "a.mp4", "", video("h264", func(f *media.Facts) { f.Audio[0].Codec = "ac-3" }), outline{"transcode", transcode.FFmpegEngine, "video/mp4", keep, aac}},
		{"a silent film", "a.mp4", "", video("vp9", func(f *media.Facts) { f.Audio = nil }), outline{"transcode", transcode.FFmpegEngine, "video/mp4", h264, drop}},
		{"the default of two sounds", "a.mp4", "", video("h264", func(f *media.Facts) {
			f.Audio = []media.AudioTrack{{Codec: "ac-3"}, {Codec: "aac", Default: true}}
		}), outline{"remux", transcode.FFmpegEngine, "video/mp4", keep, transcode.Stream{Do: transcode.Keep, Index: 1}}},
		{"a cover beside a good film", "a.mp4", "", video("h264", func(f *media.Facts) {
			f.Video = append(f.Video, media.VideoTrack{Codec: "mjpeg", Profile: "Baseline", Chroma: "4:4:4", Bits: 8, Width: 800, Height: 800, Frames: 1})
		}), outline{"remux", transcode.FFmpegEngine, "video/mp4", keep, keep}},
		{"a disabled track before a good one", "a.mp4", "", video("h264", func(f *media.Facts) {
			f.Video = append([]media.VideoTrack{{Codec: "hevc", Width: 1280, Height: 720, Disabled: true}}, f.Video...)
		}), outline{"remux", transcode.FFmpegEngine, "video/mp4", transcode.Stream{Do: transcode.Keep, Index: 1}, keep}},
		{"a large HEVC track and a small H.264 one", "a.mp4", "", video("h264", func(f *media.Facts) {
			f.Video = append(f.Video, media.VideoTrack{Codec: "hevc", Width: 1280, Height: 720})
		}), outline{"transcode", transcode.FFmpegEngine, "video/mp4", transcode.Stream{Do: transcode.Encode, Index: 1, Codec: "h264"}, keep}},
		{"an encrypted film", "a.mp4", "", video("h264", func(f *media.Facts) { f.Video[0].Encrypted = true }), outline{Action: "refuse", MIME: "video/mp4"}},
		{"Vorbis", "a.ogg", "", audio("audio/ogg", "vorbis", 2), outline{"transcode", transcode.FFmpegEngine, "audio/mp4", drop, aac}},
		{"mono Opus in WebM", "a.webm", "", audio("audio/webm", "opus", 1), outline{"remux", transcode.FFmpegEngine, "audio/ogg", drop, keep}},
		{"MP3 in MP4", "a.m4a", "", audio("audio/mp4", "mp3", 2), outline{"remux", transcode.FFmpegEngine, "audio/mpeg", drop, keep}},
		{"a wave as voice", "a.wav", media.Voice, audio("audio/wav", "pcm", 2), outline{"transcode", transcode.FFmpegEngine, "audio/ogg", drop, opus}},
		{"Opus with another name", "a.opus", "", audio("audio/ogg", "opus", 1), outline{Action: "rename", MIME: "audio/ogg"}},
		{"a table", "a.csv", "", media.Facts{Size: 9, MIME: "text/plain", Kind: media.Document, Document: &media.DocumentInfo{Encoding: "utf-8"}}, outline{Action: "rename", MIME: "text/plain"}},
		{"an archive", "a.zip", "", media.Facts{Size: 9, MIME: "application/zip", Name: "ZIP archive", Kind: media.Other}, outline{Action: "refuse", MIME: "application/zip"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := transcode.Make(validate.Policy{As: c.as}.Judge(c.facts, c.name), transcode.Options{})
			got := outline{p.Action.String(), p.Engine, p.MIME, p.Video, p.Audio}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			if (p.Action == transcode.Refuse) != (p.Refusal != "") {
				t.Errorf("action %s with the refusal %q", p.Action, p.Refusal)
			}
		})
	}
}

// What is refused by default is made where the user says so, and nothing beside it.
func TestTheUserMayWaiveARefusal(t *testing.T) {
	t.Parallel()
	still := media.Picture{Width: 100, Height: 100, Bits: 8, Color: "rgb", Codec: "baseline", Frames: 1}
	damaged := func(f media.Facts) media.Facts {
		f.Damage = []media.Damage{{Kind: media.Truncated, Detail: "it ends"}}
		return f
	}
	salvage, svg := transcode.Options{Salvage: true}, transcode.Options{AllowSVG: true}
	for _, c := range []struct {
		what    string
		facts   media.Facts
		as      media.Kind
		options transcode.Options
		want    transcode.Action
	}{
		{"a damaged photo", damaged(image("image/jpeg", still)), "", transcode.Options{}, transcode.Refuse},
		{"a damaged photo to salvage", damaged(image("image/jpeg", still)), "", salvage, transcode.Transcode},
		{"a sticker to salvage", damaged(image("image/webp", still)), media.Sticker, salvage, transcode.Transcode},
		{"a HEIC to salvage", damaged(image("image/heic", still)), "", salvage, transcode.Refuse},
		{"an animation to salvage", damaged(image("image/gif", media.Picture{Frames: 9})), media.Sticker, salvage, transcode.Refuse},
		{"a film to salvage", damaged(video("h264", func(*media.Facts) {})), media.Video, salvage, transcode.Refuse},
		{"a drawing", image("image/svg+xml", still), "", svg, transcode.Transcode},
		{"a huge drawing", image("image/svg+xml", media.Picture{Width: 1 << 20, Height: 1 << 20}), "", svg, transcode.Transcode},
		{"a drawing as sticker", image("image/svg+xml", still), media.Sticker, svg, transcode.Transcode},
		{"a drawing as document", image("image/svg+xml", still), media.Document, svg, transcode.Refuse},
		{"a damaged drawing", damaged(image("image/svg+xml", still)), "", svg, transcode.Refuse},
		{"a photo of 200 megapixels", image("image/heic", media.Picture{Width: 20000, Height: 10000}), "", transcode.Options{}, transcode.Refuse},
		{"a BMP of 200 megapixels", image("image/bmp", media.Picture{Width: 20000, Height: 10000}), "", transcode.Options{}, transcode.Refuse},
		{"a JPEG XL of 200 megapixels", image("image/jxl", media.Picture{Width: 20000, Height: 10000}), "", transcode.Options{}, transcode.Refuse},
		{"a PSD of 200 megapixels", image("image/vnd.adobe.photoshop", media.Picture{Width: 20000, Height: 10000}), "", transcode.Options{}, transcode.Refuse},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := transcode.Make(validate.Policy{As: c.as}.Judge(c.facts, "a"), c.options)
			if p.Action != c.want || (p.Refusal != "") != (c.want == transcode.Refuse) {
				t.Errorf("the plan is %s (%s), want %s", p.Action, p.Refusal, c.want)
			}
		})
	}
}

func TestErrorsOnlyLeavesWarnings(t *testing.T) {
	t.Parallel()
	late := video("h264", func(f *media.Facts) { f.Container.MoovFirst = new(false) })
	p := transcode.Make(validate.Policy{}.Judge(late, "a.mp4"), transcode.Options{ErrorsOnly: true})
	if p.Action != transcode.Copy {
		t.Errorf("action %s for a warning, want copy", p.Action)
	}
}

func TestTheUserPicksThePictures(t *testing.T) {
	t.Parallel()
	two := video("h264", func(f *media.Facts) {
		f.Video = append(f.Video, media.VideoTrack{Codec: "h264", Profile: "Main", Chroma: "4:2:0", Bits: 8, Width: 64, Height: 36, BFrames: new(0)})
	})
	for picked, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: 0} {
		p := transcode.Make(validate.Policy{}.Judge(two, "a.mp4"), transcode.Options{VideoTrack: picked})
		if p.Video.Index != want || p.Video.Do != transcode.Keep {
			t.Errorf("with track %d picked, stream %d is planned to %s; want %d to be kept", picked, p.Video.Index, p.Video.Do, want)
		}
	}
}

// An output that was checked and found wanting is made again with more of it encoded, whatever the first plan kept.
func TestEscalateEncodesWhatWasKept(t *testing.T) {
	t.Parallel()
	const keep, encode = transcode.Keep, transcode.Encode
	mov := video("h264", func(f *media.Facts) { f.MIME = "video/quicktime" })
	ac3 := video("h264", func(f *media.Facts) { f.Audio[0].Codec = "ac-3" })
	hevc := video("hevc", func(*media.Facts) {})
	vorbis := video("vp9", func(f *media.Facts) { f.Audio[0].Codec = "vorbis" })
	for _, c := range []struct {
		what         string
		source       media.Facts
		left         []string
		video, sound transcode.Do
		again        bool
	}{
		{"a remux with B-frames", mov, []string{"video.b-frames"}, encode, keep, true},
		{"a remux that failed", mov, nil, encode, keep, true},
		{"a remux whose sound is not AAC LC", mov, []string{"video.audio-codec"}, keep, encode, true},
		{"a remux at fault in both", mov, []string{"video.b-frames", "video.audio-codec"}, encode, encode, true},
		{"kept pictures beside encoded sound", ac3, []string{"video.b-frames"}, encode, encode, true},
		{"kept sound beside encoded pictures", hevc, []string{"any.damaged"}, encode, encode, true},
		{"kept sound beside pictures at fault", hevc, []string{"video.b-frames"}, encode, keep, false},
		{"nothing kept", vorbis, []string{"any.damaged"}, encode, encode, false},
	} {
		p := transcode.Make(validate.Policy{}.Judge(c.source, "a.mp4"), transcode.Options{AudioFormat: "ogg"})
		var after validate.Result
		for _, id := range c.left {
			after.Findings = append(after.Findings, validate.Finding{Rule: id, Severity: validate.Warning})
		}
		dearer, again := p.Escalate(after)
		if again != c.again || dearer.Video.Do != c.video || dearer.Audio.Do != c.sound {
			t.Errorf("%s: %v, video %s, sound %s; want %v, %s, %s", c.what, again, dearer.Video.Do, dearer.Audio.Do, c.again, c.video, c.sound)
		}
		if again && (dearer.Action != transcode.Transcode || dearer.MIME != "video/mp4" || dearer.Audio.Codec == "opus") {
			t.Errorf("%s: escalated to %s of %s with %s", c.what, dearer.Action, dearer.MIME, dearer.Audio.Codec)
		}
	}
}
