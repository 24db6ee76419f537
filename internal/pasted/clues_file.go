package pasted

// fileClues know other texts about what is wrong with a file.
func fileClues() []clue {
	const (
		over = "the file has more bytes than its kind may have"
		most = `(?: but must be at\s*most \d+ bytes)?`
	)
	return []clue{
		{says: says(`file has size 0 bytes` + most), codes: []int{badMedia}, meaning: "the file is empty", rules: []string{"any.empty", "any.damaged"},
			advice: "look why the file has no bytes: a failed export or download, or an upload that was cut off"},
		{says: says(`sticker file has size \d+ bytes.{0,40}?(?:102400|100000)\b`), codes: []int{badMedia}, meaning: over,
			rules: []string{"sticker.size-static", "any.empty"}, advice: prepareIt},
		{says: says(`sticker file has size(?: \d+ bytes)?` + most), codes: []int{badMedia}, meaning: over,
			rules: []string{"sticker.size-animated", "sticker.size-static", "any.empty"}, advice: prepareIt},
		{says: says(`(?:(?:image|video|audio|document) )?file has size(?: \d+ bytes)?` + most), codes: []int{badMedia}, meaning: over + ", or it is empty",
			rules: []string{"any.size", "any.empty"}, advice: prepareIt},
		{says: says(`must be at\s*most \d+ bytes`), codes: []int{badMedia}, meaning: over + ", or it is empty",
			rules: []string{"any.size", "sticker.size-animated", "any.empty"}, advice: prepareIt},
		{says: says(`no video stream`), codes: []int{badMedia}, meaning: "the film is fragmented (a recorder's or a stream's MP4), or the file holds sound alone",
			rules: []string{"video.fragmented", "any.type-supported", "video.codec"}, advice: prepareIt + "; sound alone has to be sent as audio"},
		{says: says(`no audio stream`), codes: []int{badMedia}, meaning: "the file holds no sound that the platform can read",
			rules: []string{"audio.codec", "audio.fragmented", "any.damaged"}, advice: prepareIt},
		{says: says(`image is invalid|check the image properties|supported are jpg`), codes: []int{badMedia},
			meaning: "the picture is not 8-bit RGB or RGBA (CMYK, 16 bits), or it is a WebP, animated or under the name of a JPEG",
			rules:   []string{"image.color", "image.bit-depth", "any.type-matches-extension", "image.animated", "any.damaged"}, advice: prepareIt},
		{says: says(`sticker file could not be`), codes: []int{badMedia}, meaning: "the sticker is not a WebP that the platform decodes",
			rules: []string{"any.type-supported", "any.damaged", "sticker.dimensions"}, advice: prepareIt},
		{says: says(`sticker with dimensions|incorrect dimensions|expected dimension`), codes: []int{badMedia}, meaning: "the sticker is not 512×512 pixels",
			rules: []string{"sticker.dimensions"}, advice: prepareIt},
		{says: says(`(?:unsupported )?(?:audio |voice )?mime-?\s*type audio/(?:opus|x-opus)`), codes: []int{badMedia},
			meaning: "Opus was uploaded as audio/opus, which the upload takes and the send refuses; a name ending .opus leads to it",
			rules:   []string{"any.type-matches-extension", "audio.ogg-opus"}, advice: "upload it as audio/ogg under a name that ends .ogg; wamedia upload does"},
		{says: says(`(?:unsupported )?(?:audio |voice )?mime-?\s*type (?:audio|video)/webm`), codes: []int{badMedia}, meaning: "WebM, as browsers record it, is not taken",
			rules: []string{"any.type-supported", "audio.codec"}, advice: prepareIt},
		{says: says(`unsupported voice mime-?\s*type`), codes: []int{badMedia}, meaning: "the type of the upload is not one that voice notes may have",
			rules: []string{"voice.format", "audio.ogg-opus", "any.type-supported"}, advice: "run wamedia prepare --as voice on the file, and upload it as audio/ogg"},
		{says: says(`unsupported audio mime-?\s*type`), codes: []int{badMedia}, meaning: "the type of the upload is not one that sound may have",
			rules: []string{"any.type-supported", "audio.ogg-opus", "any.type-matches-extension"}, advice: prepareIt + "; Ogg Opus is uploaded as audio/ogg"},
		{says: says(`unsupported (?:image|video|sticker|document|media)(?: file)? (?:mime ?)?type`), codes: []int{badMedia, parameter}, meaning: "the type is not one that the message kind takes",
			rules: []string{"any.type-supported", "any.type-matches-extension"}, advice: prepareIt},
		{says: says(`audio (?:is|that is) no longer available`), meaning: "phones say so of stereo Ogg Opus, and of files that they could not read",
			rules: []string{"audio.ogg-mono", "audio.ogg-timeline", "audio.ogg-preskip", "voice.shape"}, advice: prepareIt},
	}
}

// linkClues know texts about media that the platform fetches from a link.
func linkClues() []clue {
	const (
		link = `(?:download\w*|fetch\w*)(?: of)?(?: the)? media from (?:the |a )?(?:web\s*link|link|url)`
		code = `(?:` + link + `[^{}\n]{0,80}?(?:code|status)|failed with http code) `
	)
	return []clue{
		{says: says(code + `(?:429|5\d\d)|GlobalCountingRatelimiter|ratelimit by fwdproxy`), codes: []int{badMedia},
			meaning: "the platform fetches a link, and the link's host, or the limit for its hosting network, refused for now; the file was not looked at",
			advice:  sendByID + ". The failure passes: the same message may be sent again later"},
		{says: says(code + `4\d\d`), codes: []int{badMedia},
			meaning: "the platform fetches a link, and the link is wrong, gone, or closed to it (a login, a firewall, a signature that ran out); the file was not looked at",
			advice:  sendByID},
		{says: says(link + `|(?:web\s*link|media (?:url|link)) .{0,40}fail|failed to (?:download|fetch) (?:the )?(?:media|file) from|unable to (?:download|fetch) (?:the )?media`), codes: []int{badMedia},
			meaning: "the platform fetches a link and could not; the file was not looked at", advice: sendByID},
		{says: says(`is not a valid ur[il]\b`), codes: []int{parameter, 131009}, meaning: "link is no address that the platform can fetch: it wants https:// and no spaces",
			advice: "correct link, or " + sendByID},
	}
}

// inboundClues know texts about media that a customer sent.
func inboundClues() []clue {
	return []clue{
		{says: says(`media file size too big|max file size we currently support|communicate with your customer|media download error|failed to download the media from the sender`), codes: []int{notFetch},
			meaning: "media that a customer sent could not be fetched by the platform; over 100 MB it never is. It is not about a file of yours",
			advice:  "tell the customer, and ask to send it again, smaller than 100 MB, or in another way"},
		{says: says(`message type (?:is (?:currently )?not supported|unknown|is unsupported)|unsupported message type`), codes: []int{131051},
			meaning: "the customer sent a kind of message that the API does not hand on", advice: "tell the customer to send it in another form"},
	}
}
