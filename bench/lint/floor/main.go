// Command floor opens, stats and reads up to 64 KiB of every file below a folder, two at a time, and does nothing with
// what it read: about the least that any program has to do that looks into files.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

const (
	workers = 2
	most    = 64 << 10
)

func main() {
	if err := touchTree(os.Args[1:]); err != nil {
		slog.Error("floor", "err", err)
		os.Exit(1) //nolint:forbidigo // main is where a program ends
	}
}

func touchTree(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("got the arguments %q; want one folder", args)
	}
	paths := make(chan string, 64)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() { touchAll(paths) })
	}
	err := filepath.WalkDir(args[0], func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths <- path
		}
		return err
	})
	close(paths)
	group.Wait()
	return err
}

func touchAll(paths <-chan string) {
	buf := make([]byte, most)
	for path := range paths {
		if err := touch(path, buf); err != nil {
			slog.Error("read", "err", err)
		}
	}
}

func touch(path string, buf []byte) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = io.ReadFull(f, buf[:min(info.Size(), most)])
	return err
}
