package ogg_test

import (
	"encoding/binary"
	"slices"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const (
	continued = probetest.OggContinued
	first     = probetest.OggFirst
	last      = probetest.OggLast
)

// pageOf builds a page that holds whole packets.
func pageOf(flags byte, granule int64, serial, sequence uint32, packets ...string) []byte {
	lacing, body := probetest.OggPackets(packets...)
	return rawPage(flags, granule, serial, sequence, lacing, body)
}

func rawPage(flags byte, granule int64, serial, sequence uint32, lacing, body []byte) []byte {
	return probetest.OggPage(flags, granule, serial, sequence, lacing, body)
}

func opusHead(channels byte, skip uint16) string { return probetest.OpusHead(channels, skip, 44100) }

const tags = "OpusTags\x04\x00\x00\x00test\x00\x00\x00\x00"

// frame20 is a packet of one CELT frame of 20 ms.
const frame20 = "\xf8four"

// frames repeats a packet.
func frames(n int, packet string) []string { return slices.Repeat([]string{packet}, n) }

// opusFile is a stream of n pages of 50 frames, a second each.
func opusFile(channels byte, n int) []byte {
	return stream(7, opusHead(channels, 312), n)
}

func stream(serial uint32, head string, n int) []byte {
	b := slices.Concat(pageOf(first, 0, serial, 0, head), pageOf(0, 0, serial, 1, tags))
	for i := range n {
		flags := byte(0)
		if i == n-1 {
			flags = last
		}
		b = append(b, pageOf(flags, int64(i+1)*48000, serial, uint32(i+2), frames(50, frame20)...)...)
	}
	return b
}

// vorbisHead is an identification header with blocks of 256 and 2048.
func vorbisHead(channels byte, rate uint32) string {
	b := append([]byte("\x01vorbis\x00\x00\x00\x00"), channels)
	b = binary.LittleEndian.AppendUint32(b, rate)
	return string(append(append(b, make([]byte, 12)...), 0xb8, 1))
}

func flacHead() string {
	b := []byte("\x7fFLAC\x01\x00\x00\x01fLaC\x00\x00\x00\x22")
	info := make([]byte, 34)
	binary.BigEndian.PutUint32(info[10:], 44100<<12|1<<9|15<<4)
	return string(append(b, info...))
}

func speexHead() string {
	b := append([]byte("Speex   1.2.0"), make([]byte, 67)...)
	binary.LittleEndian.PutUint32(b[36:], 16000)
	binary.LittleEndian.PutUint32(b[48:], 1)
	return string(b)
}

func theoraHead() string {
	b := append([]byte("\x80theora\x03\x02\x01\x00\x14\x00\x0f"), 0, 1, 64, 0, 0, 240, 0, 0)
	b = binary.BigEndian.AppendUint32(b, 25)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = append(b, make([]byte, 10)...)
	return string(binary.BigEndian.AppendUint16(b, 6<<5))
}

func ogmHead(kind, subtype string, unit, rate uint64) string {
	b := append([]byte("\x01"+kind), make([]byte, 8-len(kind))...)
	b = append(b, subtype...)
	b = binary.LittleEndian.AppendUint32(b, 52)
	b = binary.LittleEndian.AppendUint64(b, unit)
	b = binary.LittleEndian.AppendUint64(b, rate)
	b = append(b, make([]byte, 12)...)
	if kind == "video" {
		b = binary.LittleEndian.AppendUint32(b, 320)
		return string(binary.LittleEndian.AppendUint32(b, 240))
	}
	return string(append(b, 2, 0, 0, 0, 0, 0, 0, 0))
}
