package local

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/media/mediatest"
)

// kinds that a file may be sent as.
func kinds() []media.Kind {
	return []media.Kind{media.Image, media.Sticker, media.Video, media.Audio, media.Voice, media.Document}
}

// FuzzRequest takes any facts over the rules, the plan and the estimate of memory to what the image worker is asked. The
// arguments of ffmpeg have a target of their own beside them.
func FuzzRequest(f *testing.F) {
	for kind := range len(kinds()) {
		for first := range byte(28) {
			f.Add([]byte{first, 2, 3, 0, 1, 2, 3, 2, 5, 2, 5, 0, 0, 1, 1, 2, 9, 3, 2, 3, 2, 3, 200}, byte(kind), first)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, kind, choice byte) {
		facts := mediatest.Facts(b)
		judged := validate.Policy{As: kinds()[int(kind)%len(kinds())]}.Judge(facts, "file.bin")
		plan := transcode.Make(judged, options(choice))
		dearer, _ := plan.Escalate(judged)
		for _, p := range []transcode.Plan{plan, dearer} {
			if p.Engine != "" {
				asked(t, pipeline.Task{Source: "source", Output: "output", Facts: &facts, Plan: p})
			}
		}
	})
}

func options(choice byte) transcode.Options {
	o := transcode.Options{
		Trim: choice&1 > 0, AllowSVG: choice&2 > 0, Salvage: choice&4 > 0, Loudness: choice&8 > 0, MaxSide: math.MaxInt * int(choice>>7),
		Threads: int(choice>>6&1) * 64,
	}
	if choice&16 > 0 {
		o.Fit = "cover"
	}
	if choice&32 > 0 {
		o.OverLong, o.Quality = "speed", "best"
	}
	return o
}

// pipeSize in bytes is what a pipe holds that nobody reads (pipe(7)).
const pipeSize = 64 << 10

// asked checks the estimate for a task, and the request to the image worker.
func asked(t *testing.T, task pipeline.Task) {
	t.Helper()
	if memory := engines(nil, nil, "")[task.Plan.Engine].Memory(task); memory <= 0 {
		t.Errorf("%s is estimated to take %d bytes", task.Plan.Engine, memory)
	}
	req := request(task)
	if task.Plan.Engine == transcode.AnimationEngine && task.Facts.MIME != "image/webp" {
		frames, times := wanted(task)
		req.Frames = &times
		if frames.FPS == 0 && (frames.Most == 0 || frames.Most != len(times.MS)) {
			t.Errorf("%d frames are asked for and %d times given", frames.Most, len(times.MS))
		}
	}
	if limit := processorTime(&req); limit <= 0 {
		t.Errorf("the image worker is given %v", limit)
	}
	sent, err := json.Marshal(req)
	if err != nil || len(sent) > pipeSize {
		t.Errorf("a request of %d bytes: %v", len(sent), err)
	}
	var got job.Request
	if err := json.Unmarshal(sent, &got); err != nil || got.Memory() <= 0 {
		t.Errorf("the image worker reads a job of %d bytes of memory: %v", got.Memory(), err)
	}
}
