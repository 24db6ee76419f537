package adts

import (
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// adif reads the one header that stands before a stream without frame headers (ISO/IEC 14496-3, 1.A.2.1).
func adif(r *source.Reader) media.Facts {
	f := describe(r)
	f.Name = "AAC audio (ADIF)"
	f.Container = &media.Container{Format: "adif"}
	head := r.Head()
	b := bits.New(head[4:])
	if b.Flag() { // copyright number
		b.Skip(72)
	}
	b.Skip(2) // original, home
	constant := !b.Flag()
	b.Skip(23) // bit rate
	b.Skip(4)  // number of program configurations
	if constant {
		b.Skip(20)
	}
	b.Skip(4)
	object, rate := int(b.U(2)), int(b.U(4))
	if !b.OK() || aac.Rate(rate) == 0 {
		f.Damagef(media.Corrupt, "the ADIF header is cut or says nonsense")
		return f
	}
	used := len(head[4:])*8 - b.Left() - 10 // the program configuration begins with what was just read
	track := media.AudioTrack{
		Codec: "aac", Profile: aac.Config{ObjectType: 1 + object}.Profile(), SampleRate: aac.Rate(rate), Default: true,
		Channels: aac.ProgramChannels(shift(head[4:min(len(head), 68)], used)),
	}
	f.Audio = []media.AudioTrack{track}
	f.Undecide("duration", "frames of ADIF say no length")
	f.Damagef(media.Corrupt, "one header (ADIF) stands before frames that have none, which players of AAC do not read")
	return f
}

// shift drops the first n bits.
func shift(b []byte, n int) []byte {
	b = b[min(n/8, len(b)):]
	out := make([]byte, len(b))
	for i := range b {
		out[i] = b[i] << (n % 8)
		if i+1 < len(b) {
			out[i] |= b[i+1] >> (8 - n%8)
		}
	}
	return out
}
