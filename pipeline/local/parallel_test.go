//go:build unix

package local_test

import (
	"fmt"
	"iter"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// BenchmarkParallel encodes many short clips, and one long one, with so many encodes at a time and so many threads for
// each; 0 threads are the default, which goes by the length. It tells the processor time of all processes besides the
// time that passed.
func BenchmarkParallel(b *testing.B) {
	dir := b.TempDir()
	clips := make([]string, 8)
	for i := range clips {
		clips[i] = recording(b, dir, i, 3)
	}
	long := []string{recording(b, dir, len(clips), 24)}
	for _, c := range []struct {
		name          string
		sources       []string
		jobs, threads []int
	}{
		{"clips", clips, []int{1, 2, 3}, []int{1, 2, 3, 0}},
		{"long", long, []int{2}, []int{1, 2, 3, 0}},
	} {
		for _, jobs := range c.jobs {
			for _, threads := range c.threads {
				b.Run(fmt.Sprintf("%s/jobs=%d/threads=%d", c.name, jobs, threads), func(b *testing.B) {
					parallel(b, c.sources, jobs, threads)
				})
			}
		}
	}
}

// recording is what a phone records: H.264 High with B-frames, 1280×720, some noise.
func recording(b *testing.B, dir string, seed, seconds int) string {
	b.Helper()
	path := filepath.Join(dir, strconv.Itoa(seed)+".mp4")
	scene := fmt.Sprintf("testsrc2=size=1280x720:rate=30,noise=alls=12:allf=t:all_seed=%d", seed)
	out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", scene, "-t", strconv.Itoa(seconds),
		"-c:v", "libx264", "-preset", "superfast", "-profile:v", "high", "-bf", "2", "-pix_fmt", "yuv420p", path).CombinedOutput()
	if err != nil {
		b.Fatalf("ffmpeg: %v: %s", err, out)
	}
	return path
}

func parallel(b *testing.B, sources []string, jobs, threads int) {
	b.Helper()
	var cpu time.Duration
	for b.Loop() {
		out, before := b.TempDir(), childTime(b)
		l, err := local.New(b.Context(), local.Config{Work: out, Jobs: jobs, Options: transcode.Options{Threads: threads}})
		if err != nil {
			b.Fatal(err)
		}
		for r := range l.Run(b.Context(), clipItems(sources, out)) {
			if r.Err != nil || r.Plan.Video.Do != transcode.Encode {
				b.Fatalf("%s: %s, %v", r.Path, r.Plan.Action, r.Err)
			}
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
		cpu += childTime(b) - before
	}
	b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
}

func clipItems(sources []string, out string) iter.Seq[pipeline.Item] {
	return func(yield func(pipeline.Item) bool) {
		for i, source := range sources {
			it := pipeline.Item{Index: i, Path: source, Output: func(mime string) string {
				return filepath.Join(out, strconv.Itoa(i)+validate.Extensions(mime)[0])
			}}
			if !yield(it) {
				return
			}
		}
	}
}

// childTime is the processor time of all children that have ended.
func childTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
