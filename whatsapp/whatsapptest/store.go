package whatsapptest

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// Upload is one file that was accepted, as often as it was.
type Upload struct {
	// SHA256 is the hash of the file in lower-case hex.
	SHA256 string `json:"sha256"`
	// MIME is the type it was uploaded as.
	MIME string `json:"mime"`
	// Count is the number of times it was accepted, each under an id of its own.
	Count int      `json:"count"`
	IDs   []string `json:"ids"`
}

// record is one accepted upload, and one line of the list on disk.
type record struct {
	ID      string    `json:"id"`
	SHA256  string    `json:"sha256,omitempty"`
	MIME    string    `json:"mime,omitempty"`
	Size    int64     `json:"size,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Name    string    `json:"name,omitempty"`
	Time    time.Time `json:"time,omitzero"`
	Deleted bool      `json:"deleted,omitempty"`
}

// store keeps files by their hash, and a list of what was accepted to which each
// acceptance and each deletion adds one line. A line is written before the
// request is answered, so a killed process loses nothing that it answered. (The
// list is not synced: what a power cut takes does not matter to a sandbox.)
type store struct {
	dir  string
	temp bool

	mu    sync.Mutex
	list  *os.File
	byID  map[string]record
	order []string
}

func openStore(dir string) (*store, error) {
	s := &store{dir: dir, temp: dir == "", byID: map[string]record{}}
	if s.temp {
		temp, err := os.MkdirTemp("", "whatsapptest-")
		if err != nil {
			return nil, err
		}
		s.dir = temp
	}
	if err := s.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox folder: %w", err), s.close())
	}
	return s, nil
}

// load reads the list and opens it for more. What an earlier process left half
// received is swept away.
func (s *store) load() error {
	if err := os.RemoveAll(s.path("incoming")); err != nil {
		return err
	}
	for _, folder := range []string{"files", "incoming"} {
		if err := os.MkdirAll(s.path(folder), 0o700); err != nil {
			return err
		}
	}
	list, err := os.OpenFile(s.path("uploads.ndjson"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s.list = list
	known, err := os.ReadFile(list.Name())
	if err != nil {
		return err
	}
	return s.replay(known)
}

// replay reads the list. A last line without its end was never answered for, and
// is cut off.
func (s *store) replay(known []byte) error {
	whole := bytes.LastIndexByte(known, '\n') + 1
	if whole < len(known) {
		if err := s.list.Truncate(int64(whole)); err != nil {
			return err
		}
	}
	for number, line := range bytes.Split(bytes.TrimSuffix(known[:whole], []byte("\n")), []byte("\n")) {
		var r record
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("%s, line %d: %w", s.list.Name(), number+1, err)
		}
		s.apply(r)
	}
	return nil
}

func (s *store) apply(r record) {
	if r.Deleted {
		known := s.byID[r.ID]
		known.Deleted = true
		s.byID[r.ID] = known
		return
	}
	s.byID[r.ID] = r
	s.order = append(s.order, r.ID)
}

// add writes a line and takes it over.
func (s *store) add(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := s.list.Write(append(line, '\n')); err != nil {
		return err
	}
	s.apply(r)
	return nil
}

// accept keeps a spooled file under a new id.
func (s *store) accept(r record, file *spool) (id string, err error) {
	r.SHA256, r.Size = file.sum, file.size
	if _, err := os.Stat(s.file(r)); err == nil {
		file.discard()
	} else if err := os.Rename(file.path, s.file(r)); err != nil {
		file.discard()
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.ID = s.newID()
	return r.ID, s.add(r)
}

func (s *store) delete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(record{ID: id, Deleted: true})
}

// find returns a media that was accepted and not deleted.
func (s *store) find(id string) (record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.byID[id]
	return r, ok && !r.Deleted
}

func (s *store) open(r record) (*os.File, error) { return os.Open(s.file(r)) }

func (s *store) uploads() []Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Upload{}
	at := map[[2]string]int{}
	for _, id := range s.order {
		r := s.byID[id]
		key := [2]string{r.SHA256, r.MIME}
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, Upload{SHA256: r.SHA256, MIME: r.MIME})
		}
		all[i].Count++
		all[i].IDs = append(all[i].IDs, id)
	}
	return all
}

// newID returns a string of digits above 2^53, as the API's are: whoever reads it
// as a float gets another one.
func (s *store) newID() string {
	const smallest, largest = 1<<53 + 1, 1<<63 - 1
	for {
		var b [8]byte
		_, _ = rand.Read(b[:])
		id := strconv.FormatUint(smallest+binary.LittleEndian.Uint64(b[:])%(largest-smallest), 10)
		if _, taken := s.byID[id]; !taken {
			return id
		}
	}
}

func (s *store) path(name string) string { return filepath.Join(s.dir, name) }
func (s *store) file(r record) string    { return filepath.Join(s.dir, "files", r.SHA256) }

func (s *store) close() error {
	var err error
	if s.list != nil {
		err = s.list.Close()
	}
	if s.temp {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}
