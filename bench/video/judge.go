//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// result is what one contestant came to on one clip.
type result struct {
	clip clip
	who  string
	cost measure.Cost
	// size in bytes; 0 where nothing was made.
	size int64
	// binds is set where the one-liner had to encode again for the limit.
	binds  bool
	broken []string // rules
	ssim   float64
}

// judge looks at the file in a folder; it stands there alone, but for the marks of scripts.
func (o options) judge(ctx context.Context, r *result, source, dir string) error {
	r.binds = exists(filepath.Join(dir, "out.mp4.over"))
	made, err := filepath.Glob(filepath.Join(dir, "*.mp4"))
	if err != nil || len(made) != 1 {
		return err
	}
	info, err := os.Stat(made[0])
	if err != nil || info.Size() == 0 {
		return err
	}
	r.size = info.Size()
	if r.broken, err = measure.Broken(ctx, o.wamedia, made[0]); err == nil && len(r.broken) == 0 {
		r.broken, err = probed(ctx, made[0])
	}
	if err != nil {
		return err
	}
	r.ssim, err = r.clip.score(ctx, source, made[0])
	return err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// probed asks ffprobe what lint let pass.
func probed(ctx context.Context, path string) ([]string, error) {
	said, err := measure.Output(ctx, "ffprobe", "-v", "error", "-show_entries",
		"stream=codec_type,codec_name,profile,pix_fmt,has_b_frames", "-of", "json", path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Streams []struct {
			Type      string `json:"codec_type"`
			Codec     string `json:"codec_name"`
			Profile   string
			Format    string `json:"pix_fmt"`
			Reordered int    `json:"has_b_frames"`
		}
	}
	if err := json.Unmarshal([]byte(said), &file); err != nil {
		return nil, fmt.Errorf("ffprobe said %.100q: %w", said, err)
	}
	var faults []string
	for _, s := range file.Streams {
		main := s.Profile == "Main" || strings.HasSuffix(s.Profile, "Baseline")
		video := s.Codec == "h264" && main && s.Format == "yuv420p" && s.Reordered == 0
		audio := s.Type == "audio" && s.Codec == "aac" && s.Profile == "LC"
		if !video && !audio {
			faults = append(faults, fmt.Sprintf("ffprobe: %s %s %s", s.Type, s.Codec, s.Profile))
		}
	}
	return faults, nil
}

// scored is how many frames of a clip are compared at most; of more, every second, third and so on.
const scored = 600

// score compares a file with its source, frame by frame at equal times, both at the size that the clip is shown with.
func (c clip) score(ctx context.Context, source, made string) (float64, error) {
	c = c.shown()
	step := max(1, int(c.seconds*c.fps/scored))
	same := fmt.Sprintf("setpts=PTS-STARTPTS,fps=%g,framestep=%d,scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int,format=yuv420p",
		c.fps, step, c.width, c.height)
	s, err := measure.Compare(ctx, fmt.Sprintf("[0:V:0]%[1]s[a];[1:V:0]%[1]s[b];[a][b]ssim=shortest=1", same), source, made)
	return s.SSIM, err
}
