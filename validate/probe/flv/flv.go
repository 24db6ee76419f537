// Package flv reads Flash video (Adobe Flash Video File Format Specification 10.1, annex E).
package flv

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/aac"
	"github.com/wamedia/wamedia/validate/probe/codecname"
	"github.com/wamedia/wamedia/validate/probe/duration"
	"github.com/wamedia/wamedia/validate/probe/fourcc"
	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// Tag types (Adobe Flash Video File Format Specification 10.1, annex E.4.1).
const (
	tagAudio  = 8
	tagVideo  = 9
	tagScript = 18

	tagHead = 11
	// lookTags is how many tags are looked at for the first of sound and of pictures.
	lookTags = 512
)

// tag is the head of one tag.
type tag struct {
	kind      uint8
	off, size int64 // of the body
	ms        uint32
}

func readTag(r *source.Reader, off int64) (tag, bool) {
	c := source.NewCursor(r.Bytes(off, tagHead))
	t := tag{kind: c.U8() & 0x1f, size: int64(c.U24()), off: off + tagHead}
	t.ms = c.U24() | uint32(c.U8())<<24
	return t, c.OK() && (t.kind == tagAudio || t.kind == tagVideo || t.kind == tagScript)
}

// tags is what the tags of a file say.
type tags struct {
	video *media.VideoTrack
	audio *media.AudioTrack
	media bool // a tag with sound or pictures was there
	// duration in seconds that the metadata say, 0 when they do not.
	duration float64
}

// complete tells whether both sound and pictures were seen; metadata may have made the pictures known before.
func (v *tags) complete() bool { return v.audio != nil && v.video != nil && v.video.Codec != "" }

// Read adds to f what the first tags say, and finds the last one by the length that stands behind it. It always reports
// true.
func Read(r *source.Reader, _ int64, f *media.Facts) bool {
	c := source.NewCursor(r.Bytes(0, 9))
	c.Skip(5)
	begin := int64(c.U32()) + 4
	var v tags
	for n, off := 0, begin; n < lookTags && !v.complete(); n++ {
		t, ok := readTag(r, off)
		if !ok {
			break
		}
		v.take(r, t, f)
		off = t.off + t.size + 4
	}
	v.describe(f)
	last, missing, broken := lastTag(r, begin)
	if v.media {
		f.Seconds = duration.Seconds(max(v.duration, float64(last)/1000), 1)
	}
	switch {
	case missing > 0:
		f.Damagef(media.Truncated, "the last tag ends %d bytes after the end of the file", missing)
	case broken > 0:
		f.Damagef(media.Corrupt, "the bytes at %d are no tag", broken)
	}
	if !v.media {
		f.Damagef(media.NoContent, "no tag with sound or pictures")
	}
	return true
}

// lastTag is the time of the last tag in ms. Where the lengths at the end do not fit, all tags are walked over.
func lastTag(r *source.Reader, begin int64) (ms uint32, missing, broken int64) {
	c := source.NewCursor(r.Bytes(r.Size()-4, 4))
	if size := int64(c.U32()); size >= tagHead && r.Size()-4-size >= begin {
		if t, ok := readTag(r, r.Size()-4-size); ok && t.size+tagHead == size {
			return t.ms, 0, 0
		}
	}
	for off := begin; off < r.Size(); {
		t, ok := readTag(r, off)
		if !ok {
			if r.Size()-off < tagHead {
				return ms, tagHead - (r.Size() - off), 0
			}
			return ms, 0, off
		}
		off = t.off + t.size
		if off > r.Size() {
			return ms, off - r.Size(), 0
		}
		ms = max(ms, t.ms)
		off += 4
	}
	return ms, 0, 0
}

// take looks into one tag.
func (v *tags) take(r *source.Reader, t tag, f *media.Facts) {
	b := r.Bytes(t.off, int(min(t.size, 4<<10)))
	if len(b) < 2 {
		return
	}
	switch t.kind {
	case tagScript:
		v.script(b)
	case tagAudio:
		v.media = true
		if v.audio == nil {
			v.audio = sound(b)
		}
	case tagVideo:
		v.media = true
		if v.video == nil || v.video.Codec == "" {
			v.pictures(b, f)
		}
	}
}

// script takes the picture's size from the metadata, which name it as text.
func (v *tags) script(b []byte) {
	v.duration = max(0, scriptNumber(b, "duration"))
	w, h := scriptNumber(b, "width"), scriptNumber(b, "height")
	if w > 0 && h > 0 && w < 1<<16 && h < 1<<16 && v.video == nil {
		v.video = &media.VideoTrack{Width: int(w), Height: int(h)}
	}
}

func scriptNumber(b []byte, key string) float64 {
	mark := string([]byte{0, byte(len(key))}) + key + "\x00" // the type of a number is 0
	i := bytes.Index(b, []byte(mark))
	if i < 0 || len(b) < i+len(mark)+8 {
		return 0
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b[i+len(mark):]))
}

func (v *tags) pictures(b []byte, f *media.Facts) {
	if v.video == nil {
		v.video = &media.VideoTrack{}
	}
	names := map[uint8]string{2: "flv1", 3: "screen", 4: "vp6", 5: "vp6", 6: "screen2", 7: "h264", 12: "hevc"}
	id := b[0] & 15
	v.video.Codec = names[id]
	v.video.Alpha = id == 5
	if b[0]&0x80 != 0 && len(b) >= 5 { // the enhanced header writes a four-character code
		v.video.Codec = enhanced(string(b[1:5]))
	}
	if v.video.Codec != "h264" {
		return
	}
	f.Undecide("b-frames", "frames in Flash video are not looked into")
	config, _ := h264.ParseConfig(b[min(5, len(b)):])
	if len(config.SPS) == 0 {
		f.Undecide("profile", "the first tag of pictures is no H.264 configuration")
		return
	}
	if s, ok := h264.ParseSPS(config.SPS[0]); ok {
		v.video.Profile, v.video.Level, v.video.Width, v.video.Height = s.ProfileName(), int(s.Level), s.Width, s.Height
		v.video.Chroma, v.video.Bits = s.Chroma(), s.Bits
	}
}

func enhanced(code string) string {
	if code == "vp09" {
		return "vp9"
	}
	return fourcc.VideoCodec(code)
}

func sound(b []byte) *media.AudioTrack {
	names := [16]string{
		"pcm", "adpcm-swf", "mp3", "pcm", "nellymoser", "nellymoser", "nellymoser", "alaw", "mulaw", "unknown", "aac",
		"speex", "unknown", "unknown", "mp3", "unknown",
	}
	t := &media.AudioTrack{
		Codec: names[b[0]>>4], Channels: 1 + int(b[0]&1), SampleRate: 44100 >> (3 - b[0]>>2&3), Default: true,
	}
	switch {
	case t.Codec == "speex":
		t.Channels, t.SampleRate = 1, 16000
	case t.Codec == "aac" && b[1] == 0:
		if c, ok := aac.ParseConfig(b[2:]); ok {
			t.Codec, t.Profile, t.SampleRate, t.Channels = c.Codec(), c.Profile(), c.SampleRate, c.Channels
		}
	}
	return t
}

func (v *tags) describe(f *media.Facts) {
	if v.video != nil && v.video.Codec != "" {
		f.Video = []media.VideoTrack{*v.video}
		f.Name = "Flash video (" + codecname.Title(v.video.Codec) + ")"
	}
	if v.audio != nil {
		f.Audio = []media.AudioTrack{*v.audio}
	}
}
