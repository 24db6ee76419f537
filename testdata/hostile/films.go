package hostile

import (
	"encoding/binary"
	"time"
)

// films are MP4, QuickTime and what is built alike.
func films() []file {
	return []file{
		{"day.mp4", "a day of 8K in 23 MB", prepare, "transcode.maxFilmed", bound{says: "gigapixels"}, "", func(w *writer) {
			const n = 24 * 3600 * 30
			sample := join(uint32(5), "\x65\x88\x84\x00\x10")
			w.put(film(box("mdat", repeated(n, sample)), trak("vide", avcEntry(7680, 4320), table{durations: repeated(1, uint32(n), uint32(1000)), samples: n, size: 9, chunks: repeated(1, uint32(40))})))
		}},
		{"shared.mp4", "a million samples in the same four kilobytes", lint, "isobmff.shared", bound{says: "same bytes"}, "", func(w *writer) {
			const n = 1_000_000
			w.put(film(box("mdat", make([]byte, 4000)), trak("soun", soundEntry(), table{durations: repeated(1, uint32(n), uint32(1000)), samples: n, size: 4000, chunks: repeated(n, uint32(40)), each: 1})))
		}},
		{"boxes.mp4", "5 million boxes", lint, "isobmff.maxBoxes", bound{read: 25 * mB}, "", func(w *writer) {
			w.put(ftyp())
			w.times(5_000_000, box("free"))
		}},
		{"tracks.mp4", "a million tracks", lint, "isobmff.maxTracks", bound{}, "", func(w *writer) {
			w.put(ftyp(), uint32(8+len(mvhd())+8*1_000_000), "moov", mvhd())
			w.times(1_000_000, box("trak"))
		}},
		{"descriptions.mp4", "a million ways to code one track", lint, "isobmff.maxEntries", bound{}, "", func(w *writer) {
			entries := repeated(100_000, box("avc1"))
			w.put(film(box("mdat", make([]byte, 64)), trak("vide", entries, table{samples: 1, size: 4})))
		}},
		{"heavy.mp4", "128 tracks with a megabyte of descriptions each", lint, "isobmff.maxCopied", bound{}, "", func(w *writer) {
			track := trak("vide", box("avc1", make([]byte, 1<<20)), table{samples: 1, size: 4})
			w.put(film(box("mdat", make([]byte, 64)), repeated(128, track)))
		}},
		{"durations.mp4", "4 million durations that differ", lint, "isobmff.maxDurations", bound{}, "", func(w *writer) {
			const n = 4_000_000
			durations := make([]byte, 0, 8*n)
			for i := range uint32(n) {
				durations = binary.BigEndian.AppendUint64(durations, 1<<32|uint64(i+1))
			}
			w.put(film(box("mdat", make([]byte, 64)), trak("soun", soundEntry(), table{durations: durations, samples: n, size: 1})))
			w.hole(n)
		}},
		{"units.mp4", "samples of 9 bytes for 2 GB", lint, "isobmff.maxUnits", bound{read: 32 * mB}, "", func(w *writer) {
			const n = 200_000_000
			w.put(film(nil, trak("vide", avcEntry(640, 360), table{durations: repeated(1, uint32(n), uint32(1000)), samples: n, size: 9, chunks: repeated(1, uint32(4000))})))
			w.put(uint32(1), "mdat", uint64(2*gB))
			w.hole(2*gB - 16)
		}},
		{"packed.mov", "a header of 2 GB in 2 MB", lint, "isobmff.maxInflated", bound{}, "", func(w *writer) {
			w.put(box("ftyp", "qt  \x00\x00\x00\x00qt  "), box("moov", box("cmov", box("dcom", "zlib"), box("cmvd", uint32(2*gB), zlibbed(zeros(2000))))))
		}},
		{"properties.heic", "60 lists of properties of 4 MB each", lint, "isobmff.maxCopied", bound{}, "", func(w *writer) {
			list := box("ipco", box("hvcC", make([]byte, 4*mB)))
			w.put(box("ftyp", "heic\x00\x00\x00\x00heicmif1"))
			head := join(uint32(0), box("hdlr", make([]byte, 8), "pict", make([]byte, 13)), box("pitm", uint32(0), uint16(1)))
			w.put(uint32(8+len(head)+8+60*len(list)), "meta", head, uint32(8+60*len(list)), "iprp")
			w.times(60, list)
		}},
		{"items.avif", "a grid of 65535 × 65535 pixels", prepare, "transcode.maxPixels", bound{says: "megapixels"}, "", func(w *writer) {
			w.put(avif(60_000, 60_000))
		}},
		{"nested.mp4", "500,000 boxes within each other", lint, "isobmff.hasCover", bound{processor: 2 * time.Second}, "", func(w *writer) {
			const depth = 500_000
			udta := make([]byte, 0, 8*depth+32)
			for i := range depth {
				udta = append(udta, join(uint32(8*(depth-i)), "ilst")...)
			}
			w.put(film(box("mdat", make([]byte, 64)), box("udta", udta)))
		}},
		{"edits.mp4", "80 million edits of one track", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			const n = 80_000_000
			head := join(mvhd(), trak("vide", avcEntry(640, 360), table{samples: 1, size: 4}))
			w.put(ftyp(), box("mdat", make([]byte, 64)), uint32(8+len(head)+8+8+16+12*n), "moov", head)
			w.put(uint32(8+8+16+12*n), "trak", uint32(8+16+12*n), "edts", uint32(16+12*n), "elst", uint32(0), uint32(n))
			w.hole(12 * n)
		}},
		{"fragments.mp4", "two million fragments", lint, "isobmff.maxBoxes", bound{read: 30 * mB}, "", func(w *writer) {
			w.put(ftyp(), box("moov", mvhd(), box("mvex", box("trex", make([]byte, 24))), trak("vide", avcEntry(640, 360), table{})))
			w.times(2_000_000, box("moof", box("mfhd", make([]byte, 8))))
		}},
	}
}

// box is one box of ISO/IEC 14496-12.
func box(kind string, pieces ...any) []byte {
	b := join(pieces...)
	return join(uint32(8+len(b)), kind, b)
}

func ftyp() []byte { return box("ftyp", "isom\x00\x00\x02\x00isomiso2avc1mp41") }

func mvhd() []byte {
	return box("mvhd", uint32(0), uint32(0), uint32(0), uint32(1000), uint32(1000), uint32(1<<16), make([]byte, 12), identity(), make([]byte, 24), uint32(2))
}

func identity() []byte {
	return join(uint32(1<<16), make([]byte, 12), uint32(1<<16), make([]byte, 12), uint32(1<<30))
}

// film is a file of media and a header; the media stand first, at byte 40.
func film(media []byte, tracks ...any) []byte {
	return join(ftyp(), media, box("moov", mvhd(), join(tracks...)))
}

// table is what the sample table of a track says.
type table struct {
	durations []byte // rows of stts
	samples   uint32
	size      uint32 // of every sample
	chunks    []byte // rows of stco; one chunk at byte 40 without
	each      uint32 // samples of a chunk; all without
}

func full(kind string, pieces ...any) []byte { return box(kind, uint32(0), join(pieces...)) }

// trak is a track with one table of samples.
func trak(handler string, entries []byte, t table) []byte {
	if t.durations == nil {
		t.durations = join(t.samples, uint32(1000))
	}
	if t.chunks == nil {
		t.chunks = join(uint32(40))
	}
	each := t.each
	if each == 0 {
		each = t.samples
	}
	stbl := box("stbl", full("stsd", uint32(1), entries), full("stts", uint32(len(t.durations)/8), t.durations), full("stsc", uint32(1), uint32(1), each, uint32(1)),
		full("stsz", t.size, t.samples), full("stco", uint32(len(t.chunks)/4), t.chunks))
	tkhd := box("tkhd", uint32(3), uint32(0), uint32(0), uint32(1), uint32(0), uint32(1000), make([]byte, 16), identity(), uint32(640<<16), uint32(360<<16))
	header := map[string][]byte{"soun": box("smhd", make([]byte, 8))}[handler]
	if header == nil {
		header = box("vmhd", make([]byte, 12))
	}
	dinf := box("dinf", full("dref", uint32(1), box("url ", uint32(1))))
	return box("trak", tkhd, box("mdia", full("mdhd", uint32(0), uint32(0), uint32(30_000), uint32(30_000), uint32(0x55c4<<16)),
		full("hdlr", uint32(0), handler, make([]byte, 13)), box("minf", header, dinf, stbl)))
}

// visual is a sample entry of pictures.
func visual(format string, width, height uint16, config []byte) []byte {
	return box(format, make([]byte, 6), uint16(1), make([]byte, 16), width, height, uint32(72<<16), uint32(72<<16), uint32(0), uint16(1), make([]byte, 32), uint16(24), uint16(0xffff), config)
}

// avcEntry is H.264 of Main profile, in which only the slices show B-frames.
func avcEntry(width, height uint16) []byte {
	var b bits
	b.put(0x674d001e, 32)
	b.ue(0, 0, 0, 0, 1) // identifier, frame numbers, order counts and their width, references
	b.put(0, 1)
	b.ue(uint32(width)/16-1, uint32(height)/16-1)
	b.put(0b11001, 5) // frames, direct inference, no cropping, no usability information, stop
	sps := b.bytes()
	pps := "\x68\xce\x3c\x80"
	return visual("avc1", width, height, box("avcC", "\x01\x4d\x00\x1e\xff\xe1", uint16(len(sps)), sps, "\x01", uint16(len(pps)), pps))
}

func hevcEntry() []byte { return visual("hvc1", 64, 64, box("hvcC", "\x01", make([]byte, 22))) }

func soundEntry() []byte {
	return box("sowt", make([]byte, 6), uint16(1), make([]byte, 8), uint16(1), uint16(16), uint32(0), uint32(8000<<16))
}

// avif is a picture of one item that says its size, and holds nothing to decode.
func avif(width, height uint32) []byte {
	meta := func(at uint32) []byte {
		return full("meta", full("hdlr", uint32(0), "pict", make([]byte, 13)), full("pitm", uint16(1)),
			full("iinf", uint16(1), box("infe", "\x02\x00\x00\x00", uint16(1), uint16(0), "av01\x00")),
			full("iloc", "\x44\x00", uint16(1), uint16(1), uint16(0), uint16(1), at, uint32(100)),
			box("iprp", box("ipco", full("ispe", width, height), box("av1C", "\x81\x1f\x00\x00"), full("pixi", "\x03\x08\x08\x08")),
				full("ipma", uint32(1), uint16(1), "\x03\x01\x82\x03")))
	}
	head := box("ftyp", "avif\x00\x00\x00\x00avifmif1")
	return join(head, meta(uint32(len(head)+len(meta(0))+8)), box("mdat", make([]byte, 100)))
}

// bits writes numbers of any width, the highest bit first.
type bits struct {
	data []byte
	n    int
}

func (b *bits) put(v uint32, width int) {
	for i := width - 1; i >= 0; i-- {
		if b.n%8 == 0 {
			b.data = append(b.data, 0)
		}
		b.data[b.n/8] |= byte(v>>i&1) << (7 - b.n%8)
		b.n++
	}
}

// ue writes Exp-Golomb codes.
func (b *bits) ue(values ...uint32) {
	for _, v := range values {
		width := 0
		for (v+1)>>(width+1) > 0 {
			width++
		}
		b.put(0, width)
		b.put(v+1, width+1)
	}
}

func (b *bits) bytes() []byte { return b.data }
