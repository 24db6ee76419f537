//go:build unix

package main

// kind is the least that makes a clip playable.
type kind int

const (
	encoded kind = iota // its pictures have to be encoded
	heard               // its sound has
	remuxed             // another container is enough
	moved               // moov has to stand first
	copied              // nothing is wrong
)

// clip is one input and how it is made.
type clip struct {
	name    string
	kind    kind
	quick   bool
	seconds float64
	// width and height that it is shown with, no larger than 1080p, and the frames per second that it is scored at.
	width, height int
	fps           float64
	// picture and sound are filter graphs of ffmpeg. A clip without a picture is another one in other clothes.
	picture, sound string
	of             string
	options        string
}

const (
	hevc   = "-c:v libx265 -preset superfast -x265-params log-level=error -tag:v hvc1 -c:a aac -b:a 192k"
	camera = "-c:v libx264 -preset veryfast -profile:v high -bf 2"
	ready  = "-c:v libx264 -preset veryfast -profile:v main -bf 0 -c:a aac -b:a 128k"

	stereo   = "aevalsrc='0.2*sin(2*PI*t*(220+20*sin(t)))+0.05*random(0)|0.2*sin(2*PI*t*(330+9*sin(2*t)))+0.05*random(1)':s=48000"
	surround = "aevalsrc='0.2*sin(660*t)|0.2*sin(880*t)|0.3*sin(1300*t*(1+0.1*sin(t)))|0.1*sin(99*t)|0.05*random(0)|0.05*random(1)':s=48000:c=5.1"
)

// clips are the mix: what phones, screens, cameras and programs for cutting give people who then send it.
func clips() []clip {
	return []clip{
		{
			name: "phone-1080p.mov", quick: true, seconds: 10, width: 1080, height: 1920, fps: 30,
			picture: handheld(1920, 1080, 30) + grain(3), sound: stereo, options: hevc + " -b:v 14M -metadata:s:v rotate=90",
		},
		{
			name: "phone-4k.mp4", seconds: 5, width: 1920, height: 1080, fps: 30,
			picture: handheld(3840, 2160, 30) + grain(3), sound: stereo, options: hevc + " -b:v 40M",
		},
		{
			name: "screen-1080p.mp4", quick: true, seconds: 60, width: 1920, height: 1080, fps: 30,
			picture: scrolling(30), options: camera + " -crf 18 -vsync vfr",
		},
		{
			name: "film-1080p.mkv", seconds: 20, width: 1920, height: 1080, fps: 24,
			picture: cuts(1920, 1080, 24) + grain(9), sound: surround, options: camera + " -b:v 24M -c:a ac3 -b:a 448k",
		},
		{
			name: "camera-720p.mp4", seconds: 30, width: 1280, height: 720, fps: 30,
			picture: handheld(1280, 720, 30) + grain(7), sound: stereo, options: camera + " -b:v 12M -c:a aac -b:a 192k",
		},
		{
			name: "long-480p.mp4", seconds: 180, width: 640, height: 480, fps: 24,
			picture: cuts(640, 480, 24) + grain(2), sound: stereo, options: camera + " -b:v 4M -c:a aac -b:a 128k",
		},
		{
			name: "old-480p.avi", quick: true, seconds: 15, width: 640, height: 480, fps: 25,
			picture: handheld(640, 480, 25), sound: stereo, options: "-c:v mpeg4 -vtag XVID -q:v 3 -c:a libmp3lame -b:a 128k",
		},
		{
			name: "moov-late.mp4", kind: moved, quick: true, seconds: 16, width: 1280, height: 720, fps: 30,
			picture: handheld(1280, 720, 30) + grain(3), sound: stereo, options: ready + " -b:v 7.3M -maxrate 7.3M -bufsize 7.3M",
		},
		{name: "ready.mp4", kind: copied, quick: true, of: "moov-late.mp4", options: "-c copy -movflags +faststart"},
		{name: "remux.mkv", kind: remuxed, quick: true, of: "moov-late.mp4", options: "-c copy"},
		{name: "remux.mov", kind: remuxed, quick: true, of: "moov-late.mp4", options: "-c copy"},
		{name: "sound.mkv", kind: heard, quick: true, of: "moov-late.mp4", options: "-c:v copy -c:a ac3 -b:a 192k"},
	}
}

// shown is the clip with the size, rate and length of the one that it is made of.
func (c clip) shown() clip {
	for _, from := range clips() {
		if from.name == c.of {
			c.seconds, c.width, c.height, c.fps = from.seconds, from.width, from.height, from.fps
		}
	}
	return c
}
