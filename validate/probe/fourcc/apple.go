package fourcc

import (
	"strings"
)

// appleCodecs names the compression types of AIFF-C and the format ids of CAF.
var appleCodecs = map[string]string{
	"none": "pcm", "twos": "pcm", "sowt": "pcm", "in24": "pcm", "in32": "pcm", "raw": "pcm", "lpcm": "pcm", "": "pcm",
	"fl32": "pcm-float", "fl64": "pcm-float", "alaw": "alaw", "ulaw": "mulaw", "ima4": "adpcm-ima", "mac3": "mace3",
	"mac6": "mace6", "gsm": "gsm", "agsm": "gsm", "qdm2": "qdm2", "aac": "aac", "aach": "aac", "aacp": "aac",
	"aace": "aac", "aacl": "aac", "mp3": "mp3", "mp2": "mp2", "mp1": "mp1", "alac": "alac", "opus": "opus", "flac": "flac",
	"ac-3": "ac-3", "samr": "amr-nb", "sawb": "amr-wb",
}

// AppleAudio names the codec of a compression type of AIFF-C or a format id of CAF.
func AppleAudio(code string) string {
	code = strings.ToLower(strings.Trim(code, " .\x00"))
	if c, ok := appleCodecs[code]; ok {
		return c
	}
	return code
}
