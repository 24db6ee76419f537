package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/whatsapp/inbox"
)

// deliverer hands notices to the program, to the URL, and to standard output, in this order: what fails is done again
// from the start.
func (a *app) deliverer(f *inboundFlags, args []string) (func(context.Context, inbox.Notice) error, error) {
	var hooks []func(context.Context, inbox.Notice) error
	if f.run != "" {
		path, err := process.FindOr(f.run, "", "")
		if err == nil {
			path, err = filepath.Abs(path)
		}
		if err != nil {
			return nil, usage(fmt.Errorf("--exec: %w", err))
		}
		hooks = append(hooks, func(ctx context.Context, n inbox.Notice) error {
			return process.Run(ctx, hookCommand(f, path, args, n))
		})
	}
	if f.post != "" {
		post, err := inbox.Poster(f.post)
		if err != nil {
			return nil, usage(fmt.Errorf("--post: %w", err))
		}
		hooks = append(hooks, post)
	}
	var printing sync.Mutex
	return func(ctx context.Context, n inbox.Notice) error {
		for _, hook := range hooks {
			if err := hook(ctx, n); err != nil {
				return err
			}
		}
		printing.Lock()
		defer printing.Unlock()
		err := a.printNotice(n)
		if len(hooks) > 0 {
			return nil // it was delivered
		}
		return err
	}, nil
}

func (a *app) printNotice(n inbox.Notice) error {
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = a.out.Write(append(printable.JSON(line), '\n'))
	return err
}

// hookCommand gives the program what it needs to know. Values are the sender's words: they are data in every place.
func hookCommand(f *inboundFlags, path string, args []string, n inbox.Notice) process.Command {
	file, prepared := "", ""
	if n.Path != "" {
		file = filepath.Join(f.dir, filepath.FromSlash(n.Path))
		args = append(append([]string{}, args...), file)
	}
	if n.Prepared != nil && n.Prepared.Path != "" {
		prepared = filepath.Join(f.dir, filepath.FromSlash(n.Prepared.Path))
	}
	env := []string{}
	for _, pair := range [][2]string{
		{"EVENT", n.Type}, {"FILE", file}, {"MESSAGE_ID", n.MessageID}, {"FROM", n.From}, {"USER_ID", n.UserID},
		{"KIND", n.Kind}, {"MIME", n.MIME}, {"PREPARED", prepared}, {"ADVICE", n.Advice},
	} {
		env = append(env, "WAMEDIA_"+pair[0]+"="+strings.ReplaceAll(pair[1], "\x00", ""))
	}
	text, _ := json.Marshal(n) // a notice is made of JSON
	return process.Command{Path: path, Args: args, Env: env, Stdin: bytes.NewReader(append(text, '\n')), Limits: process.Limits{Wall: f.runTime}}
}
