package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/media"
)

const (
	videoPage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/video-messages"
	videoRead = "2026-09-11"
)

// rulesVideo hold for video messages.
var rulesVideo = []Rule{
	{
		ID: "video.codec", Title: "Pictures are H.264", Kinds: videos, Severity: Error, Stage: atDelivery, Fix: Transcode,
		Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why:    "\"Only H.264 video codec and AAC audio codec supported.\" Others fail with 131053, whose text names the codec found.",
		Cure:   "ffmpeg -i FILE -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a aac -movflags +faststart OUT.mp4",
		Check:  checkVideoCodec,
	},
	{
		ID: "video.audio-codec", Title: "Sound is AAC", Kinds: videos, Severity: Error, Stage: atDelivery, Fix: Transcode,
		Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why:    "\"Only H.264 video codec and AAC audio codec supported.\" Others fail with 131053, whose text names the codec found.",
		Cure:   "ffmpeg -i FILE -c:v copy -c:a aac -movflags +faststart OUT.mp4",
		Check:  checkVideoAudioCodec,
	},
	{
		ID: "video.audio-streams", Title: "There is one audio stream or none", Kinds: videos, Severity: Error,
		Stage: atDelivery, Fix: Remux, Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why:   "\"Single audio stream or no audio stream only.\"",
		Cure:  "ffmpeg -i FILE -map 0:v:0 -map 0:a:0 -c copy -movflags +faststart OUT.mp4",
		Check: checkAudioStreamCount,
	},
	{
		ID: "video.high-with-b-frames", Title: "High profile does not come with B-frames", Kinds: videos, Severity: Error,
		Stage: onAndroid, Fix: Transcode, Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why: "\"Videos encoded with the H.264 High profile and B-frames are not supported by Android WhatsApp clients.\" " +
			"Nothing is refused: the video does not play.",
		Cure:  "ffmpeg -i FILE -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4",
		Check: checkHighWithB,
	},
	{
		ID: "video.profile", Title: "H.264 is of the Main or Baseline profile", Kinds: videos, Severity: Warning,
		Stage: onAndroid, Fix: Transcode, Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why:   "\"We recommend that you use H.264 Main profile without B-frames, or the H.264 Baseline profile.\"",
		Cure:  "ffmpeg -i FILE -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4",
		Check: checkProfile,
	},
	{
		ID: "video.b-frames", Title: "H.264 has no B-frames", Kinds: videos, Severity: Warning, Stage: onAndroid,
		Fix: Transcode, Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why: "\"We recommend that you use H.264 Main profile without B-frames.\" B-frames are decided from the slices: " +
			"what ctts or the SPS say of them is often wrong.",
		Cure:  "ffmpeg -i FILE -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4",
		Check: checkBFrames,
	},
	{
		ID: "video.pixel-format", Title: "Pictures are 8-bit 4:2:0", Kinds: videos, Severity: Error, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "O", Ref: videoPage + " (Main and Baseline know no other)", Read: videoRead},
		Why:   "Phones decode 8-bit 4:2:0 in hardware; 10-bit, 4:2:2, 4:4:4 and RGB stay black.",
		Cure:  "ffmpeg -i FILE -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4",
		Check: checkPixelFormat,
	},
	{
		ID: "video.moov-first", Title: "moov stands before mdat", Kinds: videos, Severity: Warning, Stage: onClient,
		Fix: Remux, Source: Source{Mark: "O", Ref: videoPage, Read: videoRead},
		Why:   "\"Place moov boxes before mdat boxes, for broader compatibility.\" With moov last a player needs the whole file first.",
		Cure:  "ffmpeg -i FILE -map 0 -c copy -movflags +faststart OUT.mp4",
		Check: checkMoovFirst,
	},
	{
		ID: "video.fragmented", Title: "MP4 is not fragmented", Kinds: videos, Severity: Error, Stage: atDelivery, Fix: Remux,
		Source: Source{Mark: "U", Ref: "public code that sends videos: refusals of fragmented files", Read: "2026-11-28"},
		Why: "Users report that a video with movie fragments (moof) fails with 131053 \"No video stream found in given video " +
			"file\", and that a remux cures it.",
		Cure:  "ffmpeg -i FILE -c copy -movflags +faststart OUT.mp4",
		Check: checkVideoFragmented,
	},
	{
		ID: "video.video-streams", Title: "There is one stream of pictures", Kinds: videos, Severity: Warning, Stage: onClient,
		Fix: Remux, Source: Source{Mark: "I", Ref: "players take one stream and do not say which", Read: "2026-11-21"},
		Why:   "Of several streams one is played.",
		Cure:  "ffmpeg -i FILE -map 0:v:0 -map 0:a:0? -c copy -movflags +faststart OUT.mp4",
		Check: checkVideoStreamCount,
	},
	{
		ID: "video.extra-tracks", Title: "There are no tracks besides pictures and sound", Kinds: videos, Severity: Info,
		Stage: onClient, Fix: Remux, Source: Source{Mark: "I", Ref: "not documented", Read: "2026-11-21"},
		Why:   "Timed text, hints and data are not shown, and cost bytes.",
		Cure:  "ffmpeg -i FILE -map 0:v:0 -map 0:a:0? -c copy -movflags +faststart OUT.mp4",
		Check: checkExtraTracks,
	},
	{
		ID: "video.dimensions", Title: "Width and height are even", Kinds: videos, Severity: Info, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "4:2:0 stores colour for pairs of pixels", Read: "2026-11-21"},
		Why:   "Some hardware decoders show a green line at an odd edge.",
		Check: checkEvenSides,
	},
	{
		ID: "video.rotation", Title: "Pictures stand upright by themselves", Kinds: videos, Severity: Info, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "not documented", Read: "2026-11-21"},
		Why:   "A rotation stored beside the pictures is honoured by phones' players, not by all others.",
		Check: checkRotation,
	},
	{
		ID: "video.edit-list", Title: "No edit list changes the timing", Kinds: videos, Severity: Info, Stage: onClient,
		Fix: Remux, Source: Source{Mark: "I", Ref: "not documented", Read: "2026-11-21"},
		Why:   "Players differ in whether they honour edit lists; sound may run beside the pictures.",
		Check: checkEditList,
	},
}

var videos = []media.Kind{media.Video}

func checkVideoCodec(s Subject) Outcome {
	for _, t := range shownFirst(s.Facts) {
		switch {
		case t.Encrypted:
			return noFix(fail(codecName(t.Codec)+", encrypted", "H.264 in the clear"))
		case t.Codec == "":
			return unknown(cmpOr(s.Facts.Undecided["video-codec"], "the codec is not named in the file"))
		case t.Codec != "h264":
			return onTrack(s.Facts, t, fail(codecName(t.Codec), "H.264"))
		case t.Profile == "Extended":
			return onTrack(s.Facts, t, fail("H.264 Extended profile", "H.264 Main or Baseline"))
		}
	}
	return Outcome{}
}

func checkVideoAudioCodec(s Subject) Outcome {
	for _, t := range s.Facts.Audio {
		switch {
		case t.Encrypted:
			return noFix(fail(codecName(t.Codec)+", encrypted", "AAC in the clear"))
		case t.Codec == "":
			return unknown(cmpOr(s.Facts.Undecided["audio-codec"], "the codec is not named in the file"))
		case t.Codec != "aac":
			return fail(codecName(t.Codec), "AAC")
		case !t.CommonAAC():
			return fail("AAC "+t.Profile, "AAC LC")
		}
	}
	return Outcome{}
}

func checkAudioStreamCount(s Subject) Outcome {
	if n := len(s.Facts.Audio); n > 1 {
		return fail(fmt.Sprintf("%d audio streams", n), "one or none")
	}
	return Outcome{}
}

// high reports whether a track is of the High family, whatever its depth and chroma.
func high(t *media.VideoTrack) bool {
	return t.Codec == "h264" && t.Profile != "" && t.Profile != "Extended" &&
		t.Profile != "Main" && !strings.HasSuffix(t.Profile, "Baseline")
}

// shownFirst lists the tracks of pictures, the one that players show first.
func shownFirst(f *media.Facts) []*media.VideoTrack {
	var tracks []*media.VideoTrack
	for i := range f.Video {
		tracks = append(tracks, &f.Video[i])
	}
	if shown := f.Shown(); shown > 0 {
		first := tracks[shown]
		copy(tracks[1:], tracks[:shown])
		tracks[0] = first
	}
	return tracks
}

// onTrack is an outcome about one track of pictures: of one that is not shown it is enough to drop it.
func onTrack(f *media.Facts, t *media.VideoTrack, o Outcome) Outcome {
	if t != &f.Video[f.Shown()] {
		o.Fix = Remux
	}
	return o
}

// h264 lists the readable H.264 tracks, the one that players show first.
func h264(f *media.Facts) []*media.VideoTrack {
	return slices.DeleteFunc(shownFirst(f), func(t *media.VideoTrack) bool { return t.Codec != "h264" || t.Encrypted })
}

func checkHighWithB(s Subject) Outcome {
	for _, t := range h264(s.Facts) {
		switch {
		case high(t) && t.BFrames == nil:
			return unknown(whyNoBFrames(s.Facts))
		case high(t) && *t.BFrames > 0:
			return onTrack(s.Facts, t, fail(fmt.Sprintf("%s profile with %d B-frames", t.Profile, *t.BFrames), "Main without B-frames, or Baseline"))
		}
	}
	return Outcome{}
}

func whyNoBFrames(f *media.Facts) string {
	return cmpOr(f.Undecided["b-frames"], "no slice could be read")
}

// checkProfile also looks at encrypted tracks: their configuration record is in the clear.
func checkProfile(s Subject) Outcome {
	for _, t := range shownFirst(s.Facts) {
		switch {
		case t.Codec != "h264":
		case t.Encrypted && high(t):
			return noFix(fail(t.Profile+" profile", "Main or Baseline"))
		case t.Encrypted:
		case t.Profile == "":
			return unknown(cmpOr(s.Facts.Undecided["profile"], "no sequence parameter set could be read"))
		case high(t) && (t.BFrames == nil || *t.BFrames == 0):
			return onTrack(s.Facts, t, fail(t.Profile+" profile", "Main or Baseline"))
		}
	}
	return Outcome{}
}

func checkBFrames(s Subject) Outcome {
	for _, t := range h264(s.Facts) {
		switch {
		case t.BFrames == nil && !high(t):
			return unknown(whyNoBFrames(s.Facts))
		case t.BFrames != nil && *t.BFrames > 0 && !high(t):
			return onTrack(s.Facts, t, fail(fmt.Sprintf("%d B-frames", *t.BFrames), "none"))
		}
	}
	return Outcome{}
}

func checkPixelFormat(s Subject) Outcome {
	for _, t := range h264(s.Facts) {
		switch {
		case t.Chroma == "" || t.Bits == 0:
			return unknown(cmpOr(s.Facts.Undecided["profile"], "no sequence parameter set could be read"))
		case t.Chroma != "4:2:0" || t.Bits != 8:
			return onTrack(s.Facts, t, fail(fmt.Sprintf("%d-bit %s", t.Bits, t.Chroma), "8-bit 4:2:0"))
		}
	}
	return Outcome{}
}

func checkMoovFirst(s Subject) Outcome {
	if c := s.Facts.Container; c != nil && c.MoovFirst != nil && !*c.MoovFirst {
		return fail("moov after mdat", "moov first (faststart)")
	}
	return Outcome{}
}

func checkVideoFragmented(s Subject) Outcome {
	if c := s.Facts.Container; c != nil && c.Fragmented {
		return fail("samples in movie fragments (moof)", "one moov with all samples")
	}
	return Outcome{}
}

func checkVideoStreamCount(s Subject) Outcome {
	if n := len(s.Facts.Video); n > 1 {
		return fail(fmt.Sprintf("%d streams of pictures", n), "one")
	}
	return Outcome{}
}

func checkExtraTracks(s Subject) Outcome {
	if len(s.Facts.Other) == 0 {
		return Outcome{}
	}
	var kinds []string
	for _, t := range s.Facts.Other {
		kinds = append(kinds, t.Kind)
	}
	return fail("tracks of "+strings.Join(kinds, ", "), "pictures and sound only")
}

func checkEvenSides(s Subject) Outcome {
	for _, t := range s.Facts.Video {
		if t.Width%2 != 0 || t.Height%2 != 0 {
			return fail(fmt.Sprintf("%d×%d pixels", t.Width, t.Height), "even width and height")
		}
	}
	return Outcome{}
}

func checkRotation(s Subject) Outcome {
	for _, t := range s.Facts.Video {
		if t.Rotation != 0 {
			return fail(fmt.Sprintf("rotated by %d° at playback", t.Rotation), "upright pictures")
		}
	}
	return Outcome{}
}

func checkEditList(s Subject) Outcome {
	if c := s.Facts.Container; c != nil && c.EditLists {
		return fail("an edit list that shifts or cuts", "none")
	}
	return Outcome{}
}
