package pasted

// Parts of the sentence that names what a file turned out to be. Its start or its end may be cut off.
const (
	declared = `(?:(?:audio|video|image|document|sticker|media) )?(?:file )?(?:uploaded )?(?:with )?mimetype as `
	turned   = `,? however,? on processing it is of type `
	cutStart = `(?:(?:` + declared + `[^\s,]+(?: codecs=\w+)?` + turned + `|(?:on )?processing it is of type )[^,]+,\s*)?`
)

// cutEnd is what may be left of a sentence that is cut off before it says what was found.
const cutEnd = `(?:,[a-z ]{0,45}(?:video(?:/|/m|/mp|/mp4,?\s*\w*=?))?)?(?:…|\.\.\.)?["'\s]*(?:$|\n)`

// sound is the end of the sentence, which belongs to the codec before it.
const sound = `(?:,\s*audioCodec\s*[=:]\s*\w+)?`

// processingClues know "… file uploaded with mimetype as M, however on processing it is of type T, videoCodec=V,
// audioCodec=A. Please choose a different file."
func processingClues() []clue {
	const octet = "the platform could not read the sound as the type that was declared; the sentence is a fixed one and comes " +
		"for several causes: a broken Ogg timeline (granule positions with an offset, a gap or a drift), a fragmented MP4, " +
		"Opus in MP4, a recorder's WebM under another name, a file name without or with a wrong extension, another codec, damage"
	const cut = "the text is cut off before it says what was found; mostly "
	const octetAdvice = prepareIt + "; upload under a file name whose extension says the type (wamedia upload does)"
	return []clue{
		{says: says(cutStart + `videoCodec\s*[=:]\s*(?:hevc|h\.?265|hvc1|hev1|vp\d+|av1|av01|mpeg\d?\w*|h\.?263|mjpeg|prores|theora|wmv\d?|vc1|unknown|none)` + sound),
			codes: []int{badMedia}, meaning: "the pictures have a codec other than H.264",
			rules: []string{"video.codec", "video.fragmented", "any.damaged"}, advice: prepareIt},
		{says: says(cutStart + `videoCodec\s*[=:]\s*\w+,\s*audioCodec\s*[=:]\s*(?:opus|mp3|ac-?3|e-?ac-?3|amr\w*|unknown|vorbis|flac|pcm\w*|alac|dts|he-?aac\w*|mp2)`),
			codes: []int{badMedia}, meaning: "the sound of the film has a codec other than AAC",
			rules: []string{"video.audio-codec", "video.audio-streams", "any.damaged"}, advice: prepareIt},
		{says: says(cutStart + `videoCodec\s*[=:]\s*(?:h\.?264|avc\w*)` + sound),
			codes: []int{badMedia}, meaning: "the codecs named are the right ones; the profile, the pixel format, the container or the declared type is not",
			rules: []string{"video.pixel-format", "video.profile", "video.fragmented", "any.type-matches-extension"}, advice: prepareIt},
		{says: says(cutStart + `audioCodec\s*[=:]\s*\w+`),
			codes: []int{badMedia}, meaning: "the sound has a codec that its container may not hold here",
			rules: []string{"audio.codec", "audio.ogg-opus", "audio.fragmented"}, advice: prepareIt},
		{says: says(declared + `audio/(?:mp4|m4a|x-m4a|aac)[^,]*` + turned + `application/octet-stream`),
			codes: []int{badMedia}, meaning: octet,
			rules:  []string{"audio.fragmented", "audio.codec", "any.type-matches-extension", "any.damaged", "audio.ogg-timeline"},
			advice: octetAdvice},
		{says: says(declared + `audio/(?:mpeg|mp3|amr)[^,]*` + turned + `application/octet-stream`),
			codes: []int{badMedia}, meaning: octet,
			rules:  []string{"any.type-matches-extension", "audio.codec", "any.damaged", "audio.ogg-timeline", "audio.fragmented"},
			advice: octetAdvice},
		{says: says(declared + `(?:audio/[^,]*|application/ogg[^,]*)` + turned + `application/octet-stream`),
			codes: []int{badMedia}, meaning: octet,
			rules: []string{"audio.ogg-timeline", "audio.ogg-preskip", "audio.ogg-opus", "any.type-matches-extension", "audio.ogg-mono",
				"audio.fragmented", "audio.codec", "any.damaged"},
			advice: octetAdvice},
		{says: says(declared + `video/[^,]*` + turned + `application/octet-stream`),
			codes: []int{badMedia}, meaning: "the platform could not read the film as the type that was declared: a fragmented file, damage, another container, or a file name without or with a wrong extension",
			rules: []string{"video.fragmented", "any.damaged", "any.type-matches-extension", "video.moov-first"}, advice: octetAdvice},
		{says: says(declared + `image/[^,]*` + turned + `application/octet-stream`),
			codes: []int{badMedia}, meaning: "the platform could not read the picture as the type that was declared",
			rules: []string{"any.type-matches-extension", "any.damaged", "any.type-supported"}, advice: octetAdvice},
		{says: says(`(?:of type|mimetype as|received file of type) '?application/octet-stream'?`),
			codes: []int{badMedia, parameter}, meaning: octet + "; or the part of the upload form has no Content-Type",
			rules:  []string{"audio.ogg-timeline", "audio.fragmented", "any.type-matches-extension", "audio.codec", "any.damaged"},
			advice: octetAdvice},
		{says: says(declared + `audio/ogg[^,]*` + turned + `audio/ogg`),
			codes: []int{badMedia}, meaning: "the Ogg file holds something other than Opus, such as Vorbis",
			rules: []string{"audio.ogg-opus", "audio.ogg-mono", "audio.ogg-timeline"}, advice: prepareIt},
		{says: says(declared + `(?:audio/ogg|audio/opus|application/ogg)[^,\n]*` + cutEnd),
			codes: []int{badMedia}, meaning: cut + octet,
			rules:  []string{"audio.ogg-timeline", "audio.ogg-opus", "any.type-matches-extension", "audio.ogg-mono", "any.damaged"},
			advice: octetAdvice},
		{says: says(declared + `audio/(?:mp4|m4a|x-m4a|aac)[^,\n]*` + cutEnd),
			codes: []int{badMedia}, meaning: cut + octet,
			rules: []string{"audio.fragmented", "audio.codec", "any.type-matches-extension", "any.damaged"}, advice: octetAdvice},
		{says: says(declared + `video/[^,\n]*` + cutEnd),
			codes: []int{badMedia}, meaning: cut + "the film has a codec other than H.264 or AAC, is fragmented, or has another type than was declared",
			rules: []string{"video.codec", "video.audio-codec", "video.fragmented", "any.type-matches-extension", "any.damaged"}, advice: octetAdvice},
		{says: says(declared + `\S*`),
			codes: []int{badMedia}, meaning: "the bytes are of another type than was declared with the upload, mostly by a wrong extension",
			rules: []string{"any.type-matches-extension", "any.type-supported", "any.damaged"}, advice: octetAdvice},
		{says: says(`octet-?stream`), weak: true, meaning: octet + "; or the part of the upload form has no Content-Type",
			rules:  []string{"audio.ogg-timeline", "audio.fragmented", "any.type-matches-extension", "audio.codec", "any.damaged"},
			advice: octetAdvice},
	}
}
