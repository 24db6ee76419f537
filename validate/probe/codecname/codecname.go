// Package codecname turns the short names of codecs that facts use into names as people write them.
package codecname

// Title is how people write a codec's name; the short name itself where it is as good.
func Title(codec string) string {
	for _, t := range titles {
		if t[0] == codec {
			return t[1]
		}
	}
	return codec
}

var titles = [...][2]string{
	{"h264", "H.264"}, {"hevc", "HEVC"}, {"vvc", "VVC"}, {"vp6", "VP6"}, {"vp8", "VP8"}, {"vp9", "VP9"}, {"av1", "AV1"},
	{"mpeg1video", "MPEG-1"}, {"mpeg2video", "MPEG-2"}, {"mpeg4", "MPEG-4 Part 2"}, {"h263", "H.263"},
	{"mjpeg", "Motion JPEG"}, {"prores", "ProRes"}, {"theora", "Theora"}, {"dirac", "Dirac"}, {"png", "PNG"},
	{"wmv1", "WMV 7"}, {"wmv2", "WMV 8"}, {"wmv3", "WMV 9"}, {"vc1", "VC-1"}, {"flv1", "Sorenson H.263"},
	{"rawvideo", "uncompressed"}, {"ffv1", "FFV1"}, {"dv", "DV"},
	{"aac", "AAC"}, {"mp1", "MPEG layer I"}, {"mp2", "MPEG layer II"}, {"mp3", "MP3"}, {"opus", "Opus"},
	{"vorbis", "Vorbis"}, {"flac", "FLAC"}, {"speex", "Speex"}, {"celt", "CELT"}, {"amr-nb", "AMR"},
	{"amr-wb", "AMR-WB"}, {"alac", "ALAC"}, {"ac-3", "AC-3"}, {"e-ac-3", "E-AC-3"}, {"dts", "DTS"}, {"pcm", "PCM"},
	{"pcm-float", "PCM float"}, {"alaw", "A-law"}, {"mulaw", "µ-law"}, {"wmav1", "WMA 1"}, {"wmav2", "WMA 2"},
	{"wmapro", "WMA Pro"}, {"wmalossless", "WMA Lossless"}, {"wmavoice", "WMA Voice"}, {"truehd", "TrueHD"},
	{"wavpack", "WavPack"}, {"tta", "TTA"}, {"midi", "MIDI"},
}
