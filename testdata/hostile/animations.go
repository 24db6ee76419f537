package hostile

import "time"

// animations are GIF, APNG, animated WebP and image sequences of HEIF.
func animations() []file {
	return []file{
		{"frames.gif", "4 million frames", lint, "media.listedFrames", bound{}, "sticker", func(w *writer) {
			w.put("GIF89a", little(uint16(8), uint16(8)), "\x80\x00\x00\x00\x00\x00\xff\xff\xff")
			w.times(4_000_000, gifFrame())
			w.put(";")
		}},
		{"many.png", "30,000 frames of 11 ms for a sticker", prepare, "transcode.maxFrames", bound{says: "would have to be decoded"}, "sticker", func(w *writer) {
			const n = 30_000
			pixels := zlibbed(deflated(make([]byte, 72), 1))
			w.put(pngHead(8, 8, 8, 0), pngChunk("acTL", uint32(n), uint32(0)))
			for i := range uint32(n) {
				w.put(pngChunk("fcTL", max(2*i, 1)-1, uint32(8), uint32(8), uint32(0), uint32(0), uint16(11), uint16(1000), uint16(0)))
				if i == 0 {
					w.put(pngChunk("IDAT", pixels))
					continue
				}
				w.put(pngChunk("fdAT", 2*i, pixels))
			}
			w.put(pngChunk("IEND"))
		}},
		{"motion.gif", "500 frames of 8000 × 8000 pixels", prepare, "transcode.maxMotion", bound{says: "megapixels"}, "sticker", func(w *writer) {
			w.put("GIF89a", little(uint16(8000), uint16(8000)), "\x80\x00\x00\x00\x00\x00\xff\xff\xff")
			w.times(500, "\x21\xf9\x04\x00\x02\x00\x00\x00", gifFrame())
			w.put(";")
		}},
		{"empty.gif", "1 GB of empty blocks", lint, "source.mostLooks", bound{read: 100 * mB, says: "budget"}, "", func(w *writer) {
			w.put("GIF89a", little(uint16(8), uint16(8)), "\x80\x00\x00\x00\x00\x00\xff\xff\xff", gifFrame())
			w.hole(1 * gB)
		}},
		{"frames.png", "a million frames", lint, "media.listedFrames", bound{memory: 50 << 20}, "sticker", func(w *writer) {
			w.put(pngHead(8, 8, 8, 0), pngChunk("acTL", uint32(1_000_000), uint32(0)), pngChunk("IDAT", zlibbed(deflated(make([]byte, 72), 1))))
			w.times(1_000_000, pngChunk("fcTL", uint32(1), uint32(8), uint32(8), uint32(0), uint32(0), uint16(1), uint16(100), uint16(0)))
			w.put(pngChunk("IEND"))
		}},
		{"frames.webp", "2 million frames", lint, "media.listedFrames", bound{memory: 50 << 20}, "", tinyFrames(2_000_000)},
		{"pictures.webp", "2 million pictures to decode", deep, "webp.minPixels", bound{processor: 8 * time.Second}, "", tinyFrames(2_000_000)},
		{"stored.webp", "200,000 frames, of which a sticker shows the first", prepare, "transcode.maxStored", bound{says: "frames"}, "", tinyFrames(200_000)},
		{"frames.heics", "2 billion frames of one duration", lint, "media.listedFrames", bound{}, "", func(w *writer) {
			w.put(box("ftyp", "hevc\x00\x00\x00\x00hevcmsf1mif1"), box("mdat", make([]byte, 64)))
			w.put(box("moov", mvhd(), trak("pict", hevcEntry(), table{durations: repeated(1, uint32(1<<31-1), uint32(10)), samples: 1<<31 - 1, size: 1})))
		}},
	}
}

// gifFrame is a frame of one pixel that stores no time.
func gifFrame() []byte {
	return join("\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00")
}

// tinyFrames is an animated WebP of n frames of 8 × 8 pixels.
func tinyFrames(n int) func(w *writer) {
	return func(w *writer) {
		frame := riffChunk("ANMF", make([]byte, 6), "\x07\x00\x00\x07\x00\x00\x64\x00\x00\x00", riffChunk("VP8L", "\x2f", little(uint32(7|7<<14)), "\x88\x88\x08"))
		w.put("RIFF", little(uint32(4+18+14+n*len(frame))), "WEBP", riffChunk("VP8X", "\x02\x00\x00\x00\x07\x00\x00\x07\x00\x00"), riffChunk("ANIM", make([]byte, 6)))
		w.times(n, frame)
	}
}
