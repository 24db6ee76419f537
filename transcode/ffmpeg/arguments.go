package ffmpeg

import (
	"fmt"
	"maps"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/transcode"
)

// arguments turns a graph into an argument list, after those that hold for every run. ffmpeg-go panics where a graph
// makes no sense.
func arguments(build func() *ffmpeg.Stream) (args []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("build the ffmpeg graph: %v", r)
		}
	}()
	args = []string{"-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y"}
	return append(args, build().GetArgs()...), nil
}

// args is the argument list for the recipe.
func (r recipe) args() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		in := r.source.input(r.threads)
		var streams, beside []*ffmpeg.Stream
		options := muxing(r.mime)
		if r.pictures.do != transcode.Drop {
			streams = append(streams, r.pictures.stream(in))
			maps.Copy(options, r.pictures.options())
		}
		if r.sound.do != transcode.Drop {
			stream, decoded := r.sound.streams(r.soundInput(in))
			streams, beside = append(streams, stream), decoded
			maps.Copy(options, r.sound.options())
		}
		options["threads"] = r.threads
		out := ffmpeg.Output(streams, "file:"+r.output, options)
		if len(beside) > 0 {
			out = ffmpeg.MergeOutputs(append([]*ffmpeg.Stream{out}, beside...)...)
		}
		return out.GlobalArgs("-filter_complex_threads", fmt.Sprint(r.threads), "-progress", "pipe:2")
	})
}

// soundInput is where the sound comes from: the source, opened as in or once more, or what was unpacked of it.
func (r recipe) soundInput(in *ffmpeg.Stream) *ffmpeg.Stream {
	switch {
	case r.sound.unpacked != nil:
		return r.sound.unpacked.input(r.threads)
	case r.apart && r.pictures.do != transcode.Drop && r.source.demuxer == "mpegts":
		return r.source.input(r.threads, ffmpeg.KwArgs{"vn": ""})
	}
	return in
}

// muxing gives the options for a container that carries nothing but its streams: no tags, chapters or time codes, and
// no mark of the version that wrote it, so that the same source gives the same bytes.
func muxing(mime string) ffmpeg.KwArgs {
	o := ffmpeg.KwArgs{"map_metadata": "-1", "map_chapters": "-1", "fflags": "+bitexact"}
	switch mime {
	case "video/mp4":
		o["f"], o["movflags"], o["write_tmcd"] = "mp4", "+faststart", 0
	case "audio/mp4":
		o["f"], o["movflags"] = "ipod", "+faststart"
	case "audio/ogg":
		o["f"] = "ogg"
	case "audio/mpeg":
		o["f"], o["id3v2_version"] = "mp3", 0
	case "audio/amr":
		o["f"] = "amr"
	case "audio/aac":
		o["f"] = "adts"
	default:
		panic("no container for " + mime)
	}
	return o
}
