package hostile

// sounds are Ogg, MP3, AAC, AMR, WAV, AIFF, CAF and FLAC.
func sounds() []file {
	return []file{
		{"streams.ogg", "600,000 streams", lint, "ogg.maxStreams", bound{}, "", func(w *writer) {
			for i := range uint32(600_000) {
				w.put(oggPage(2, 0, i, 0, opusHead()))
			}
		}},
		{"gap.ogg", "1 GB between two pages", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put(oggPage(2, 0, 1, 0, opusHead()))
			w.hole(1 * gB)
			w.put(oggPage(4, 960, 1, 1, join("\xfc\xff\xfe")))
		}},
		{"tags.opus", "a header packet that never ends", lint, "source.mostBytes", bound{says: "budget"}, "voice", func(w *writer) {
			w.put(oggPage(2, 0, 1, 0, opusHead()), oggPage(0, 1<<64-1, 1, 1, join("OpusTags", make([]byte, 255*255-8))))
			w.hole(1 * gB)
		}},
		{"endless.mp3", "1 GB behind two seconds of sound", lint, "source.mostBytes", bound{says: "budget"}, "voice", func(w *writer) {
			w.times(80, mp3Frame())
			w.hole(1 * gB)
		}},
		{"lead.mp3", "a tag, and sound behind a gap of 2 GB", lint, "mpegaudio.maxLead", bound{read: 8 * mB}, "", func(w *writer) {
			w.put("ID3\x04\x00\x00\x00\x00\x00\x00")
			w.hole(2 * gB)
			w.times(10, mp3Frame())
		}},
		{"tags.mp3", "two million tags", lint, "audiotag.maxTags", bound{read: 2 * mB}, "", func(w *writer) {
			w.times(2_000_000, "ID3\x04\x00\x00\x00\x00\x00\x00")
			w.times(10, mp3Frame())
		}},
		{"frames.mp3", "a tag of 3 million frames", lint, "audiotag.frames", bound{read: 60 * mB}, "", func(w *writer) {
			w.put("ID3\x03\x00\x00\x0f\x7f\x7f\x7f")
			w.times(3_000_000, "TXXX\x00\x00\x00\x01\x00\x00a")
			w.put(make([]byte, 2_000_000))
		}},
		{"endless.aac", "1 GB behind a second of sound", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.times(50, adtsFrame())
			w.hole(1 * gB)
		}},
		{"lead.aac", "sound behind a gap of 2 GB", lint, "adts.maxLead", bound{read: 8 * mB}, "", func(w *writer) {
			w.put("ID3\x04\x00\x00\x00\x00\x00\x00", repeated(50, "\xff\xf1"))
			w.hole(2 * gB)
			w.times(50, adtsFrame())
		}},
		{"frames.loas", "30 million frames of no size", lint, "adts.loasFrames", bound{read: 2 * mB}, "", func(w *writer) {
			w.times(3000, repeated(10_000, "\x56\xe0\x00"))
		}},
		{"endless.amr", "two weeks of silence in 1 GB", prepare, "transcode.maxHeard", bound{says: "hours or more"}, "", func(w *writer) {
			w.put("#!AMR\n")
			w.hole(1 * gB)
		}},
		{"endless.aiff", "empty chunks for 1 GB", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put("FORM\xff\xff\xff\xf0AIFF")
			w.hole(1 * gB)
		}},
		{"endless.caf", "empty chunks for 1 GB", lint, "source.mostBytes", bound{says: "budget"}, "", func(w *writer) {
			w.put("caff\x00\x01\x00\x00")
			w.hole(1 * gB)
		}},
		{"endless.wav", "35 hours of silence in 1 GB", prepare, "transcode.maxHeard", bound{says: "hours or more"}, "", func(w *writer) {
			w.put("RIFF", little(uint32(gB+36)), "WAVEfmt ", little(uint32(16), uint16(1), uint16(1), uint32(8000), uint32(8000), uint16(1), uint16(8)))
			w.put("data", little(uint32(gB)))
			w.hole(1 * gB)
		}},
		{"blocks.flac", "500 million blocks of metadata", lint, "flac.blocks", bound{read: 8 * mB}, "", func(w *writer) {
			w.put("fLaC\x00\x00\x00\x22", flacInfo())
			w.hole(2 * gB)
		}},
		{"tail.flac", "2 GB behind the first frame", lint, "flac.maxTail", bound{read: 8 * mB}, "", func(w *writer) {
			w.put("fLaC\x80\x00\x00\x22", flacInfo(), "\xff\xf8\xc9\x08\x00\x95")
			w.hole(2 * gB)
		}},
	}
}

// oggPage is a page of one packet of up to 255 × 255 bytes.
func oggPage(flags byte, granule uint64, serial, sequence uint32, body []byte) []byte {
	lacing := repeated(len(body)/255, "\xff")
	if len(body) < 255*255 {
		lacing = append(lacing, byte(len(body)%255))
	}
	p := join("OggS\x00", flags, little(granule, serial, sequence, uint32(0)), byte(len(lacing)), lacing, body)
	return p // without its checksum, which lint only counts
}

func opusHead() []byte {
	return join("OpusHead\x01\x01", little(uint16(312), uint32(16000), uint16(0)), "\x00")
}

// mp3Frame is 26 ms of silence at 128 kbit/s and 44.1 kHz.
func mp3Frame() []byte { return join("\xff\xfb\x90\xc0", make([]byte, 413)) }

// adtsFrame is 21 ms of AAC at 48 kHz, mono, whose contents are none.
func adtsFrame() []byte { return join("\xff\xf1\x4c\x40\x08\x1f\xfc", make([]byte, 57)) }

// flacInfo is the stream information of mono at 44.1 kHz and 16 bits, without a length.
func flacInfo() []byte {
	return join(uint16(4096), uint16(4096), make([]byte, 6), uint64(44100)<<44|uint64(15)<<36, make([]byte, 16))
}
