package hostile

// rasters are pictures of formats that are read for their size alone, and drawings.
func rasters() []file {
	ended := func(name, claim, end string, head ...any) file {
		return file{name, claim, prepare, "transcode.hopeless", bound{says: `"action":"refuse","forced_by":["any.type-supported"`}, "", func(w *writer) {
			w.put(join(head...), make([]byte, 4*kB))
			w.put(end)
		}}
	}
	huge := func(name, claim string, head ...any) file { return ended(name, claim, "", head...) }
	const side = 60_000
	return []file{
		huge("size.qoi", "60000 × 60000 pixels", "qoif", uint32(side), uint32(side), "\x03\x00"),
		huge("size.psd", "60000 × 60000 pixels", "8BPS\x00\x01", make([]byte, 6), uint16(3), uint32(side), uint32(side), uint16(8), uint16(3), make([]byte, 12), uint16(1)),
		huge("size.ff", "60000 × 60000 pixels", "farbfeld", uint32(side), uint32(side)),
		huge("size.dds", "60000 × 60000 pixels", "DDS ", little(uint32(124), uint32(0x1007), uint32(side), uint32(side)), make([]byte, 56), little(uint32(32), uint32(4)), "DXT1", make([]byte, 40)),
		ended("size.tga", "60000 × 60000 pixels", "TRUEVISION-XFILE.\x00", "\x00\x00\x0a", make([]byte, 9), little(uint16(side), uint16(side)), "\x18\x00", repeated(4000, "\xff\x01\x02\x03")),
		huge("size.pcx", "60000 × 60000 pixels", "\x0a\x05\x01\x08", little(uint16(0), uint16(0), uint16(side-1), uint16(side-1), uint16(72), uint16(72)),
			make([]byte, 49), "\x03", little(uint16(side), uint16(1)), make([]byte, 58)),
		huge("size.sgi", "60000 × 60000 pixels", "\x01\xda\x01\x01", uint16(3), uint16(side), uint16(side), uint16(3), make([]byte, 500)),
		huge("size.exr", "60000 × 60000 pixels", "v/1\x01\x02\x00\x00\x00", "dataWindow\x00box2i\x00", little(uint32(16), int32(-side/2), int32(-side/2), int32(side/2-1), int32(side/2-1))),
		{"size.bmp", "2.7 GB of pixels, and the file has them", deep, "probe.deepBytes", bound{}, "", func(w *writer) {
			w.put("BM", little(uint32(1<<32-1), uint32(0), uint32(54), uint32(40), uint32(30_000), uint32(30_000), uint16(1), uint16(24)), make([]byte, 24))
			w.hole(30_000 * 30_000 * 3)
		}},
		{"size.ppm", "a hundred thousand pixels each way", prepare, "transcode.hopeless", bound{says: `"action":"refuse"`}, "", func(w *writer) {
			w.put("P6\n100000 100000\n255\n")
			w.hole(30 * gB)
		}},
		{"boxes.jp2", "a million boxes", lint, "jp2.maxBoxes", bound{read: 2 * mB}, "", func(w *writer) {
			w.put("\x00\x00\x00\x0cjP  \r\n\x87\n", box("ftyp", "jp2 \x00\x00\x00\x00jp2 "))
			w.times(1_000_000, box("free"))
		}},
		{"tiles.jp2", "four billion pixels each way, a tile a pixel", lint, "jp2.maxTiles", bound{says: "are more than 65535"}, "", func(w *writer) {
			const side = uint32(1<<32 - 1)
			w.put("\x00\x00\x00\x0cjP  \r\n\x87\n", box("ftyp", "jp2 \x00\x00\x00\x00jp2 "), box("jp2h", box("ihdr", side, side, uint16(3), "\x07\x07\x00\x00")))
			w.put(box("jp2c", "\xff\x4f\xff\x51", uint16(47), uint16(0), side, side, uint32(0), uint32(0), uint32(1), uint32(1), uint32(0), uint32(0), uint16(3),
				repeated(3, "\x07\x01\x01")))
		}},
		{"boxes.jxl", "a million boxes", lint, "jxl.maxBoxes", bound{read: 2 * mB}, "", func(w *writer) {
			w.put("\x00\x00\x00\x0cJXL \r\n\x87\n", box("ftyp", "jxl \x00\x00\x00\x00jxl "))
			w.times(1_000_000, box("free"))
		}},
		{"text.svg", "200 MB of elements", deep, "svg.maxText", bound{says: "too long", read: 600 * mB}, "", func(w *writer) {
			w.put(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">`)
			w.times(20_000_000, `<g a="b"/>`)
			w.put("</svg>")
		}},
		{"nested.svg", "two million elements within each other", deep, "svg.maxDepth", bound{says: "nests too deeply"}, "", func(w *writer) {
			w.put(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">`)
			w.times(1_000_000, `<g>`)
			w.times(1_000_000, `</g>`)
			w.put("</svg>")
		}},
		{"bomb.svgz", "two gigabytes of drawing in two megabytes", lint, "svg.rootWithin", bound{memory: 40 << 20}, "", func(w *writer) {
			w.put(gzipped(deflated(join(`<svg xmlns="http://www.w3.org/2000/svg"`, repeated(1<<20, " ")), 2000)))
		}},
		{"bomb.tgs", "a Telegram sticker of two gigabytes", lint, "lottie.maxText", bound{memory: 40 << 20}, "", func(w *writer) {
			w.put(gzipped(deflated(join(`{"ip":0,"op":1,"fr":1,"layers":[`, repeated(1<<20, " ")), 2000)))
		}},
	}
}
