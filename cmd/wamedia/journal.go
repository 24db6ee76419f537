package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline/walk"
)

// journal keeps the report that stands beside the outputs. While a run goes on its lines are added to the last
// run's report, so that the outputs of a run that is killed are still known for ours; at the end its own lines
// replace the file.
type journal struct {
	path  string
	made  map[string]int64 // output of an earlier run → its size in bytes
	last  time.Time        // when the last of them was recorded
	start int64            // where the lines of this run begin
	file  *os.File
	lines report.Writer
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

func (j *journal) open() (err error) {
	if j.file, err = os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o666); err != nil {
		return err
	}
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	j.last, j.start = info.ModTime(), info.Size()
	j.remember()
	j.lines, err = report.New("json", j.file, report.Options{})
	return err
}

// remember learns which outputs earlier runs made. A line that is no result, or cut short, is passed over.
func (j *journal) remember() {
	lines := bufio.NewReader(io.NewSectionReader(j.file, 0, j.start))
	for {
		line, err := lines.ReadBytes('\n')
		var made struct {
			Output string `json:"output"`
			Size   int64  `json:"output_size"`
		}
		if json.Unmarshal(line, &made) == nil && made.Output != "" {
			j.made[made.Output] = made.Size
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

// record adds every entry to the report on its way.
func (j *journal) record(entries iter.Seq[*report.Entry]) iter.Seq[*report.Entry] {
	return func(yield func(*report.Entry) bool) {
		summary := report.NewSummary()
		for e := range entries {
			summary.Add(e)
			_ = j.lines.Entry(e) // a full disk shows when the report is closed
			if !yield(e) {
				return
			}
		}
		_ = j.lines.Close(summary)
	}
}

// close leaves the lines of this run alone in the report.
func (j *journal) close() error {
	if err := j.replace(); err != nil {
		return noWork(fmt.Errorf("write the report: %w", errors.Join(err, j.file.Close())))
	}
	return j.file.Close()
}

func (j *journal) replace() error {
	if j.start == 0 {
		return nil
	}
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	fresh, err := os.CreateTemp(filepath.Dir(j.path), ".wamedia-*.tmp")
	if err != nil {
		return err
	}
	_, err = io.Copy(fresh, io.NewSectionReader(j.file, j.start, info.Size()-j.start))
	if err = errors.Join(err, fresh.Chmod(readable), fresh.Close()); err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return os.Rename(fresh.Name(), j.path)
}

// readable is the mode of a file that is no secret.
const readable fs.FileMode = 0o644
