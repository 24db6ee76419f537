package hostile

import "time"

// stills are pictures of JPEG, PNG, WebP and TIFF.
func stills() []file {
	return []file{
		{"size.jpg", "65500 × 65500 pixels", prepare, "transcode.maxPixels", bound{says: "megapixels"}, "", func(w *writer) {
			w.put(jpegHead(0xc0, 65500, 65500), jpegScan(0, 63, 0, 0), repeated(100, "\x00"), "\xff\xd9")
		}},
		{"scans.jpg", "5,000 scans", prepare, "transcode.maxScans", bound{says: "and up to 500 are decoded"}, "", func(w *writer) {
			w.put(jpegHead(0xc2, 1000, 1000), jpegScan(0, 0, 0, 0), repeated(2000, "\x00"))
			w.times(5000, jpegScan(1, 63, 0, 0), repeated(2, "\x00"))
			w.put("\xff\xd9")
		}},
		{"scanned.jpg", "400 scans of 99 megapixels", prepare, "transcode.maxScanned", bound{says: "megapixels"}, "", func(w *writer) {
			w.put(jpegHead(0xc2, 9984, 9984), jpegScan(0, 0, 0, 0), repeated(9984/8*9984/8/8+1, "\x00"))
			w.times(400, jpegScan(1, 63, 0, 0), repeated(200, "\x00"))
			w.put("\xff\xd9")
		}},
		{"refinements.jpg", "800 scans that refine 4 million blocks each", deep, "jpeg.maxWork",
			bound{says: "more work than a picture is worth", processor: 4 * time.Second}, "", refinements},
		{"pictures.jpg", "half a million further pictures in its index", lint, "jpeg.maxEntries", bound{read: 4 * mB}, "", multiPicture},
		{"endless.jpg", "a scan of 1 GB", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put(jpegHead(0xc0, 4000, 4000), jpegScan(0, 63, 0, 0))
			w.hole(1 * gB)
		}},
		{"size.png", "100000 × 100000 pixels", prepare, "transcode.maxPixels", bound{says: "megapixels"}, "", func(w *writer) {
			w.put(pngHead(100_000, 100_000, 8, 0), pngChunk("IDAT", zlibbed(zeros(1))), pngChunk("IEND"))
		}},
		{"inflates.png", "12 GB of pixels in 12 MB", deep, "png.maxInflated", bound{says: "too large", processor: 4 * time.Second}, "", func(w *writer) {
			w.put(pngHead(110_000, 110_000, 8, 0), pngChunk("IDAT", zlibbed(zeros(12_000))), pngChunk("IEND"))
		}},
		{"profile.png", "a colour profile of 2 GB in 2 MB", lint, "png.profile", bound{}, "", func(w *writer) {
			w.put(pngHead(8, 8, 8, 0), pngChunk("iCCP", "a\x00\x00", zlibbed(zeros(2000))), pngChunk("IDAT", zlibbed(deflated(make([]byte, 72), 1))), pngChunk("IEND"))
		}},
		{"size.webp", "16383 × 16383 pixels without loss", deep, "webp.maxLossless", bound{says: "too large"}, "", func(w *writer) {
			w.put(webp(riffChunk("VP8L", "\x2f", little(uint32(16382|16382<<14)), repeated(64, "\x88"))))
		}},
		{"holes.webp", "a chunk every 8 bytes for 1 GB", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put("RIFF\xf0\xff\xff\xffWEBPVP8X", little(uint32(10)), "\x00\x00\x00\x00\xff\x01\x00\xff\x01\x00")
			w.hole(1 * gB)
		}},
		{"size.tif", "60000 × 60000 pixels", prepare, "transcode.maxPixels", bound{says: "megapixels"}, "", func(w *writer) {
			w.put(tiffHead(8), tiffPage(0, 60_000, 60_000, 200, 4096))
			w.put(make([]byte, 5000))
		}},
		{"pages.tif", "a million pages", lint, "tiff.maxPages", bound{read: 4 * mB}, "", func(w *writer) {
			w.put(tiffHead(8))
			for i := range 1_000_000 {
				w.put(little(uint16(1), uint16(256), uint16(3), uint32(1), uint32(9), uint32(8+18*(i+1))))
			}
		}},
		{"fields.tif", "a hundred million fields of one page", lint, "tiff.maxEntries", bound{read: 16 * mB}, "", func(w *writer) {
			w.put("II+\x00", little(uint16(8), uint16(0), uint64(16), uint64(100_000_000)))
			w.hole(2*gB + 100)
		}},
		{"strips.tif", "a hundred million strips", lint, "tiff.maxPieces", bound{read: 64 * mB}, "", func(w *writer) {
			e := func(tag, kind uint16, n, v uint32) []byte { return little(tag, kind, n, v) }
			w.put(tiffHead(8), little(uint16(5)), e(256, 3, 1, 9), e(257, 3, 1, 9), e(258, 3, 1, 8), e(273, 4, 100_000_000, 1000),
				e(279, 4, 100_000_000, 500_000_000), little(uint32(0)))
			w.hole(1 * gB)
		}},
	}
}

// segment is one marker segment of JPEG.
func segment(marker byte, pieces ...any) []byte {
	b := join(pieces...)
	return join("\xff", marker, uint16(2+len(b)), b)
}

// jpegHead is a grey picture up to its first scan. All of its codes are one bit long and say that a block is empty.
func jpegHead(coding byte, width, height uint16) []byte {
	code := func(class byte) []byte { return segment(0xc4, class, "\x01", make([]byte, 15), "\x00") }
	return join("\xff\xd8", segment(0xdb, "\x00", repeated(64, "\x01")), segment(coding, "\x08", height, width, "\x01\x01\x11\x00"),
		code(0), segment(0xc4, "\x10\x01\x01", make([]byte, 14), "\xe0\x00"))
}

// jpegScan is the header of a scan.
func jpegScan(from, to, high, low byte) []byte {
	return segment(0xda, "\x01\x01\x00", from, to, high<<4|low)
}

// refinements is a progressive picture whose coefficients are refined bit by bit, each for itself. A run of the longest
// kind, in two bytes, passes over 16,384 blocks and more.
func refinements(w *writer) {
	const blocks = 2048 * 2048
	w.put(jpegHead(0xc2, 16384, 16384), jpegScan(0, 0, 0, 0), repeated(blocks/8, "\x00"))
	run := repeated(blocks/16384+1, "\x00\x00")
	for k := byte(1); k < 64; k++ {
		w.put(jpegScan(k, k, 0, 13), run)
		for low := byte(13); low > 0; low-- {
			w.put(jpegScan(k, k, low, low-1), run)
		}
	}
	w.put("\xff\xd9")
}

// multiPicture is a picture whose index (CIPA DC-007) lists the same second picture again and again.
func multiPicture(w *writer) {
	const n = 500_000
	index := segment(0xe2, "MPF\x00II*\x00", little(uint32(8), uint16(1), uint16(0xb002), uint16(7), uint32(16*n), uint32(50), uint32(0)))
	picture := join(jpegHead(0xc0, 16, 16), jpegScan(0, 63, 0, 0), "\x00\x00\xff\xd9")
	at := uint32(2 + 8) // where offsets of the index count from
	list := at + 50
	var b []byte
	b = join("\xff\xd8", index, picture[2:])
	b = join(b, make([]byte, int(list)-min(len(b), int(list))))
	whole := uint32(len(b))
	w.put(b[:2], segment(0xe2, "MPF\x00II*\x00", little(uint32(8), uint16(1), uint16(0xb002), uint16(7), uint32(16*n), whole-at, uint32(0))), picture[2:])
	w.put(make([]byte, int64(whole)-w.off))
	for i := range uint32(n) {
		w.put(little(uint32(0), uint32(40_000), whole-at+16*n+i%64*64*kB, uint32(0)))
	}
	for range 64 {
		w.put(picture, make([]byte, 64*kB-len(picture)))
	}
}

// pngChunk is one chunk of PNG.
func pngChunk(name string, pieces ...any) []byte {
	b := join(pieces...)
	typed := join(name, b)
	return join(uint32(len(b)), typed, sum(typed))
}

func pngHead(width, height uint32, bits, colour byte) []byte {
	return join("\x89PNG\r\n\x1a\n", pngChunk("IHDR", width, height, bits, colour, "\x00\x00\x00"))
}

// riffChunk is one chunk of RIFF, padded to an even length.
func riffChunk(name string, pieces ...any) []byte {
	b := join(pieces...)
	return join(name, little(uint32(len(b))), b, make([]byte, len(b)%2))
}

func webp(pieces ...any) []byte { return riffChunk("RIFF", "WEBP", join(pieces...)) }

func tiffHead(first uint32) []byte { return join("II*\x00", little(first)) }

// tiffPage is the directory of a grey page with one strip.
func tiffPage(next, width, height, at, size uint32) []byte {
	fields := [][3]uint32{{256, 4, width}, {257, 4, height}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, at}, {277, 3, 1}, {278, 4, height}, {279, 4, size}}
	b := little(uint16(len(fields)))
	for _, f := range fields {
		b = join(b, little(uint16(f[0]), uint16(f[1]), uint32(1), f[2]))
	}
	return join(b, little(next))
}
