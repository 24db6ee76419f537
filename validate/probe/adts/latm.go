package adts

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// LOAS is the MIME type of AAC in LATM with sync words, as digital radio and television send it.
const LOAS = "audio/x-loas"

// loasFrames is how many frames in a row show that the sync words are no chance.
const loasFrames = 4

// ProbeLOAS recognises AAC in LATM (ISO/IEC 14496-3, 1.7.2: AudioSyncStream); the zero Facts where it is none. The sound in
// it is not read: its configuration stands in bits that no other reader here needs.
func ProbeLOAS(r *source.Reader, _ bool) media.Facts {
	off := int64(0)
	for range loasFrames {
		b := r.Bytes(off, 3)
		if len(b) < 3 || b[0] != 0x56 || b[1]&0xe0 != 0xe0 {
			return media.Facts{}
		}
		off += 3 + int64(b[1]&0x1f)<<8 + int64(b[2])
	}
	return media.Facts{Size: r.Size(), MIME: LOAS, Name: "AAC in LATM", Extension: ".loas", Kind: media.Audio}
}
