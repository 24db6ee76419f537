package ffmpeg

import (
	"fmt"
	"math"
	"slices"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/validate/media"
)

// source is a file and the demuxer that reads it.
type source struct {
	path, demuxer string
	// decoder for the pictures where ffmpeg's own choice drops transparency; empty else.
	decoder string
	// speex is how the stream of sound is named that libspeex has to decode; empty where there is none.
	speex string
	// until in seconds is where reading ends, before a frame that is cut; 0 for the end of the file.
	until float64
}

// newSource chooses the demuxer by what the file is. A type that is not listed is not given to ffmpeg at all, as its
// own guess may take text for a playlist.
func newSource(path string, f *media.Facts) (source, error) {
	s := source{path: path, demuxer: demuxerOf(f)}
	if s.demuxer == "" {
		return source{}, fmt.Errorf("%s cannot be read as pictures or sound: convert it with the program that made it", f.Name)
	}
	if len(f.Audio) == 1 && len(f.Video) == 0 {
		s.until = untilCut(&f.Audio[0])
	}
	return s, nil
}

// untilCut is between the start of the last frame that is whole and the one that is cut.
func untilCut(t *media.AudioTrack) float64 {
	const less = 288 // samples: half of the shortest frame
	if t.Cut == 0 || t.SampleRate == 0 || math.IsInf(t.CutAt, 1) {
		return 0
	}
	return max(0, t.CutAt-less/float64(t.SampleRate))
}

// claims reports whether a length stands in a header only, so that the last picture need not be shown until then.
func (s source) claims() bool {
	return slices.Contains([]string{"asf", "avi", "flv", "mpeg", "mpegts"}, s.demuxer)
}

// demuxerOfOutput is the demuxer for what is made.
func demuxerOfOutput(mime string) string {
	switch mime {
	case "video/mp4", "audio/mp4":
		return "mov"
	case "audio/ogg":
		return "ogg"
	}
	return demuxers()[mime]
}

func demuxerOf(f *media.Facts) string {
	known := demuxers()
	if f.Container != nil && known[f.Container.Format] != "" {
		return known[f.Container.Format]
	}
	if f.MIME == "image/png" && f.Picture.Animated() {
		return "apng"
	}
	return known[f.MIME]
}

// demuxers maps containers, and types that have none, to ffmpeg's names. None of them opens other files.
func demuxers() map[string]string {
	return map[string]string{
		"mp4": "mov", "quicktime": "mov", "3gpp": "mov", "3gpp2": "mov", "mj2": "mov",
		"matroska": "matroska", "webm": "matroska", "ogg": "ogg", "avi": "avi", "asf": "asf", "flv": "flv",
		"mpegts": "mpegts", "mpegps": "mpeg", framesFormat: "png_pipe",

		"video/mpeg": "mpegvideo", "video/h264": "h264", "video/x-ivf": "ivf", "video/x-yuv4mpegpipe": "yuv4mpegpipe",

		"audio/mpeg": "mp3", "audio/aac": "aac", "audio/amr": "amr", "audio/amr-wb": "amr",
		"audio/wav": "wav", "audio/x-w64": "w64", "audio/aiff": "aiff", "audio/x-caf": "caf", "audio/basic": "au",
		"audio/x-voc": "voc", "audio/flac": "flac", "audio/x-ape": "ape", "audio/x-wavpack": "wv", "audio/x-tta": "tta",
		"audio/x-dsf": "dsf",

		"image/gif": "gif", "image/bmp": "bmp_pipe", "image/jxl": "jpegxl_pipe",
		"image/jp2": "j2k_pipe", "image/vnd.adobe.photoshop": "psd_pipe", "image/x-icon": "ico",
		"image/svg+xml": "svg_pipe",
		// The track of a sequence, which the image worker does not know of.
		"image/heic-sequence": "mov", "image/heif-sequence": "mov", "image/avif": "mov",
	}
}

// input opens the source in a graph, with more options if there are any.
func (s source) input(threads int, more ...ffmpeg.KwArgs) *ffmpeg.Stream {
	options := ffmpeg.KwArgs{
		"f":                  s.demuxer,
		"protocol_whitelist": "file,pipe",
		"max_pixels":         maxPixels,
		"threads":            threads,
	}
	if s.until > 0 {
		options["t"] = number(s.until)
	}
	if s.decoder != "" {
		options["c:v"] = s.decoder
	}
	if s.speex != "" {
		options["c:"+s.speex] = "libspeex"
	}
	if s.demuxer == "avi" || s.demuxer == "mpeg" || s.demuxer == "h264" {
		options["fflags"] = "+genpts" // their packets need not say when they are shown
	}
	return ffmpeg.Input("file:"+s.path, append([]ffmpeg.KwArgs{options}, more...)...)
}
