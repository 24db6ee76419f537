package ogg

import (
	"slices"

	"github.com/wamedia/wamedia/validate/media"
)

// tracks lists the streams. The parts of a chain play one after another: those that are alike make one track.
func (s *scan) tracks(f *media.Facts) {
	links := make([]float64, s.links+1)
	untimed := false
	var audioLinks, videoLinks []int // link of the newest part of each track
	for _, st := range s.streams {
		if s.empty(st) {
			continue
		}
		seconds, timed := st.seconds()
		if timed {
			links[st.link] = max(links[st.link], seconds)
		}
		untimed = untimed || st.media() && !timed
		switch st.sort {
		case sound:
			audioLinks = addAudio(f, audioLinks, st.link, s.audio(st, seconds, timed))
		case pictures:
			videoLinks = addVideo(f, videoLinks, st.link, s.video(st, seconds, timed))
		default:
			addOther(f, media.OtherTrack{Kind: st.kind, Codec: st.name})
		}
	}
	if len(f.Audio) > 0 {
		f.Audio[0].Default = true
	}
	if len(f.Audio)+len(f.Video) == 0 {
		return
	}
	if untimed {
		f.Undecide("duration", "no page says when the last frame of every stream ends")
		return
	}
	total := 0.0
	for _, l := range links {
		total += l
	}
	f.Seconds = &total
}

// empty reports whether a stream has headers and no frame where another one of its sort has frames: some recorders write
// their headers twice.
func (s *scan) empty(st *stream) bool {
	return !st.started() && st.media() && slices.ContainsFunc(s.streams, func(other *stream) bool {
		return other.sort == st.sort && other.started()
	})
}

func (s *scan) audio(st *stream, seconds float64, timed bool) media.AudioTrack {
	t := media.AudioTrack{Codec: st.name, Channels: st.channels, SampleRate: st.rate}
	if timed {
		t.Seconds = &seconds
	}
	if s.whole {
		t.Bytes = st.bytes
		t.Opus, t.GranuleSeconds = st.opusStream(), st.granuleSeconds()
	}
	return t
}

func (s *scan) video(st *stream, seconds float64, timed bool) media.VideoTrack {
	t := media.VideoTrack{Codec: st.name, Width: st.width, Height: st.height, FrameRate: st.fps}
	if timed {
		t.Seconds = &seconds
	}
	if s.whole {
		t.Bytes, t.Frames = st.bytes, max(0, st.packets-st.headers)
	}
	return t
}

// addAudio appends a track, or adds it to the one that it continues.
func addAudio(f *media.Facts, links []int, link int, t media.AudioTrack) []int {
	for i := range f.Audio {
		earlier := &f.Audio[i]
		if links[i] < link && earlier.Codec == t.Codec && earlier.Channels == t.Channels {
			links[i] = link
			joinAudio(earlier, &t)
			return links
		}
	}
	f.Audio = append(f.Audio, t)
	return append(links, link)
}

// joinAudio adds the next part of a chain to a track.
func joinAudio(earlier, t *media.AudioTrack) {
	if earlier.GranuleSeconds != nil || t.GranuleSeconds != nil {
		earlier.GranuleSeconds = sum(said(earlier), said(t))
	}
	earlier.Seconds = sum(earlier.Seconds, t.Seconds)
	earlier.Bytes += t.Bytes
	if earlier.Opus != nil {
		earlier.Opus.Join(t.Opus)
	}
}

// said is how long a track plays by its granules.
func said(t *media.AudioTrack) *float64 {
	if t.GranuleSeconds != nil {
		return t.GranuleSeconds
	}
	return t.Seconds
}

// addVideo is addAudio for pictures.
func addVideo(f *media.Facts, links []int, link int, t media.VideoTrack) []int {
	for i := range f.Video {
		earlier := &f.Video[i]
		if links[i] < link && earlier.Codec == t.Codec && earlier.Width == t.Width && earlier.Height == t.Height {
			links[i] = link
			earlier.Seconds = sum(earlier.Seconds, t.Seconds)
			earlier.Bytes += t.Bytes
			earlier.Frames += t.Frames
			return links
		}
	}
	f.Video = append(f.Video, t)
	return append(links, link)
}

func addOther(f *media.Facts, t media.OtherTrack) {
	for _, o := range f.Other {
		if o == t {
			return
		}
	}
	f.Other = append(f.Other, t)
}

// sum of two durations, unknown when one is.
func sum(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	total := *a + *b
	return &total
}
