package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/validate/limits"
	"github.com/wamedia/wamedia/validate/media"
)

const audioPage = "https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages"

// rulesAudio hold for audio messages and voice notes.
var rulesAudio = []Rule{
	{
		ID: "audio.codec", Title: "The sound is coded as its container promises", Kinds: sounds, Severity: Error,
		Stage: atDelivery, Fix: Transcode, Source: Source{Mark: "U", Ref: "131053 texts: Opus in MP4 is refused as application/octet-stream", Read: "2026-09-14"},
		Why: "MP4 audio is taken with AAC, MP3 as MPEG layer 3, AMR as narrow band. Other codecs in the same containers " +
			"fail with 131053 after the send.",
		Cure:  prepareFix,
		Check: checkAudioCodec,
	},
	{
		ID: "audio.ogg-opus", Title: "Ogg holds Opus", Kinds: sounds, Severity: Error, Stage: atDelivery, Fix: Transcode,
		Source: Source{Mark: "O", Ref: audioPage, Read: "2026-07-02"},
		Why:    "\"OPUS codecs only; base audio/ogg not supported.\" Vorbis, FLAC and Speex fail with 131053.",
		Cure:   prepareFix,
		Check:  checkOggOpus,
	},
	{
		ID: "audio.ogg-mono", Title: "Ogg Opus is mono", Kinds: sounds, Severity: Error, Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "O", Ref: mediaPage, Read: mediaRead},
		Why:    "\"Mono input only.\" Users of other clients report stereo as silent, or as 0 s long on iPhones.",
		Cure:   prepareFix,
		Check:  checkOggMono,
	},
	{
		ID: "audio.ogg-timeline", Title: "Granule positions in Ogg equal the samples of the packets", Kinds: sounds, Severity: Error,
		Stage: atDelivery, Fix: Remux, Source: Source{Mark: "U", Ref: "RFC 7845 section 4; sarrazola/openlivery#31 (2026-08-28) and two public reports", Read: "2026-11-28"},
		Why: "Every page on which a packet ends has to carry the number of samples so far, and only the last one may end early. " +
			"A larger position, a jump or a drift fails with 131053 as application/octet-stream after the send. Where the first " +
			"page's position is below its samples, iPhones refuse the file. Above 0 and below 480 samples (10 ms) the finding is a warning.",
		Cure:  prepareFix,
		Check: checkOggTimeline,
	},
	{
		ID: "audio.ogg-preskip", Title: "OpusHead has a pre-skip", Kinds: sounds, Severity: Warning, Stage: onClient,
		Fix: Remux, Source: Source{Mark: "U", Ref: "a report of 2026 on browser recordings whose remux lost CodecDelay", Read: "2026-11-28"},
		Why: "A pre-skip of 0 is refused by iPhones and by WhatsApp Web, as one user reports. A pre-skip that is longer than " +
			"the stream leaves nothing to play and is an error.",
		Cure:  prepareFix,
		Check: checkOggPreskip,
	},
	{
		ID: "audio.fragmented", Title: "MP4 audio is not fragmented", Kinds: sounds, Severity: Error, Stage: atDelivery,
		Fix: Remux, Source: Source{Mark: "U", Ref: "two measured reports on browser recordings (MediaRecorder)", Read: "2026-09-14"},
		Why:   "Fragmented M4A is taken for application/octet-stream and fails with 131053 after the send.",
		Cure:  prepareFix,
		Check: checkAudioFragmented,
	},
	{
		ID: "audio.single-stream", Title: "There is one stream of sound", Kinds: sounds, Severity: Warning, Stage: onClient,
		Fix: Remux, Source: Source{Mark: "I", Ref: "players take one stream and do not say which", Read: "2026-11-21"},
		Why:   "Of several streams one is played; a second logical stream in Ogg stops some players.",
		Cure:  prepareFix,
		Check: checkAudioStreams,
	},
	{
		ID: "audio.amr-narrow-band", Title: "AMR is narrow band and mono", Kinds: sounds, Severity: Warning, Stage: atDelivery,
		Fix: Transcode, Source: Source{Mark: "I", Ref: "audio/amr names the narrow-band codec; wide band is audio/amr-wb", Read: "2026-11-21"},
		Why:   "The list has audio/amr. Whether wide band is taken under that name is documented nowhere.",
		Cure:  prepareFix,
		Check: checkAMR,
	},
	{
		ID: "audio.aac-profile", Title: "AAC is of the LC profile", Kinds: []media.Kind{media.Audio, media.Voice, media.Video},
		Severity: Info, Stage: onClient, Fix: Transcode,
		Source: Source{Mark: "I", Ref: "the pages say AAC and name no profile", Read: "2026-11-21"},
		Why:    "LC is the profile that every player has.",
		Check:  checkAACProfile,
	},
}

// rulesVoice hold for audio that is sent as a voice note.
var rulesVoice = []Rule{
	{
		ID: "voice.format", Title: "A voice note is Ogg Opus", Kinds: voices, Severity: Info, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "U", Ref: audioPage + " asks for Ogg Opus; fazer-ai/chatwoot#520 and #539 (2026-09)", Read: "2026-11-28"},
		Why: "MP3, AMR, MP4 and AAC arrive as voice bubbles too, as users report, but without a waveform, and they are not " +
			"transcribed. prepare --as voice makes Ogg Opus of them.",
		Cure:  "wamedia prepare --as voice FILE -o DIR",
		Check: checkVoiceFormat,
	},
	{
		ID: "voice.shape", Title: "A voice note has the shape of WhatsApp's own", Kinds: voices, Severity: Info, Stage: onClient,
		Fix: NoFix, Source: Source{Mark: "U", Ref: "WhiskeySockets/Baileys#2648 (2026-06-18), openclaw/openclaw#144507 (2026-09-10), both on unofficial clients", Read: "2026-11-28"},
		Why: "WhatsApp's own notes are Opus at 16 kHz with three frames of 20 ms in a packet, vendor WhatsApp and no comments. " +
			"Users of other clients report that some phones refuse other shapes; on the Cloud API they are delivered and play.",
		Check: checkVoiceShape,
	},
	{
		ID: "voice.size", Title: "A voice note has at most 524,288 bytes", Kinds: voices, Severity: Info, Stage: onClient,
		Fix: Transcode, Source: Source{Mark: "O", Ref: audioPage, Read: "2026-07-02"},
		Why:   "Above 524,288 bytes the play icon becomes a download arrow.",
		Cure:  "wamedia prepare --as voice FILE -o DIR",
		Check: checkVoiceSize,
	},
}

var (
	sounds = []media.Kind{media.Audio, media.Voice}
	voices = []media.Kind{media.Voice}
)

// codecsIn lists what a container type may hold.
func codecsIn(mime string) []string {
	switch mime {
	case "audio/mp4", "audio/aac":
		return []string{"aac"}
	case "audio/mpeg":
		return []string{"mp3"}
	case "audio/amr":
		return []string{"amr-nb", "amr-wb"}
	}
	return nil
}

func checkAudioCodec(s Subject) Outcome {
	want := codecsIn(s.Facts.MIME)
	for _, t := range s.Facts.Audio {
		switch {
		case want == nil:
			return Outcome{}
		case t.Encrypted:
			return noFix(fail(t.Codec+", encrypted", strings.Join(want, " or ")+" in the clear"))
		case t.Codec == "":
			return unknown(cmpOr(s.Facts.Undecided["audio-codec"], "the codec is not named in the file"))
		case !slices.Contains(want, t.Codec):
			return fail(codecName(t.Codec)+" in "+s.Facts.Name, codecName(want[0]))
		case t.Codec == "aac" && !t.CommonAAC():
			return fail("AAC "+t.Profile, "AAC LC")
		}
	}
	return Outcome{}
}

func noFix(o Outcome) Outcome {
	o.Fix = NoFix
	return o
}

// codecNames are codecs as people write them.
var codecNames = map[string]string{
	"h264": "H.264", "hevc": "HEVC", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "mpeg4": "MPEG-4 Part 2", "h263": "H.263",
	"aac": "AAC", "mp3": "MP3", "mp2": "MPEG layer 2", "mp1": "MPEG layer 1", "opus": "Opus", "vorbis": "Vorbis",
	"flac": "FLAC", "speex": "Speex", "alac": "ALAC", "ac-3": "AC-3", "amr-nb": "AMR narrow band", "amr-wb": "AMR wide band",
	"pcm": "PCM",
}

func codecName(codec string) string { return cmp.Or(codecNames[codec], codec) }

func checkOggOpus(s Subject) Outcome {
	if s.Facts.MIME != "audio/ogg" {
		return Outcome{}
	}
	for _, t := range s.Facts.Audio {
		if t.Codec != "opus" {
			return fail("Ogg with "+codecName(t.Codec), "Ogg with Opus")
		}
	}
	return Outcome{}
}

func checkOggMono(s Subject) Outcome {
	if s.Facts.MIME != "audio/ogg" {
		return Outcome{}
	}
	for _, t := range s.Facts.Audio {
		if t.Codec == "opus" && t.Channels > 1 {
			return fail(fmt.Sprintf("Opus with %d channels", t.Channels), "mono")
		}
	}
	return Outcome{}
}

func checkAudioFragmented(s Subject) Outcome {
	if c := s.Facts.Container; c == nil || !c.Fragmented {
		return Outcome{}
	}
	return fail("sound in movie fragments (moof)", "one moov with all samples")
}

func checkAudioStreams(s Subject) Outcome {
	switch {
	case len(s.Facts.Audio) > 1:
		return fail(fmt.Sprintf("%d streams of sound", len(s.Facts.Audio)), "one")
	case s.Facts.Container != nil && s.Facts.Container.Chained:
		return fail("several Ogg streams in a row", "one")
	case s.Facts.MIME == "audio/ogg" && len(s.Facts.Other) > 0:
		return fail("a stream of "+cmp.Or(s.Facts.Other[0].Codec, s.Facts.Other[0].Kind)+" beside the sound", "one stream")
	}
	return Outcome{}
}

func checkAMR(s Subject) Outcome {
	for _, t := range s.Facts.Audio {
		if s.Facts.MIME == "audio/amr" && (t.Codec == "amr-wb" || t.Channels > 1) {
			return fail(fmt.Sprintf("%s, channels: %d", codecName(t.Codec), t.Channels), "AMR narrow band, mono")
		}
	}
	return Outcome{}
}

func checkAACProfile(s Subject) Outcome {
	for _, t := range s.Facts.Audio {
		if t.CommonAAC() && t.Profile != "" && t.Profile != "LC" {
			return fail("AAC "+t.Profile, "AAC LC")
		}
	}
	return Outcome{}
}

func checkVoiceFormat(s Subject) Outcome {
	if s.Facts.MIME == "audio/ogg" || !taken(s.Facts.MIME, media.Voice) {
		return Outcome{}
	}
	return fail(s.Facts.Name, "Ogg Opus, mono")
}

func checkVoiceSize(s Subject) Outcome {
	if s.Facts.Size <= limits.VoicePlayIcon || !taken(s.Facts.MIME, media.Voice) {
		return Outcome{}
	}
	return fail(limits.Text(s.Facts.Size), "at most "+limits.Text(limits.VoicePlayIcon)+" to show the play icon")
}
