package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode/job"
)

// Tool is a program that conversions need.
type Tool struct {
	// Name, Path and Version of the program.
	Name, Path, Version string
	// Has and Lacks say in words what it can and cannot do for us.
	Has, Lacks []string
	// Err tells why the program cannot be used, and how to get it.
	Err error
}

// Confinement tells how the programs are confined, and what this system lacks for it; lacks is empty where nothing is
// missing.
func Confinement() (has, lacks string) { return process.ConfinementStatus() }

// Tools looks at the programs of this machine.
func Tools(ctx context.Context) []Tool {
	return []Tool{ffmpegTool(ctx), vipsTool(ctx)}
}

func ffmpegTool(ctx context.Context) Tool {
	t := Tool{Name: "ffmpeg"}
	engine, err := openFFmpeg("", 0)
	if err != nil {
		t.Err = err
		return t
	}
	inventory, err := engine.Inventory(ctx)
	if err != nil {
		t.Err = err
		return t
	}
	t.Path, t.Version = engine.Path(), inventory.Version
	for _, part := range inventory.Missing {
		t.Lacks = append(t.Lacks, fmt.Sprintf("no %s %s: %s cannot be made", part.Sort, part.Name, part.For))
	}
	if len(inventory.Missing) == 0 {
		t.Has = []string{"H.264, AAC and Opus encoders: video, audio, voice, animated stickers"}
	}
	return t
}

// helloTime is how long the image worker may take to say what it is.
const helloTime = 10 * time.Second

func vipsTool(ctx context.Context) Tool {
	t := Tool{Name: "wamedia-vips"}
	w := newWorker("", 1)
	defer w.close()
	if t.Err = w.start(); t.Err != nil {
		return t
	}
	t.Path = w.path
	var said bytes.Buffer
	command := w.command()
	command.Stdin, command.Stdout, command.Limits.Wall = strings.NewReader(""), &said, helloTime
	if t.Err = process.Run(ctx, command); t.Err != nil {
		return t
	}
	var hello job.Hello
	frame, err := job.ReadFrame(&said)
	if err == nil {
		err = w.greet(frame)
	}
	if t.Err = err; err != nil {
		return t
	}
	_ = json.Unmarshal(frame, &hello) // greet has read it already
	t.Version = fmt.Sprintf("libvips %s, libwebp %s", hello.Libvips, hello.Libwebp)
	t.Has = []string{"reads " + strings.Join(hello.Loaders, ", ")}
	return t
}
