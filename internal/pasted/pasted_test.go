package pasted_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/pasted"
	"github.com/wamedia/wamedia/validate"
)

// known are codes of the platform that the pastes have.
func known(code int) bool {
	switch code {
	case 0, 1, 2, 3, 4, 10, 33, 100, 190, 368, 80007, 130429, 131000, 131005, 131008, 131009, 131016, 131026, 131047, 131051,
		131048, 131052, 131053, 131056, 131057, 132012, 132018, 133010:
		return true
	}
	return code >= 200 && code < 300
}

const (
	octetOgg = "Audio file uploaded with mimetype as audio/ogg; codecs=opus, however on processing it is of type application/octet-stream. Please choose a different file."
	octetM4A = "Audio file uploaded with mimetype as audio/mp4, however on processing it is of type application/octet-stream. Please choose a different file."
	hevc     = "Video file uploaded with mimetype as video/mp4, however on processing it is of type video/mp4, videoCodec=hevc, audioCodec=aac. Please choose a different file."
	types    = "(#100) Param file must be a file with one of the following types: audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg, audio/opus, application/vnd.ms-powerpoint, application/msword, application/pdf, text/plain, image/jpeg, image/png, image/webp, video/mp4, video/3gpp."
	post     = "Unsupported post request. Object with ID '106540352242922' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
)

// webhook is a status notification with an error in it.
func webhook(details string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp",` +
		`"metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDM4",` +
		`"status":"failed","timestamp":"1772000000","recipient_id":"16505551234","errors":[{"code":131053,"title":"Media upload error",` +
		`"message":"Media upload error","error_data":{"details":"` + details + `"},"href":"https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}]}]},"field":"messages"}]}]}`
}

// answer is what the Graph API answers with.
func answer(message, code string) string {
	return `{"error":{"message":"` + message + `","type":"OAuthException","code":` + code + `,"fbtrace_id":"Az8or2yhqkZfEZ-_4Qn_Bam"}}`
}

// until is a text up to a mark in it.
func until(text, mark string) string {
	before, _, _ := strings.Cut(text, mark)
	return before
}

func escape(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`) }

// TestFind pastes what people paste. The first rule is the likeliest cause; the advice has to say so much.
func TestFind(t *testing.T) {
	t.Parallel()
	const upload = "upload and send by id"
	for name, c := range map[string]struct {
		paste  string
		code   int
		rule   string // first
		advice string
	}{
		"a webhook, HEVC":               {webhook(hevc), 131053, "video.codec", "wamedia prepare"},
		"a webhook, Ogg":                {webhook(octetOgg), 131053, "audio.ogg-timeline", "extension"},
		"a webhook, M4A":                {webhook(octetM4A), 131053, "audio.fragmented", "extension"},
		"the sentence alone":            {hevc, 131053, "video.codec", ""},
		"without its start":             {"however on processing it is of type video/mp4, videoCodec=vp9, audioCodec=opus.", 131053, "video.codec", ""},
		"sound of a film":               {strings.Replace(hevc, "hevc, audioCodec=aac", "h264, audioCodec=opus", 1), 131053, "video.audio-codec", ""},
		"unknown sound":                 {strings.Replace(hevc, "hevc, audioCodec=aac", "avc1, audioCodec=unknown", 1), 131053, "video.audio-codec", ""},
		"right codecs":                  {strings.Replace(hevc, "hevc", "h264", 1), 131053, "video.pixel-format", ""},
		"unknown pictures":              {strings.Replace(hevc, "hevc", "unknown", 1), 131053, "video.codec", ""},
		"Opus in MP4":                   {"Audio file uploaded with mimetype as audio/mp4, however on processing it is of type audio/mp4, audioCodec=opus.", 131053, "audio.codec", ""},
		"MP3 as octets":                 {strings.Replace(octetM4A, "audio/mp4", "audio/mpeg", 1), 131053, "any.type-matches-extension", ""},
		"a film as octets":              {"Video file uploaded with mimetype as video/mp4, however on processing it is of type application/octet-stream.", 131053, "video.fragmented", ""},
		"another type":                  {"Image file uploaded with mimetype as image/jpeg, however on processing it is of type image/webp", 131053, "any.type-matches-extension", ""},
		"Vorbis":                        {"Audio file uploaded with mimetype as audio/ogg, however on processing it is of type audio/ogg. Please choose", 131053, "audio.ogg-opus", ""},
		"cut off early":                 {"Video file uploaded with mimetype as video/mp4, however on proces", 131053, "video.codec", ""}, //nolint:misspell // it is cut off
		"cut off later":                 {hevc[:92], 131053, "video.codec", ""},
		"cut off at its comma":          {until(hevc, "videoCodec"), 131053, "video.codec", ""},
		"Ogg, cut off":                  {octetOgg[:80], 131053, "audio.ogg-timeline", ""},
		"its end alone":                 {"le could not be processed. Please choose a different file.", 131053, "any.type-matches-extension", ""},
		"a code that does not go":       {webhook("Param image['id'] is not a valid whatsapp business account media attachment ID"), 131053, "", "upload again"},
		"wrapped by a terminal":         {strings.Replace(hevc, "of type video/mp4, ", "of\n   type video/mp4,\n   ", 1), 131053, "video.codec", ""},
		"an error object without title": {`{"code": 131053, "error_data": {"details": "` + octetOgg + `"}}`, 131053, "audio.ogg-timeline", ""},
		"details alone":                 {`{"details":"` + octetM4A + `"}`, 131053, "audio.fragmented", ""},
		"a list of errors":              {`[{"code":131053,"title":"Media upload error"}]`, 131053, "any.type-matches-extension", "details"},
		"a log line with JSON":          {`2026-11-20T08:14:03Z ERROR [sender] wamid.HBgL failed status=failed body=` + webhook(hevc), 131053, "video.codec", ""},
		"escaped in a log line":         {`{"level":"error","msg":"send failed","body":"` + escape(webhook(hevc)) + `"}`, 131053, "video.codec", ""},
		"escaped twice":                 {`{"log":"{\"body\":\"` + escape(escape(answer("(#131009) Parameter value is not valid", "131009"))) + `\"}\n","stream":"stderr"}`, 131009, "", ""},
		"escaped without a wrapping":    {`body: ` + escape(webhook(octetOgg)), 131053, "audio.ogg-timeline", ""},
		"a Python dict": {`{'error': {'message': "(#100) Param image['id'] is not a valid whatsapp business account media attachment ID", 'type': 'OAuthException', 'code': 100, 'fbtrace_id': 'Ab1'}}`,
			100, "", "upload again for this number"},
		"a Python traceback": {"requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://graph.facebook.com/v25.0/106540352242922/media\n" +
			`b'{"error":{"message":"` + types + ` Received file of type \'application/octet-stream\'.","type":"OAuthException","code":100}}'`, 100, "any.type-supported", "Content-Type"},
		"JavaScript's console": {"{\n  message: '(#131053) Media upload error',\n  code: 131053,\n  error_data: {\n    messaging_product: 'whatsapp',\n    details: '" + hevc + "'\n  },\n  fbtrace_id: 'A1'\n}",
			131053, "video.codec", ""},
		"axios": {`AxiosError: Request failed with status code 400 {"code":"ERR_BAD_REQUEST","config":{"url":"https://graph.facebook.com/v23.0/1/media"},"response":{"status":400,"data":` + answer(post, `100,"error_subcode":33`) + `}}`,
			100, "", "phone number id"},
		"n8n": {"Bad request - please check your parameters\n\n(#131053) Media upload error\n\n" + octetOgg, 131053, "audio.ogg-timeline", ""},
		"n8n's JSON": {`{"errorMessage":"Bad request - please check your parameters","errorDescription":"(#100) Invalid parameter","errorDetails":{"rawErrorMessage":["400 - {\"error\":{\"message\":\"` + types + `\",\"type\":\"OAuthException\",\"code\":100}}"],"httpCode":"400"},"n8nDetails":{"nodeName":"WhatsApp"}}`,
			100, "any.type-supported", ""},
		"Chatwoot":           {"131053: Downloading media from weblink failed with http code 403, status message Forbidden", 131053, "", upload},
		"Chatwoot's log":     {`[WHATSAPP] Message delivery failed: {"code"=>131053, "title"=>"Media upload error", "message"=>"Media upload error", "error_data"=>{"details"=>"Unsupported Audio mime type audio/opus. Please use one of audio/ogg; codecs=opus, audio/mpeg, audio/amr, audio/mp4, audio/aac."}}`, 131053, "any.type-matches-extension", "audio/ogg"},
		"PHP's print_r":      {"Array\n(\n    [error] => Array\n        (\n            [message] => (#131053) Media upload error\n            [code] => 131053\n            [details] => " + hevc + "\n        )\n)", 131053, "video.codec", ""},
		"curl":               {"$ curl -i -X POST https://graph.facebook.com/v25.0/1/media -H 'Authorization: Bearer EAAGm0PX4ZCpsBAKxyzzz' -F file=@a.gif\nHTTP/2 400\ncontent-type: application/json\n\n" + answer(types+" Received file of type 'image/gif'.", "100"), 100, "any.type-supported", "right type"},
		"curl does not read": {"curl: (26) Failed to open/read local data from file/application", 0, "", "after the @"},
		"a page of nginx":    {"<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>", 0, "any.size", "client_max_body_size"},
		"a page with an error in it": {"<div class=\"error\"><b>Error</b>: (#131053) Media upload error &mdash; Image is invalid. Please check the image properties; supported are JPG/JPEG, RGB/RGBA, 8 bit/channels</div>",
			131053, "image.color", ""},
		"a link, 429":       {"Downloading media from weblink failed with http code 429, status message Too Many Requests, ratelimit reason: Request ratelimit by fwdproxy [GlobalCountingRatelimiter]", 131053, "", upload},
		"a link, 404":       {webhook("Downloading media from weblink failed with http code 404, status message Not Found"), 131053, "", upload},
		"a link, 500":       {webhook("Downloading media from weblink failed with http code 500"), 131053, "", upload},
		"a link, cut":       {"Downloading media from weblink fai", 131053, "", upload},
		"no address":        {"(#100) Param image['link'] is not a valid URI.", 100, "", "correct link"},
		"too large, image":  {webhook("Image file has size 5283822 bytes but must be atmost 5242880 bytes and non-empty"), 131053, "any.size", ""},
		"too large, video":  {"Video file has size 16777217 bytes but must be atmost 16777216 bytes and non-empty", 131053, "any.size", ""},
		"too large, moving": {"Sticker file has size 600000 bytes but must be atmost 512000 bytes and non-empty", 131053, "sticker.size-animated", ""},
		"too large, still":  {"Sticker file has size 120000 bytes but must be atmost 102400 bytes and non-empty", 131053, "sticker.size-static", ""},
		"empty":             {"Image file has size 0 bytes but must be atmost 5242880 bytes and non-empty", 131053, "any.empty", ""},
		"no pictures":       {webhook("No video stream found in given video file"), 131053, "video.fragmented", "as audio"},
		"an invalid image":  {webhook("Image is invalid. Please check the image properties; supported are JPG/JPEG, RGB/RGBA, 8 bit/channels and PNG, RGB/RGBA, up to 8 bit/channel, WebP (static only)."), 131053, "image.color", ""},
		"a sticker":         {"Sticker file could not be processed. Please choose a different file.", 131053, "any.type-supported", ""},
		"a sticker's sides": {"Sticker with dimensions 406x379 has incorrect dimensions, expected dimension: 512x512", 131053, "sticker.dimensions", ""},
		"a voice type":      {"Unsupported Voice mime type audio/wav. Please use one of audio/ogg; codecs=opus", 131053, "voice.format", "--as voice"},
		"WebM":              {"Unsupported Audio mime type audio/webm. Please use one of audio/ogg; codecs=opus", 131053, "any.type-supported", ""},
		"an image's type":   {"Unsupported Image mime type image/webp. Please use one of image/jpeg, image/png.", 131053, "any.type-supported", ""},
		"a media id":        {"(#100) Param template['components'][0]['parameters'][0]['image']['id'] is not a valid whatsapp business account media attachment ID", 100, "", "upload again"},
		"upload, 100/33":    {answer(post, `100,"error_subcode":33`), 100, "", "phone number id"},
		"download, 100/33":  {answer("Unsupported get request. Object with ID '1234567890' does not exist, cannot be loaded due to missing permissions", `100,"error_subcode":33`), 100, "", "upload again"},
		"100/33 in words":   {"we get error 100/33 on upload", 100, "", "phone number id"},
		"100, subcode 33":   {"code 100, error_subcode: 33", 100, "", "permission"},
		"from a customer":   {`{"messages":[{"from":"1","id":"wamid.x","type":"unsupported","errors":[{"code":131052,"title":"Media file size too big. Max file size we currently support: 100MB.","message":"Media file size too big. Max file size we currently support: 100MB.","error_data":{"details":"Media file size too big"}}]}]}`, 131052, "", "tell the customer"},
		"131052 in words":   {"what does (#131052) Media download error mean?", 131052, "", "tell the customer"},
		"a token":           {answer("Error validating access token: Session has expired on Friday, 20-Nov-26 08:00:00 PST.", `190,"error_subcode":463`), 190, "", "new access token"},
		"a cut token":       {answer("Invalid OAuth access token - Cannot parse access token", "190"), 190, "", "new access token"},
		"a permission":      {answer("(#10) Application does not have permission for this action", "10"), 10, "", "grant"},
		"messaging_product": {answer("(#100) The parameter messaging_product is required.", "100"), 100, "", "messaging_product=whatsapp"},
		"no file":           {answer("(#100) The parameter file is required.", "100"), 100, "", "part named file"},
		"a wrong path":      {answer("Unknown path components: \\/media", "2500"), 2500, "", "phone number id"},
		"a sentence":        {"Hi, since yesterday our customers do not get videos. The API says \"(#131053) Media upload error\" and we use n8n.", 131053, "any.type-matches-extension", "details"},
		"another language":  {"Erro 131053: o envio falhou", 131053, "any.type-matches-extension", ""},
		"a phone's text":    {"the customer's phone shows \"This audio is no longer available\"", 0, "audio.ogg-mono", ""},
		"a throttle":        {answer("(#130429) Rate limit hit", "130429"), 130429, "", ""},
		"an unknown code":   {answer("(#131999) Something new", "131999"), 131999, "", ""},
		"a network":         {"Error: getaddrinfo ENOTFOUND graph.facebook.com", 0, "", "network"},
		"Go":                {`graph: code=100 subcode=33 message="` + post + `"`, 100, "", "phone number id"},
		"Ruby":              {`#<Faraday::BadRequestError response={:status=>400, :headers=>{"x-fb-rev"=>"1"}, :body=>"` + escape(answer(types, "100")) + `"}>`, 100, "any.type-supported", ""},
		"Java":              {"com.example.ApiException: [131053] Media upload error: " + octetM4A + "\n\tat com.example.Main.main(Main.java:131)", 131053, "audio.fragmented", ""},
		"YAML":              {"- code: 131053\n  title: Media upload error\n  error_data:\n    details: " + hevc, 131053, "video.codec", ""},
		"a row of a table":  {`"wamid.x","failed","131053","Media upload error","` + hevc + `"`, 131053, "video.codec", ""},
		"XML":               {"<error><code>131053</code><message>Media upload error</message><details>" + octetOgg + "</details></error>", 131053, "audio.ogg-timeline", ""},
		"an address":        {"https://example.com/hook?error=%7B%22code%22%3A131053%2C%22error_data%22%3A%7B%22details%22%3A%22No+video+stream+found+in+given+video+file%22%7D%7D", 131053, "video.fragmented", ""},
		"codecs alone":      {"videoCodec=hevc, audioCodec=aac", 131053, "video.codec", ""},
		"octets alone":      {"why application/octet-stream?", 0, "audio.ogg-timeline", "extension"},
		"a title alone":     {"Media upload error", 131053, "any.type-matches-extension", "details"},
		"a title in JSON":   {`{"title":"Media upload error"}`, 131053, "any.type-matches-extension", ""},
		"a title with more": {"Media upload error: Sticker file has size 900000 bytes but must be atmost 512000 bytes", 131053, "sticker.size-animated", ""},
		"a pair":            {"(#131056) (Business Account, Consumer Account) pair rate limit hit", 131056, "", ""},
		"a status":          {"WARN upload failed: HTTP 413", 0, "any.size", "raise its limit"},
		"a download":        {"HTTP/2 403 Forbidden", 0, "", "User-Agent"},
		"colours":           {"\x1b[31merror\x1b[0m (#131053) Media upload error: \x1b[1m" + hevc + "\x1b[0m", 131053, "video.codec", ""},
		"JSON that is cut":  {webhook(hevc)[:620], 131053, "video.codec", ""},
		"JSON with dots":    {`{"error":{"message":"(#131053) Media upload error","code":131053,"error_data":{"details":"` + octetOgg + `", ...`, 131053, "audio.ogg-timeline", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := pasted.Find(c.paste, known)
			if len(found) != 1 {
				t.Fatalf("found %d errors, want one: %+v", len(found), found)
			}
			p := found[0]
			rule := ""
			if len(p.Rules) > 0 {
				rule = p.Rules[0]
			}
			if p.Code != c.code || rule != c.rule || !strings.Contains(p.Advice, c.advice) {
				t.Errorf("got code %d, rule %q, advice %q; want %d, %q and %q\n%+v", p.Code, rule, p.Advice, c.code, c.rule, c.advice, p)
			}
			if strings.Contains(p.Message+p.Details, "EAAG") {
				t.Errorf("a token is shown: %+v", p)
			}
		})
	}
}

func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paste string
		want  []int
	}{
		"two answers":               {answer("(#130429) Rate limit hit", "130429") + "\n" + answer(post, `100,"error_subcode":33`), []int{130429, 100}},
		"lines of a log":            {"08:00 (#131053) Media upload error\n08:01 (#131026) Message undeliverable\n08:02 (#131053) Media upload error\n", []int{131053, 131026}},
		"one cause after the other": {"131053 " + hevc + "\n131053 " + octetOgg, []int{131053, 131053}},
		"codes alone":               {"131053\n131047\n131026", []int{131053, 131047, 131026}},
		"one many times":            {strings.Repeat(webhook(hevc)+"\n", 50), []int{131053}},
		"like causes":               {webhook(hevc) + "\n" + webhook(strings.Replace(hevc, "hevc", "av1", 1)), []int{131053, 131053}},
		"JSON and its message":      {"Error: (#131053) Media upload error\n    at send (index.js:10)\n" + webhook(hevc), []int{131053}},
		"a webhook and a sentence":  {webhook(hevc) + "\nand then: Downloading media from weblink failed with http code 404", []int{131053, 131053}},
	} {
		var got []int
		for _, p := range pasted.Find(c.paste, known) {
			got = append(got, p.Code)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
	}
}

func TestNothingIsFoundWhereNothingIs(t *testing.T) {
	t.Parallel()
	for _, paste := range []string{
		"", "the video does not play", `{"id":"1234567890"}`, `{"success":true}`, "HTTP/2 200", `{"code":200,"message":"ok"}`,
		"order 100/12", "exit code 1", "country code 100", strings.Repeat("{", 1000), `{"a":{"b":[1,2,3]}}`,
		`{"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],"messages":[{"id":"wamid.HBgL"}]}`,
	} {
		if found := pasted.Find(paste, known); len(found) > 0 {
			t.Errorf("%.60q: found %+v", paste, found)
		}
	}
}

// TestHostilePastes are those that cost a careless reader much time.
func TestHostilePastes(t *testing.T) {
	t.Parallel()
	const size = 1 << 18
	for _, piece := range []string{"{", `{"a":`, `{'`, `{"a":"{`, `{\"`, "(#131053) ", "file has size ", `{"error":{"code":131053,"message":"`, "<p", "\\"} {
		start := time.Now()
		pasted.Find(strings.Repeat(piece, size/len(piece)), known)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q again and again takes %s", piece, took)
		}
	}
}

// TestRulesExist holds the rules that pastes lead to against the book.
func TestRulesExist(t *testing.T) {
	t.Parallel()
	book := map[string]bool{}
	for _, r := range validate.Rules() {
		book[r.ID] = true
	}
	for _, id := range pasted.Rules() {
		if !book[id] {
			t.Errorf("there is no rule %s", id)
		}
	}
}
