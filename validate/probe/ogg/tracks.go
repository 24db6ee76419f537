package ogg

import "github.com/wamedia/wamedia/validate/media"

// tracks lists the streams. The parts of a chain play one after another: those that are alike make one track.
func (s *scan) tracks(f *media.Facts) {
	links := make([]float64, s.links+1)
	untimed := false
	var audioLinks, videoLinks []int // link of the newest part of each track
	for _, st := range s.streams {
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

func (s *scan) audio(st *stream, seconds float64, timed bool) media.AudioTrack {
	t := media.AudioTrack{Codec: st.name, Channels: st.channels, SampleRate: st.rate}
	if timed {
		t.Seconds = &seconds
	}
	if s.whole {
		t.Bytes = st.bytes
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
			earlier.Seconds = sum(earlier.Seconds, t.Seconds)
			earlier.Bytes += t.Bytes
			return links
		}
	}
	f.Audio = append(f.Audio, t)
	return append(links, link)
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
