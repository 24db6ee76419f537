package hostile

// containers are films of other formats: Matroska, AVI, Flash, Windows Media, MPEG.
func containers() []file {
	return []file{
		{"tracks.mkv", "a million tracks", lint, "matroska.maxTracks", bound{}, "", func(w *writer) {
			w.put(matroska(element("1654ae6b", repeated(1_000_000, "\xae\x80"))))
		}},
		{"numbers.mkv", "blocks of two million tracks", deep, "matroska.maxCounted", bound{}, "", func(w *writer) {
			const n = 2_000_000
			w.put(matroska(element("1654ae6b", element("ae", element("d7", "\x01"), element("83", "\x01"), element("86", "V_VP8")))))
			w.put("\x1f\x43\xb6\x75\x01\x00", uint16(0), uint32(12*n))
			for i := range uint32(n) {
				w.put("\xa3\x8a", 0x10000000|i, uint16(0), "\x80abc")
			}
		}},
		{"header.mkv", "a list of tracks of 200 MB", lint, "matroska.maxHeader", bound{memory: 40 << 20}, "", func(w *writer) {
			w.put(matroska())
			w.put("\x16\x54\xae\x6b\x01\x00", uint16(0), uint32(200*mB))
			w.hole(200 * mB)
		}},
		{"voids.mkv", "70 million elements of no size", lint, "source.mostLooks", bound{says: "budget"}, "", func(w *writer) {
			w.put(matroska(element("1654ae6b", element("ae", element("d7", "\x01"), element("83", "\x01"), element("86", "V_VP8")))))
			w.times(7000, repeated(10_000, "\xec\x80"))
		}},
		{"streams.avi", "a million streams", lint, "avi.streams", bound{}, "", func(w *writer) {
			stream := riffChunk("LIST", "strl", riffChunk("strh", "vids", make([]byte, 32)))
			w.put(riffChunk("RIFF", "AVI ", riffChunk("LIST", "hdrl", repeated(500_000, stream)), riffChunk("LIST", "movi")))
		}},
		{"chunks.avi", "two million empty frames", lint, "avi.maxLook", bound{read: 4 * mB}, "", func(w *writer) {
			stream := riffChunk("LIST", "strl", riffChunk("strh", "vids", make([]byte, 32)))
			w.put(riffChunk("RIFF", "AVI ", riffChunk("LIST", "hdrl", stream), riffChunk("LIST", "movi", repeated(2_000_000, "00dc\x00\x00\x00\x00"))))
		}},
		{"tags.flv", "a million tags of metadata", lint, "flv.look", bound{read: 4 * mB}, "", func(w *writer) {
			w.put("FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00")
			w.times(1_000_000, "\x12\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x0c")
		}},
		{"streams.wmv", "half a million streams", lint, "asf.streams", bound{}, "", func(w *writer) {
			const n = 500_000
			stream := join("\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65", little(uint64(24+54)),
				"\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b", make([]byte, 38))
			w.put("\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", little(uint64(30+n*len(stream)), uint32(n)), "\x01\x02")
			w.times(n, stream)
		}},
		{"packets.ts", "2 GB of packets", lint, "mpeg.look", bound{read: 8 * mB}, "", func(w *writer) {
			w.times(10, "\x47\x1f\xff\x10", make([]byte, 184))
			w.hole(2 * gB)
		}},
		{"packs.mpg", "2 GB behind the first pack", lint, "mpeg.look", bound{read: 8 * mB}, "", func(w *writer) {
			w.put("\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x03\xf8", "\x00\x00\x01\xe0\x00\x40", make([]byte, 64))
			w.hole(2 * gB)
		}},
	}
}

// element is one element of EBML, its identifier in hexadecimal digits.
func element(id string, pieces ...any) []byte {
	b := join(pieces...)
	var head []byte
	for i := 0; i < len(id); i += 2 {
		head = append(head, hexadecimal(id[i])<<4|hexadecimal(id[i+1]))
	}
	return join(head, "\x01\x00", uint16(0), uint32(len(b)), b)
}

func hexadecimal(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

// matroska is a file whose segment goes on to its end.
func matroska(pieces ...any) []byte {
	return join("\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska", "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", join(pieces...))
}
