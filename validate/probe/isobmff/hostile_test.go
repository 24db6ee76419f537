package isobmff_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"

	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const huge = 0xffffffff

// hostile are files of up to 4 MB that ask for as much work or memory as they can.
func hostile(t testing.TB) map[string][]byte {
	const size = 4 << 20
	repeat := func(b []byte) []byte { return bytes.Repeat(b, size/len(b)) }
	head := ftyp("mp42")
	inside := func(kind string, parts ...[]byte) []byte { return cat(head, box(kind, parts...)) }
	// table writes an H.264 track with tables of its own.
	table := func(entry []byte, tables ...[]byte) []byte {
		stbl := box("stbl", append([][]byte{full("stsd", 0, 0, u32(1), entry), rows("stts", 8, u32(huge, 1))}, tables...)...)
		return box("moov", mvhd(), box("trak", box("mdia", full("mdhd", 0, 0, u32(0, 0, 25, 0)),
			full("hdlr", 0, 0, u32(0), []byte("vide"), make([]byte, 13)), box("minf", stbl))))
	}
	chunks := func(n int, at func(i int) uint32) []byte {
		b := make([]byte, 0, 4*n)
		for i := range n {
			b = binary.BigEndian.AppendUint32(b, at(i))
		}
		return rows("stco", 4, b)
	}
	anywhere := func(i int) uint32 { return uint32(i*7919%(size-8192)) + 4096 }
	one := rows("stsc", 12, u32(1, 1, 1))
	avc := avc1(spsMain)
	raw := visual("avc1", 128, 96)
	fragment := func(flags uint32, part []byte) []byte {
		return cat(head, moov(0, []stream{{handler: "vide", entry: avc}}, mvex(1)),
			box("moof", box("traf", full("tfhd", 0, flags, u32(1, 1, 1)), repeat(part))), mdat([]stream{h264Stream("I")}))
	}
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	for range 256 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	photo := heic()
	photo.references = [][]byte{repeat(box("auxl", u16(1, 1, 1)))}
	crowd := heic()
	crowd.properties = append(crowd.properties, repeat(box("free")))
	return map[string][]byte{
		"empty boxes":                   cat(head, repeat(box("free"))),
		"empty boxes in moov":           inside("moov", repeat(box("free"))),
		"empty tracks":                  inside("moov", repeat(box("trak"))),
		"empty fragments":               cat(head, moov(0, nil), repeat(box("moof", box("traf")))),
		"boxes in boxes":                inside("moov", repeat(u32(size, 0x75647461))),
		"one size, endless samples":     cat(head, table(avc, rows("stsc", 12, u32(1, huge, 1)), full("stsz", 0, 0, u32(1, huge)), chunks(size/4, anywhere))),
		"one size, samples everywhere":  cat(head, table(avc, one, full("stsz", 0, 0, u32(64, huge)), chunks(size/4, anywhere))),
		"long samples, over each other": cat(head, table(avc, one, full("stsz", 0, 0, u32(1<<21, huge)), chunks(size/8, func(i int) uint32 { return 3 << 19 }), box("mdat", make([]byte, size/2)))),
		"start codes, over each other":  cat(head, table(raw, one, full("stsz", 0, 0, u32(1<<21, huge)), chunks(size/8, func(i int) uint32 { return 1 << 20 })), box("mdat", repeat([]byte{0, 0, 1, 9}))),
		"sets, over each other":         cat(head, table(avc, one, full("stsz", 0, 0, u32(1<<20, huge)), chunks(size/8, func(i int) uint32 { return 5 << 19 })), box("mdat", repeat(unit(cat(spsMain, make([]byte, 4000)))))),
		"runs without end":              fragment(0x020018, full("trun", 0, 0, u32(huge))),
		"runs of nothing":               fragment(0, full("trun", 0, 0, u32(huge))),
		"runs of many rows":             fragment(0x020000, full("trun", 0, 0x200, u32(9, 1, 1, 1, 1, 1, 1, 1, 1, 1))),
		"edits":                         inside("moov", box("trak", box("edts", rows("elst", 12, repeat(u32(1, 0, 1<<16)))))),
		"descriptions":                  cat(head, table(repeat(visual("avc1", 1, 1)))),
		"boxes of a description":        cat(head, table(visual("avc1", 1, 1, repeat(box("wave"))))),
		"a compressed bomb":             cat(ftyp("qt  "), box("moov", box("cmov", box("dcom", []byte("zlib")), box("cmvd", u32(1<<28), bomb.Bytes())))),
		"pictures that refer":           photo.bytes(),
		"properties":                    crowd.bytes(),
		"places": cat(ftyp("heic"), full("meta", 0, 0, full("hdlr", 0, 0, u32(0), []byte("pict")), full("pitm", 0, 0, u16(1)),
			full("iloc", 2, 0, u16(0), u32(huge), repeat(u16(0, 1, 0, 0, 0xffff))))),
		"metadata": inside("moov", box("udta", full("meta", 0, 0, full("hdlr", 0, 0), repeat(box("ilst", box("meta", box("ilst"))))))),
	}
}

func TestHostileFiles(t *testing.T) {
	for name, file := range hostile(t) {
		probetest.Guard(t, func() {
			if facts := probe(t, file, true); facts.MIME == "" {
				t.Errorf("%s has no type", name)
			}
		})
		if t.Failed() {
			t.Fatalf("%s, %d bytes", name, len(file))
		}
	}
}
