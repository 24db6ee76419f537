//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
)

// contestant makes a file of a clip, in a folder of its own.
type contestant struct {
	name string
	argv func(source, dir string) []string
	only func(clip) bool // nil for every clip
}

// The names that goals refer to.
const (
	ours     = "wamedia"
	best     = "wamedia, best"
	oneliner = "one-liner"
	careful  = "careful script"
	copying  = "ffmpeg -c copy"
)

// contestants are all that were asked for.
func (o options) contestants() ([]contestant, error) {
	pattern, err := regexp.Compile(o.who)
	if err != nil {
		return nil, err
	}
	script := func(name string) func(source, dir string) []string {
		return func(source, dir string) []string {
			return []string{filepath.Join(o.scripts, name), source, filepath.Join(dir, "out.mp4")}
		}
	}
	wamedia := func(more ...string) func(source, dir string) []string {
		return func(source, dir string) []string {
			return append([]string{o.wamedia, "prepare", "--quiet", "-o", dir, source}, more...)
		}
	}
	isEncoded := func(c clip) bool { return c.kind == encoded }
	var out []contestant
	for _, c := range []contestant{
		{ours, wamedia(), nil},
		{best, wamedia("--quality", "best"), isEncoded},
		{oneliner, script("oneliner.sh"), nil},
		{careful, script("careful.sh"), nil},
		{"HandBrake", script("handbrake.sh"), isEncoded},
		{copying, script("copy.sh"), func(c clip) bool { return c.kind >= remuxed }},
	} {
		if pattern.MatchString(c.name) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no contestant is named %q", o.who)
	}
	return out, nil
}
