package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/pipeline/workdir"
)

// journal keeps the report that stands beside the outputs. A run begins with a copy of the last run's report, renamed over
// it, and adds to the copy its results and a line before every output that is to appear. So the outputs of a run that is
// killed are still known as ours, and nothing is written through a link. At the end the run's own results replace the file.
type journal struct {
	path  string
	made  map[string]int64 // output of an earlier run → its size in bytes
	last  time.Time        // when the last of them was recorded
	start int64            // where the lines of this run begin
	file  *lineFile
	lines report.Writer
	skips *report.Skips // what was passed over in folders
}

func openJournal(dir string) (*journal, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, noWork(fmt.Errorf("make the output folder: %w", err))
	}
	j := &journal{path: filepath.Join(dir, walk.ReportName), made: map[string]int64{}}
	if err := j.open(); err != nil {
		return nil, noWork(fmt.Errorf("open the report: %w", err))
	}
	return j, nil
}

func (j *journal) open() error {
	last, err := lastReport(j.path)
	if err != nil {
		return err
	}
	if last != nil {
		defer func() { _ = last.Close() }()
		info, err := last.Stat()
		if err != nil {
			return err
		}
		j.last, j.start = info.ModTime(), info.Size()
	}
	if j.file, err = j.begin(last); err != nil {
		return err
	}
	j.remember()
	j.lines, err = report.New("json", j.file, report.Options{})
	return err
}

// lastReport opens the last run's report, or nothing where there is none or what stands there is no regular file.
func lastReport(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	last, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	opened, err := last.Stat()
	if err != nil || !os.SameFile(info, opened) { // replaced by a link meanwhile
		return nil, errors.Join(err, last.Close())
	}
	return last, nil
}

// begin puts a copy of the last report in its place and leaves it open for this run's lines.
func (j *journal) begin(last *os.File) (*lineFile, error) {
	var file *lineFile
	err := j.renew(func(fresh *os.File) error {
		file = &lineFile{File: fresh}
		if last == nil {
			return nil
		}
		n, err := io.Copy(fresh, io.LimitReader(last, j.start))
		j.start = n
		return errors.Join(err, os.Chtimes(fresh.Name(), time.Time{}, j.last)) // own compares by it
	})
	if err != nil && file != nil {
		err = errors.Join(err, file.Close())
	}
	return file, err
}

// remember learns which outputs earlier runs made. A line that is no result, or cut short, is passed over.
func (j *journal) remember() {
	lines := bufio.NewReader(io.NewSectionReader(j.file, 0, j.start))
	for {
		line, err := lines.ReadBytes('\n')
		var made placed
		if json.Unmarshal(line, &made) == nil && made.Output != "" {
			j.made[cmp.Or(string(made.Bytes), made.Output)] = made.Size
		}
		if err != nil {
			return
		}
	}
}

// own tells whether the file at path is an output of an earlier run that nobody has changed since.
func (j *journal) own(path string) bool {
	size, ok := j.made[path]
	info, err := os.Lstat(path)
	return ok && err == nil && info.Mode().IsRegular() && info.Size() == size && !info.ModTime().After(j.last)
}

// placing begins every line that tells of an output to come.
const placing = `{"type":"placing",`

// placed is the part of a line that tells of an output, to come or there.
type placed struct {
	Type   string `json:"type"`
	Output string `json:"output"`
	Bytes  []byte `json:"output_bytes,omitempty"`
	Size   int64  `json:"output_size"`
}

// place notes an output that is about to appear. It is called from any goroutine.
func (j *journal) place(path string, size int64) error {
	line, err := json.Marshal(placed{Type: "placing", Output: path, Bytes: printable.Invalid(path), Size: size})
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("note the output in %s: %w", j.path, err)
	}
	return nil
}

// record adds every entry to the report on its way.
func (j *journal) record(entries iter.Seq[*report.Entry]) iter.Seq[*report.Entry] {
	return func(yield func(*report.Entry) bool) {
		summary := report.NewSummary()
		for e := range entries {
			summary.Add(e)
			_ = j.lines.Entry(e) // the file remembers why not
			if !yield(e) {
				return
			}
		}
		j.skips.Into(summary)
		_ = j.lines.Close(summary)
	}
}

// close leaves the results of this run alone in the report.
func (j *journal) close() error {
	err := j.file.failure()
	if err == nil {
		err = j.replace()
	}
	if err = errors.Join(err, j.file.Close()); err != nil {
		return noWork(fmt.Errorf("write the report %s: %w", j.path, err))
	}
	return nil
}

func (j *journal) replace() error {
	return j.renew(func(fresh *os.File) error { return errors.Join(j.results(fresh), fresh.Close()) })
}

// renew writes a new file beside the report and gives it the report's name.
func (j *journal) renew(fill func(fresh *os.File) error) (err error) {
	work, err := workdir.New(filepath.Dir(j.path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.Close()) }()
	fresh, err := os.OpenFile(work.File(".json"), os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_RDWR, 0o666)
	if err != nil {
		return err
	}
	if err := fill(fresh); err != nil {
		return err
	}
	return os.Rename(fresh.Name(), j.path)
}

// results copies the lines of this run that are results.
func (j *journal) results(w io.Writer) error {
	out := bufio.NewWriter(w)
	lines := bufio.NewReader(io.NewSectionReader(j.file, j.start, math.MaxInt64-j.start))
	for {
		line, err := lines.ReadBytes('\n')
		if !bytes.HasPrefix(line, []byte(placing)) {
			_, _ = out.Write(line) // Flush tells
		}
		switch {
		case errors.Is(err, io.EOF):
			return out.Flush()
		case err != nil:
			return err
		}
	}
}
