package mpegts_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/factstest"
	"github.com/wamedia/wamedia/validate/probe/mpegts"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// tsPacket is one packet that begins a payload.
func tsPacket(pid uint16, body string) []byte {
	head := probetest.BE(uint8(0x47), 0x4000|pid, uint8(0x10), body)
	return append(head, []byte(strings.Repeat("\xff", 188-len(head)))...)
}

// tables are the association of programs and the map of one, of H.264, AAC, a private stream of AC-3, and one that is not named.
var tables = slices.Concat(
	tsPacket(0, "\x00\x00\xb0\x0d\x00\x01\xc1\x00\x00\x00\x01\xe1\x00crc4"),
	tsPacket(0x100, "\x00\x02\xb0\x24\x00\x01\xc1\x00\x00\xe1\x01\xf0\x00\x1b\xe1\x01\xf0\x00\x0f\xe1\x02\xf0\x00\x06\xe1\x03\xf0\x03\x6a\x01\x00\x06\xe1\x04\xf0\x00crc4"),
)

func stream(more ...[]byte) []byte {
	return append(slices.Clone(tables), slices.Concat(more...)...)
}

var (
	nothing = []media.DamageKind{media.NoContent}
)

func TestTransport(t *testing.T) {
	t.Parallel()
	frame := func(pid uint16, time uint64) []byte { return tsPacket(pid, string(probetest.PES(0xe0, time, "frame"))) }
	whole := stream(frame(0x101, 90000), frame(0x102, 90000), frame(0x101, 360000), frame(0x102, 360000))
	var camera []byte
	for off := 0; off < len(whole); off += 188 {
		camera = slices.Concat(camera, []byte("time"), whole[off:off+188])
	}
	wrap := stream(frame(0x101, 1<<33-90000), frame(0x101, 90000), frame(0x102, 0))
	private := func(id uint8, body string) []byte {
		return stream(frame(0x101, 90000), frame(0x101, 360000), tsPacket(0x104, string(probetest.PES(id, 90000, body))))
	}
	const mime, name = "video/mp2t", "MPEG transport stream (H.264)"
	factstest.Check(t, mpegts.Probe, factstest.Cases{
		"whole":           {whole, factstest.Say(mime, name, 3, "h264 aac ac-3", nil)},
		"from a camera":   {camera, factstest.Say(mime, name, 3, "h264 aac ac-3", nil)},
		"clock wraps":     {wrap, factstest.Say(mime, name, 2, "h264 aac ac-3", nil)},
		"tables alone":    {stream(tsPacket(0x1fff, ""), tsPacket(0x1fff, ""), tsPacket(0x1fff, "")), factstest.Say(mime, name, -1, "h264 aac ac-3", nothing)},
		"no tables":       {slices.Repeat(tsPacket(0x1fff, ""), 6), factstest.Say(mime, "MPEG transport stream", -1, "", nothing)},
		"private sound":   {private(0xc0, "frame"), factstest.Say(mime, name, 3, "h264 aac ac-3 mp2", nil)},
		"private AC-3":    {private(0xbd, "\x0b\x77crc\x40"), factstest.Say(mime, name, 3, "h264 aac ac-3 ac-3", nil)},
		"private E-AC-3":  {private(0xbd, "\x0b\x77crc\x80"), factstest.Say(mime, name, 3, "h264 aac ac-3 e-ac-3", nil)},
		"private DTS":     {private(0xbd, "\x7f\xfe\x80\x01"), factstest.Say(mime, name, 3, "h264 aac ac-3 dts", nil)},
		"private text":    {private(0xbd, "subtitles"), factstest.Say(mime, name, 3, "h264 aac ac-3", nil)},
		"G in a text":     {[]byte(strings.Repeat("Good text. ", 100)), factstest.Summary{Seconds: -1}},
		"too few packets": {tables[:188], factstest.Summary{Seconds: -1}},
	})
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, mpegts.Probe, stream(tsPacket(0x101, string(probetest.PES(0xe0, 9, "x"))), tables))
}
