// Package mediatest makes facts for fuzz targets: of any kind, with any sizes, counts, lengths and rates that a file may
// claim, the impossible included.
package mediatest

import (
	"encoding/binary"
	"math"

	"github.com/wamedia/wamedia/validate/media"
)

// Facts takes every field from the next bytes of b; where those end, fields are zero. Only the size of the file is none of
// its claims, and never below zero.
func Facts(b []byte) media.Facts {
	d := &dice{b}
	t := pick(d, types()...)
	f := media.Facts{Size: max(0, d.int64()), MIME: t.mime, Name: t.mime, Kind: t.kind, Seconds: d.seconds()}
	if t.container != "" {
		f.Container = &media.Container{Format: t.container, Fragmented: d.flag(), CoverArt: d.flag()}
	}
	if t.pictured {
		f.Picture = d.picture()
	}
	for range d.byte() % 3 {
		f.Video = append(f.Video, d.video())
	}
	for range d.byte() % 3 {
		f.Audio = append(f.Audio, d.audio())
	}
	return f
}

type mediaType struct {
	mime, container string
	kind            media.Kind
	pictured        bool
}

func types() []mediaType {
	var all []mediaType
	for _, mime := range []string{
		"image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/bmp", "image/jp2", "image/jxl", "image/heic",
		"image/heic-sequence", "image/avif", "image/svg+xml", "image/vnd.adobe.photoshop", "image/x-icon",
		"image/x-portable-pixmap",
	} {
		all = append(all, mediaType{mime: mime, kind: media.Image, pictured: true})
	}
	for _, film := range [][2]string{
		{"video/mp4", "mp4"}, {"video/webm", "webm"}, {"video/x-matroska", "matroska"}, {"video/x-msvideo", "avi"},
		{"video/ogg", "ogg"}, {"video/x-yuv4mpegpipe"}, {"video/mpeg"},
	} {
		all = append(all, mediaType{mime: film[0], container: film[1], kind: media.Video})
	}
	for _, mime := range []string{"audio/mpeg", "audio/wav", "audio/ogg", "audio/mp4", "audio/amr", "text/plain"} {
		all = append(all, mediaType{mime: mime, kind: media.Audio})
	}
	return all
}

// dice gives what bytes say.
type dice struct{ b []byte }

func (d *dice) byte() byte {
	if len(d.b) == 0 {
		return 0
	}
	v := d.b[0]
	d.b = d.b[1:]
	return v
}

func (d *dice) flag() bool { return d.byte()&1 == 1 }

// pick chooses one of a list.
func pick[T any](d *dice, list ...T) T { return list[int(d.byte())%len(list)] }

// int64 is an ordinary number, one at which arithmetic goes wrong, or any.
func (d *dice) int64() int64 {
	switch choice := d.byte(); choice % 4 {
	case 0:
		return int64(choice)
	case 1:
		return int64(choice) << (d.byte() % 24)
	case 2:
		return pick[int64](d,
			0, -1, 1, math.MaxInt64, math.MinInt64, math.MaxUint32, math.MaxInt32, math.MinInt32, 1<<31, 1<<32, 1<<62, 3037000500,
			math.MaxInt64-1, 100_000_000, 65535, 16384)
	}
	var raw [8]byte
	for i := range raw {
		raw[i] = d.byte()
	}
	return int64(binary.LittleEndian.Uint64(raw[:]))
}

func (d *dice) int() int { return int(d.int64()) }

// float is an ordinary number, or one that claims can come out as.
func (d *dice) float() float64 {
	switch choice := d.byte(); choice % 4 {
	case 0:
		return float64(choice)
	case 1:
		return float64(choice) / 7
	case 2:
		return pick(d, 0, -1, 1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, -math.MaxFloat64,
			math.SmallestNonzeroFloat64, 1e18, 1e-9, 24000.0/1001)
	}
	return math.Float64frombits(uint64(d.int64()))
}

func (d *dice) seconds() *float64 {
	if d.flag() {
		return nil
	}
	return new(d.float())
}

func (d *dice) picture() *media.Picture {
	p := &media.Picture{
		Width: d.int(), Height: d.int(), Bits: d.int(), Alpha: d.flag(), Color: pick(d, "rgb", "cmyk", "palette", "gray"),
		Orientation: d.int(), MetadataBytes: d.int64(), Frames: 1,
	}
	if d.flag() {
		p.Frames = d.int()
		for range d.byte() % 4 {
			p.AddFrames(d.int(), d.int())
		}
		for range int(d.byte()) * 4 { // as no parser makes them
			p.FrameMS = append(p.FrameMS, d.int())
		}
	}
	return p
}

func (d *dice) video() media.VideoTrack {
	return media.VideoTrack{
		Codec: pick(d, "h264", "hevc", "vp8", "vp9", "rawvideo", "mpeg4"), Width: d.int(), Height: d.int(), Bits: d.int(),
		PixelAspect: d.float(), Rotation: pick(d, 0, 90, 180, 270), Interlaced: d.flag(), Transfer: pick(d, "", "pq", "hlg"),
		Alpha: d.flag(), Frames: d.int(), FrameRate: d.float(), VariableRate: d.flag(), Seconds: d.seconds(), Bytes: d.int64(),
		Encrypted: d.byte() == 255, UsualRate: d.float(), Untagged: new(d.flag()), Default: d.flag(), Disabled: d.flag(),
		Before: int(d.byte() % 3),
	}
}

func (d *dice) audio() media.AudioTrack {
	return media.AudioTrack{
		Codec: pick(d, "aac", "mp3", "opus", "vorbis", "amr-nb", "pcm"), Channels: d.int(), SampleRate: d.int(), Seconds: d.seconds(),
		Bytes: d.int64(), Default: d.flag(), Encrypted: d.byte() == 255, Cut: d.int64(), CutAt: d.float(),
		GranuleSeconds: d.seconds(),
	}
}
