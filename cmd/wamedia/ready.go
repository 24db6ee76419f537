package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/pipeline/walk"
)

// warnUnready tells before the work starts what would else come out with the first film. A single file tells it soon
// enough.
func (a *app) warnUnready(ctx context.Context, line *local.Local, files []walk.File) {
	if len(files) < 2 || !slices.ContainsFunc(files, a.mayPlay) {
		return
	}
	if err := line.Ready(ctx); err != nil && ctx.Err() == nil {
		a.complain(err)
	}
}

// mayPlay guesses by name whether a file has moving pictures or sound that may have to be encoded.
func (a *app) mayPlay(f walk.File) bool {
	if slices.Contains([]string{"video", "audio", "voice"}, a.flags.as) {
		return true
	}
	return slices.Contains([]string{
		".mp4", ".m4v", ".mov", ".3gp", ".3g2", ".mkv", ".webm", ".avi", ".wmv", ".flv", ".ts", ".mts", ".mpg", ".mpeg",
		".ogv", ".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac", ".wma", ".aif", ".aiff", ".amr", ".caf",
	}, strings.ToLower(filepath.Ext(f.Rel)))
}
