package pasted

import "slices"

// clue is a text of the platform, what it means, the rules that files break when it is said, the likeliest first, and what
// to do.
type clue struct {
	says    *phrase // nil: the code alone
	codes   []int   // that come with the text, the usual one first; none: any
	subcode int     // that the clue is for; 0: any
	meaning string
	rules   []string
	advice  string
	weak    bool // not the platform's own text
	tail    bool // the end of other texts, which says something where they are cut off
}

func (c *clue) has(code int) bool { return slices.Contains(c.codes, code) }

// Codes that several clues name.
const (
	parameter = 100    // Invalid parameter
	notFetch  = 131052 // Media download error
	badMedia  = 131053 // Media upload error
)

// Advice that several clues give.
const (
	prepareIt = "run wamedia prepare on the file, upload what it makes, and send the new id"
	sendByID  = "upload and send by id instead of by link; wamedia upload checks the file and uploads it"
)

// clues lists the known texts. The first that fits counts, so that special ones stand before general ones.
func clues() []clue {
	return slices.Concat(requestClues(), processingClues(), fileClues(), linkClues(), inboundClues(), idClues(), accessClues(),
		otherClues(), codeClues())
}
