package isobmff

import (
	"github.com/wamedia/wamedia/validate/media"
)

// audioFacts describes a track of sound.
func (p *prober) audioFacts(t *track) media.AudioTrack {
	a := media.AudioTrack{Codec: unknownCodec}
	if len(t.entries) > 0 {
		a = t.entries[0].audio
		a.Encrypted = t.encrypted()
		if t.entries[0].framed && !a.Encrypted {
			p.readFrame(&a, t.samples.first)
		}
	}
	a.Bytes = t.samples.bytes
	a.Seconds = p.seconds(t)
	return a
}

// readFrame takes layer, channels and rate from the first frame of MPEG audio (ISO/IEC 11172-3, 2.4.2.3), because
// sample descriptions say stereo of mono.
func (p *prober) readFrame(a *media.AudioTrack, first piece) {
	head := p.r.Bytes(first.off, 4)
	if len(head) < 4 || head[0] != 0xff || head[1]&0xe0 != 0xe0 {
		return
	}
	version, layer, rate := head[1]>>3&3, head[1]>>1&3, head[2]>>2&3
	if version == 1 || layer == 0 || rate == 3 {
		return
	}
	a.Codec = [...]string{"", "mp3", "mp2", "mp1"}[layer]
	a.SampleRate = [...]int{44100, 48000, 32000}[rate]
	switch version {
	case 2:
		a.SampleRate /= 2
	case 0:
		a.SampleRate /= 4
	}
	a.Channels = 2
	if head[3]>>6 == 3 {
		a.Channels = 1
	}
}
