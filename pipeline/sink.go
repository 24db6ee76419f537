package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wamedia/wamedia/pipeline/workdir"
)

// Finished is a file that passed all checks.
type Finished struct {
	// Index and Name are the item's.
	Index int
	Name  string
	// MIME is the type of the file at Path, which has Size bytes.
	MIME, Path string
	Size       int64
	// Keep says that the file is still needed at Path: it is to be sent. Else it may be moved away.
	Keep bool
	// Target is what Item.Output said; empty where it is nil.
	Target string
}

// Sink keeps finished files. A Folder is one.
type Sink interface {
	// Put stores the file and returns where. A file that stands there already, and that the Sink did not make, has to be
	// left alone: that is an ErrExists.
	Put(ctx context.Context, f Finished) (place string, err error)
}

// Folder is a Sink that keeps files at their Target, which Item.Output names.
type Folder struct {
	// Dir is the folder of all outputs: no symbolic link below it is followed. Targets outside of it stand in folders
	// that are opened as they are named.
	Dir string
	// Own reports whether an existing file at a target was made by an earlier run and may be replaced; nil replaces none
	// but those of the same bytes.
	Own func(path string) bool
	// Placing is told of every output before it takes its name; an error keeps it from doing so. Nil is told nothing.
	Placing func(path string, size int64) error
}

// Put gives the file its target's name, in one rename. A file of another disk is copied there first.
func (d Folder) Put(_ context.Context, f Finished) (string, error) {
	out, err := outputAt(d.Dir, f.Target)
	if err != nil {
		return "", err
	}
	defer out.close()
	err = d.rename(out, f)
	if errors.Is(err, errNeedsCopy) {
		err = d.copied(out, f)
	}
	if err != nil {
		return "", err
	}
	return f.Target, nil
}

// rename moves the finished file to its name, which must be free, our own, or of the same bytes.
func (d Folder) rename(out *output, f Finished) error {
	info, err := out.lstat()
	taken := err == nil
	if taken && !d.mayReplace(out.path, f.Path, info) {
		return fmt.Errorf("write %s: %w", out.path, ErrExists)
	}
	if d.Placing != nil {
		if err := d.Placing(out.path, f.Size); err != nil {
			return err
		}
	}
	switch {
	case taken && f.Keep:
		return errNeedsCopy
	case taken:
		return out.replace(f.Path)
	}
	err = out.create(f.Path, f.Keep)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write %s: %w", out.path, ErrExists)
	}
	return err
}

func (d Folder) mayReplace(target, finished string, info fs.FileInfo) bool {
	return info.Mode().IsRegular() && (same(finished, target) || d.Own != nil && d.Own(target))
}

// copied brings the file to the outputs' disk, in a folder for what is not finished, and renames it there.
func (d Folder) copied(out *output, f Finished) (err error) {
	near, err := workdir.New(filepath.Dir(out.path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, near.Close()) }()
	from, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	defer func() { _ = from.Close() }()
	far, keep := f.Path, f.Keep
	f.Path, f.Keep = near.File(".part"), false
	if err := write(f.Path, io.NewSectionReader(from, 0, f.Size)); err != nil {
		return err
	}
	if err := d.rename(out, f); err != nil || keep {
		return err
	}
	return os.Remove(far)
}
