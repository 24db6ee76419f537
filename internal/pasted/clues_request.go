package pasted

// idClues know texts about media ids and the objects of calls.
func idClues() []clue {
	const (
		object = `object with id '?[^'\n]{0,40}'? does not exist(?:, cannot be loaded due to missing permissions)?`
		after  = `(?:\.? ` + object + `)?`
	)
	return []clue{
		{says: says(`(?:not )?a valid whatsapp business account media attachment id`), codes: []int{parameter},
			meaning: "the media id has expired (30 days; 7 of received media), belongs to another number, or was never uploaded",
			advice:  "upload again for this number, and send the new id"},
		{says: says(`unsupported post request` + after), codes: []int{parameter},
			meaning: "wrong phone number id or permission: the id in the address is not one that this token may use",
			advice:  "check the phone number id (not the number, not the id of the business account) and that the token has the permission whatsapp_business_messaging for it"},
		{says: says(`unsupported (?:get|delete) request` + after), codes: []int{parameter},
			meaning: "the media id has expired (30 days; 7 of received media), was deleted, or belongs to another account or number",
			advice:  "ask for media soon after the webhook and with a token of the same account; else upload again"},
		{says: says(object), codes: []int{parameter},
			meaning: "the object does not exist, has expired, or the token may not see it: on an upload a wrong phone number id or permission, on a download an expired media id",
			advice:  "on an upload check the phone number id and the permission whatsapp_business_messaging; on a download upload or ask again"},
		{says: says(`media not found|url (?:has )?expired|url signature (?:expired|mismatch)|bad url (?:hash|timestamp)`),
			meaning: "the download address is valid for 5 minutes only", advice: "ask for the media id again (GET /<media id>) and download from the new address, with the token"},
		{says: says(`header_handle|file handle|invalid handle`), codes: []int{parameter, 131009, 132012},
			meaning: "templates and profile pictures want a handle of the Resumable Upload API; a media id is none, and the reverse",
			advice:  "upload by the Resumable Upload API with the app's id, and give its h value"},
	}
}

// accessClues know texts about tokens and permissions.
func accessClues() []clue {
	const renew = "get a new access token with the permission whatsapp_business_messaging, of a system user so that it lasts, and set WHATSAPP_TOKEN"
	return []clue{
		{says: says(`session has expired|access token has expired|token (?:has |is )?expired|error validating access token`), codes: []int{190, 0},
			meaning: "the access token has expired or was taken back", advice: renew},
		{says: says(`malformed access token|cannot parse access token|invalid oauth|an active access token must be used|bad signature|invalid access token`), codes: []int{190, 2500},
			meaning: "the access token is missing, incomplete, or not of this app", advice: renew + "; look for quotes, spaces or a cut in it"},
		{says: says(`authentication error|authexception`), codes: []int{0, 190}, meaning: "the token could not be checked", advice: renew},
		{says: says(`does not have permission for this action|permission (?:is )?(?:either )?not granted|missing permissions|insufficient permission`), codes: []int{10, 200, 131005, 3, parameter},
			meaning: "the token's user lacks a permission for this account or number", advice: "grant whatsapp_business_messaging and access to the account, then get a new token"},
		{says: says(`does not have the capability`), codes: []int{3, 10}, meaning: "the app lacks a capability or a permission",
			advice: "add the product WhatsApp and the permission whatsapp_business_messaging to the app, then get a new token"},
	}
}

// requestClues know texts about a request that is not right.
func requestClues() []clue {
	return []clue{
		{says: says(`must be a file with one of the following types[^\n]*?received file of type '?application/octet-stream`), codes: []int{parameter},
			meaning: "the file's part of the upload form has no Content-Type, or application/octet-stream; the field type does not replace it",
			rules:   []string{"any.type-supported", "any.type-matches-extension"},
			advice:  "set the Content-Type of the part (curl: -F 'file=@a.jpg;type=image/jpeg'), or let wamedia upload do it"},
		{says: says(`must be a file with one of the following types|param file must be a fi|received file of type`), codes: []int{parameter},
			meaning: "the Content-Type of the file's part is not one of the 19 that the upload takes",
			rules:   []string{"any.type-supported", "any.type-matches-extension"}, advice: "set the right type, or run wamedia prepare on the file and upload what it makes"},
		{says: says(`messaging_product'? (?:is|parameter is) required|param(?:eter)? messaging_product`), codes: []int{parameter},
			meaning: "the form lacks messaging_product", advice: "add the field messaging_product=whatsapp to the request"},
		{says: says(`(?:param(?:eter)? )?'?file'? (?:is|parameter is) required|no file (?:was )?(?:uploaded|attached)`), codes: []int{parameter},
			meaning: "the form has no file part", advice: "send multipart/form-data with a part named file (curl: -F 'file=@a.jpg;type=image/jpeg'), not JSON"},
		{says: says(`unknown path components`), codes: []int{2500}, meaning: "the address is wrong: a version or an id is missing from it",
			advice: "call https://graph.facebook.com/<version>/<phone number id>/media"},
		{says: says(`caption'?\]?[^\n]{0,40}(?:1024|characters|too long|length)`), codes: []int{parameter, 131009}, meaning: "a caption may have 1,024 characters",
			advice: "shorten the caption; the file is not the cause"},
		{says: says(`(?:format mismatch|header)[^\n]{0,40}(?:expected|received) (?:image|video|document|unknown)`), codes: []int{132012, 132018, parameter},
			meaning: "the header of the template wants another kind of media than was sent", rules: []string{"header.type"},
			advice: "send the kind of media that the template was approved with"},
	}
}

// otherClues know general texts, and those of what stands between a caller and the platform.
func otherClues() []clue {
	const passing = "try again in a moment, with growing pauses"
	return []clue{
		{says: says(`request entity too large|payload too large|413 (?:error|status)|\bhttp(?:/[\d.]+)? (?:(?:error|status|code):? )*413\b|status(?: code)? 413\b|client intended to send too large body`), weak: true,
			meaning: "a proxy or web server between you and the platform takes no body so large; the platform itself takes 100 MB",
			rules:   []string{"any.size"}, advice: "raise its limit (nginx: client_max_body_size), or run wamedia prepare on the file"},
		{says: says(`size too big|file (?:is |size )?too (?:large|big)|exceeds? the (?:maximum|max|limit)|larger than the (?:maximum|max|limit)`), codes: []int{badMedia, parameter, notFetch, 131009},
			meaning: "the file has more bytes than its kind may have", rules: []string{"any.size", "sticker.size-animated", "sticker.size-static"}, advice: prepareIt},
		{says: says(`mime-?\s*type mismatch|mismatched mime|mime-?\s*type does not match`), codes: []int{badMedia}, meaning: "the bytes are of another type than was declared",
			rules: []string{"any.type-matches-extension", "any.type-supported"}, advice: prepareIt},
		{says: says(`use one of audio/ogg`), codes: []int{badMedia}, tail: true, meaning: "the type of the upload is not one that sound may have",
			rules: []string{"any.type-supported", "audio.ogg-opus", "any.type-matches-extension"}, advice: prepareIt},
		{says: says(`could not be processed|please choose a different file`), codes: []int{badMedia}, tail: true,
			meaning: "the platform could not read the file as what it was sent as",
			rules:   []string{"any.type-matches-extension", "any.damaged", "any.type-supported"}, advice: prepareIt},
		{says: says(`curl: \(26\)`), weak: true, meaning: "curl could not open the file of -F file=@…", advice: "check the path after the @; one with commas or semicolons has to be quoted"},
		{says: says(`curl: \((?:6|7|28|35|52|56)\)|could not resolve host|getaddrinfo (?:enotfound|eai_again)|econnreset|econnrefused|etimedout|socket hang up|connection (?:reset|refused|timed out)|tls handshake timeout`), weak: true,
			meaning: "the platform was not reached, or hung up before it answered: an upload may have been accepted all the same", advice: "check the network, the proxy and the firewall; " + passing},
		{says: says(`\b401:? unauthorized`), weak: true, meaning: "the access token is missing, wrong or expired", advice: "set a valid token; it belongs into the header Authorization: Bearer …, on downloads too"},
		{says: says(`\b403:? forbidden`), weak: true, meaning: "the token may not do this, or a download was asked for without the token or without a User-Agent",
			advice: "check the token's permissions; download with the token and a User-Agent, within 5 minutes"},
		{says: says(`(?:\b429\b|too many requests)`), weak: true, meaning: "too many calls in a short time", advice: "wait and call less often"},
		{says: says(`(?:bad gateway|gateway time-?out|service (?:temporarily )?unavailable|internal server error)`), codes: nil, weak: true,
			meaning: "the platform or a proxy before it has trouble", advice: passing + "; metastatus.com tells of outages"},
	}
}

// codeClues add to codes that come without a known text.
func codeClues() []clue {
	return []clue{
		{codes: []int{badMedia}, meaning: "the platform could not process the media; only the details (error_data.details of the webhook) say why, and they are missing here",
			rules:  []string{"any.type-matches-extension", "any.size", "any.damaged", "audio.ogg-timeline", "video.codec"},
			advice: "look for error_data.details; check the file with wamedia lint, or " + prepareIt},
		{codes: []int{notFetch}, meaning: "media that a customer sent could not be fetched by the platform; over 100 MB it never is. It is not about a file of yours",
			advice: "tell the customer, and ask to send it again, smaller than 100 MB"},
		{codes: []int{parameter}, subcode: 33,
			meaning: "the object does not exist, has expired, or the token may not see it: on an upload a wrong phone number id or permission, on a download an expired media id",
			advice:  "on an upload check the phone number id and the permission whatsapp_business_messaging; on a download upload or ask again"},
		{codes: []int{131209}, meaning: "a group icon has to be square", rules: []string{"icon.square"}, advice: "run wamedia lint --profile group-icon on the file"},
		{codes: []int{131210}, meaning: "a group icon has to have 192×192 pixels or more", rules: []string{"icon.dimensions"}, advice: "run wamedia lint --profile group-icon on the file"},
	}
}
