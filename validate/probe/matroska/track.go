package matroska

import (
	"github.com/wamedia/wamedia/validate/media"
)

// maxTracks bounds how many tracks are told apart.
const maxTracks = 128

// Track types of RFC 9559 section 5.1.4.1.3.
const (
	typeVideo    = 1
	typeAudio    = 2
	typeSubtitle = 0x11
	typeMetadata = 0x21
)

// track is one TrackEntry.
type track struct {
	number  uint64
	kind    uint64
	codec   string // as the file writes it
	private []byte
	frame   uint64 // nanoseconds of a frame, 0 when it is not said
	regular bool   // the track is not marked as the one to take
	off     bool   // the track is not to be used
	locked  bool   // encrypted

	width, height, cropX, cropY int
	interlaced, alpha           bool
	transfer                    uint64
	tagged                      bool // says how colours are coded
	bits                        int
	roll                        float64
	displayW, displayH          int
	displayUnit                 uint64

	rate, output float64
	channels     int
}

// trackList reads the TrackEntry elements. What it keeps is copied: the bytes are the reader's.
func (s *segment) trackList(body []byte) {
	each(body, func(id uint32, b []byte) {
		if id == 0xae && len(s.tracks) < maxTracks {
			s.tracks = append(s.tracks, readTrack(b))
		}
	})
}

func readTrack(body []byte) track {
	t := track{channels: 1, rate: 8000}
	each(body, func(id uint32, b []byte) {
		switch id {
		case 0xd7:
			t.number = number(b)
		case 0x83:
			t.kind = number(b)
		case 0x86:
			t.codec = text(b)
		case 0x63a2:
			t.private = append([]byte(nil), b...)
		case 0x23e383:
			t.frame = number(b)
		case 0x88:
			t.regular = number(b) == 0
		case 0xb9:
			t.off = number(b) == 0
		case 0xe0:
			t.readVideo(b)
		case 0xe1:
			t.readAudio(b)
		case 0x6d80:
			t.readEncodings(b)
		}
	})
	return t
}

func (t *track) readVideo(body []byte) {
	each(body, func(id uint32, b []byte) {
		v := int(min(number(b), 1<<24))
		switch id {
		case 0xb0:
			t.width = v
		case 0xba:
			t.height = v
		case 0x54aa, 0x54bb:
			t.cropY += v
		case 0x54cc, 0x54dd:
			t.cropX += v
		case 0x54b0:
			t.displayW = v
		case 0x54ba:
			t.displayH = v
		case 0x54b2:
			t.displayUnit = number(b)
		case 0x9a:
			t.interlaced = v == 1
		case 0x53c0:
			t.alpha = v == 1
		case 0x55b0:
			t.readColour(b)
		case 0x7670:
			t.readProjection(b)
		}
	})
}

func (t *track) readColour(body []byte) {
	each(body, func(id uint32, b []byte) {
		switch id {
		case 0x55b1:
			t.tagged = number(b) != 2
		case 0x55ba:
			t.transfer = number(b)
		case 0x55b2:
			t.bits = int(min(number(b), 64))
		}
	})
}

func (t *track) readProjection(body []byte) {
	each(body, func(id uint32, b []byte) {
		if id == 0x7675 {
			t.roll = float(b)
		}
	})
}

func (t *track) readAudio(body []byte) {
	each(body, func(id uint32, b []byte) {
		switch id {
		case 0xb5:
			t.rate = float(b)
		case 0x78b5:
			t.output = float(b)
		case 0x9f:
			t.channels = int(min(number(b), 1<<16))
		}
	})
}

// readEncodings looks for encryption among the transformations of the track.
func (t *track) readEncodings(body []byte) {
	each(body, func(id uint32, encoding []byte) {
		each(encoding, func(id uint32, b []byte) {
			const kind, encryption = 0x5033, 0x5035
			t.locked = t.locked || id == kind && number(b) == 1 || id == encryption
		})
	})
}

// add lists the track in the facts.
func (t *track) add(f *media.Facts, seen *blocks) {
	switch t.kind {
	case typeVideo:
		v := t.video(f)
		v.Frames, v.Bytes = int(seen.count[t.number]), seen.bytes[t.number]
		v.Default, v.Disabled = !t.regular, t.off
		f.Video = append(f.Video, v)
	case typeAudio:
		a := t.audio()
		a.Bytes, a.Default = seen.bytes[t.number], !t.regular && !t.off
		f.Audio = append(f.Audio, a)
	case typeSubtitle:
		f.Other = append(f.Other, media.OtherTrack{Kind: "text", Codec: t.codec})
	case typeMetadata:
		f.Other = append(f.Other, media.OtherTrack{Kind: "metadata", Codec: t.codec})
	default:
		f.Other = append(f.Other, media.OtherTrack{Kind: "data", Codec: t.codec})
	}
}
