package isobmff

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/bits"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// readSound reads the sample description of a track of sound: the one of MP4 (12.2.3), and QuickTime's versions 1
// and 2, which a description table of version 0 may hold.
func (e *entry) readSound(body []byte, tableVersion uint8) {
	c := source.NewCursor(body)
	c.Skip(8)
	version := c.U16()
	c.Skip(2 + 4)
	a := &e.audio
	a.Channels = int(c.U16())
	width := int(c.U16())
	c.Skip(2 + 2)
	a.SampleRate = int(c.U32() >> 16)
	switch {
	case tableVersion == 0 && version == 1:
		e.readVersion1(c)
	case tableVersion == 0 && version == 2:
		width = e.readVersion2(c)
	}
	e.encrypted = protected(e.format)
	e.readSoundBoxes(c.Take(c.Left()), 0)
	if a.Codec == "" {
		a.Codec = audioCodec(e.format)
	}
	a.Encrypted = e.encrypted
	e.finishSound(width)
}

// readVersion1 reads the four fields that QuickTime added for compressed sound.
func (e *entry) readVersion1(c *source.Cursor) {
	e.perPacket = int64(c.U32())
	c.Skip(4)
	e.packet = int64(c.U32())
	c.Skip(4)
}

// readVersion2 reads SoundDescriptionV2 and returns the bits per channel.
func (e *entry) readVersion2(c *source.Cursor) int {
	c.Skip(4)
	rate := math.Float64frombits(c.U64())
	channels := c.U32()
	c.Skip(4)
	width := c.U32()
	c.Skip(4)
	e.packet, e.perPacket = int64(c.U32()), int64(c.U32())
	if rate > 0 && rate < 1<<24 {
		e.audio.SampleRate = int(rate)
	}
	e.audio.Channels = int(min(channels, 255))
	return int(min(width, 64))
}

// finishSound settles what the boxes left open.
func (e *entry) finishSound(width int) {
	a := &e.audio
	switch a.Codec {
	case "amr-nb":
		a.Channels, a.SampleRate = 1, 8000
	case "amr-wb":
		a.Channels, a.SampleRate = 1, 16000
	case "opus":
		a.SampleRate = 48000
	case "mp3", "mp2", "mp1":
		e.framed = true
	case "aac":
		if a.Profile == "" && e.problem == "" {
			e.problem = "the AAC configuration (esds) is missing"
		}
	}
	if pcm(a.Codec) && e.packet == 0 {
		e.perPacket, e.packet = 1, int64(a.Channels*pcmWidth(e.format, width)/8)
	}
	if e.perPacket <= 0 || e.packet <= 0 {
		e.perPacket, e.packet = 0, 0
	}
}

// readSoundBoxes reads the boxes behind the fields, and those inside QuickTime's wave.
func (e *entry) readSoundBoxes(b []byte, depth int) {
	for kind, body := range inside(b) {
		c := source.NewCursor(body)
		switch kind {
		case "wave":
			if depth == 0 {
				e.readSoundBoxes(body, 1)
			}
		case "esds":
			e.readObject(readDescriptor(body))
		case "dOps":
			c.Skip(1)
			e.audio.Channels = int(c.U8())
		case "dfLa":
			e.readFLAC(body)
		case "alac":
			e.readALAC(c)
		case "dac3":
			e.readAC3(bits.New(body), 0)
		case "dec3":
			e.readAC3(bits.New(body), 16)
		case "sinf":
			e.readProtection(body)
		case "srat":
			c.Skip(4)
			e.audio.SampleRate = int(c.U32())
		}
	}
}

// readObject takes codec, channels and rate from an elementary stream descriptor.
func (e *entry) readObject(d descriptor) {
	if !d.found {
		return
	}
	a := &e.audio
	switch a.Codec = objectCodec(d.object); {
	case a.Codec == "" && d.object == 0: // not said; the format is AAC's
		a.Codec = "aac"
	case a.Codec == "":
		a.Codec = fmt.Sprintf("mp4a-0x%02x", d.object)
	case a.Codec == "vorbis":
		e.readVorbis(d.specific)
	}
	if a.Codec != "aac" {
		return
	}
	cfg, ok := aac.ParseConfig(d.specific)
	if !ok {
		e.problem = "the AAC configuration (AudioSpecificConfig) cannot be read"
		if len(d.specific) == 0 {
			e.problem = "the AAC configuration (AudioSpecificConfig) is empty"
		}
		return
	}
	a.Codec, a.Profile, a.SampleRate = cfg.Codec(), cfg.Profile(), cfg.SampleRate
	if cfg.Channels > 0 {
		a.Channels = cfg.Channels
	}
}

// readVorbis reads the first of the three packets that stand in the descriptor (Vorbis I, 4.2.2).
func (e *entry) readVorbis(b []byte) {
	for i := 0; i+16 <= len(b) && i < 1024; i++ {
		if string(b[i:i+7]) == "\x01vorbis" {
			e.audio.Channels = int(b[i+11])
			e.audio.SampleRate = int(min(binary.LittleEndian.Uint32(b[i+12:]), 1<<24))
			return
		}
	}
}

// readFLAC reads STREAMINFO, the first metadata block.
func (e *entry) readFLAC(b []byte) {
	r := bits.New(b)
	r.Skip(32 + 32 + 80)
	rate, channels := r.U(20), r.U(3)+1
	if r.OK() && rate > 0 {
		e.audio.SampleRate, e.audio.Channels = int(rate), int(channels)
	}
}

// readALAC reads the magic cookie.
func (e *entry) readALAC(c *source.Cursor) {
	c.Skip(4 + 4 + 5)
	channels := c.U8()
	c.Skip(2 + 4 + 4)
	rate := c.U32()
	if c.OK() && channels > 0 && rate > 0 {
		e.audio.Channels, e.audio.SampleRate = int(channels), int(min(rate, 1<<24))
	}
}

// readAC3 reads AC3SpecificBox, or the first stream of EC3SpecificBox behind skip bits (ETSI TS 102 366, annex F).
func (e *entry) readAC3(r *bits.Reader, skip int) {
	rates, channels := [...]int{48000, 44100, 32000}, [...]int{2, 1, 2, 3, 3, 4, 4, 5}
	r.Skip(skip)
	rate, version := r.U(2), r.U(5)
	if skip > 0 {
		r.Skip(2)
	}
	r.Skip(3)
	mode, lfe := r.U(3), r.U(1)
	if !r.OK() {
		return
	}
	e.audio.Channels = channels[mode] + int(lfe)
	if int(rate) < len(rates) {
		e.audio.SampleRate = rates[rate]
		if version == 9 || version == 10 { // annex of half and quarter rates
			e.audio.SampleRate >>= version - 8
		}
	}
}
