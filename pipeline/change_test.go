package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
	"github.com/wamedia/wamedia/pipeline/workdir"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/transcode/faststart"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// sender uploads to the fake platform, and changes a file before and while it does.
type sender struct {
	client  *whatsapp.Client
	before  func()
	midways func()
}

func (s *sender) Upload(ctx context.Context, u Upload) (string, error) {
	if s.before != nil {
		s.before()
	}
	m := whatsapp.Media{Name: u.Name, MIME: u.MIME, Content: u.Body, Size: u.Size}
	if s.midways != nil {
		m.Content = &midway{ReaderAt: u.Body, at: u.Size / 2, do: s.midways}
	}
	done, err := s.client.Upload(ctx, m)
	return done.ID, err
}

// midway does something before the second half is read.
type midway struct {
	io.ReaderAt
	at int64
	do func()
}

func (m *midway) ReadAt(p []byte, off int64) (int, error) {
	if off >= m.at && m.do != nil {
		m.do()
		m.do = nil
	}
	return m.ReaderAt.ReadAt(p, off)
}

// mover moves moov first, as the engine for that does.
type mover struct{}

func (mover) Memory(Task) int64 { return 1 }

func (mover) Apply(ctx context.Context, t Task) (Outcome, error) {
	in, err := os.ReadFile(t.Source)
	if err != nil {
		return Outcome{}, err
	}
	var out bytes.Buffer
	if err := faststart.Rewrite(ctx, &out, bytes.NewReader(in), int64(len(in))); err != nil {
		return Outcome{}, err
	}
	return Outcome{}, os.WriteFile(t.Output, out.Bytes(), 0o600)
}

// scene is a line with a real ledger and a platform that listens, and one source.
type scene struct {
	*testing.T
	line   *Line
	graph  *whatsapptest.Server
	ledger *sqlledger.Ledger
	source string
	out    string
	bytes  []byte
}

func newScene(t *testing.T, name string, data []byte) *scene {
	t.Helper()
	dir := t.TempDir()
	s := &scene{T: t, graph: whatsapptest.NewServer(t), source: filepath.Join(dir, "in", name), out: filepath.Join(dir, "out"), bytes: data}
	if err := os.Mkdir(filepath.Dir(s.source), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.source, data, 0o600); err != nil {
		t.Fatal(err)
	}
	work, err := workdir.New(s.out)
	if err != nil {
		t.Fatal(err)
	}
	if s.ledger, err = sqlite.Open(t.Context(), filepath.Join(dir, "ledger.db"), nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = work.Close(), s.ledger.Close() })
	s.line = &Line{
		Work: work, Engines: map[transcode.Engine]Engine{transcode.MoovEngine: mover{}},
		Uploader: &sender{client: s.graph.Client()}, Ledger: s.ledger, API: s.graph.URL, Phone: "1",
	}
	return s
}

func (s *scene) item() Item {
	return Item{Path: s.source, Output: func(string) string { return filepath.Join(s.out, filepath.Base(s.source)) }}
}

// check holds what must hold whatever happens: only what is recorded was sent, and only bytes that were the source's,
// or were made of them.
func (s *scene) check(r Result, made []byte) {
	s.Helper()
	recorded := s.recorded()
	want := sha256.Sum256(made)
	for _, u := range s.graph.Uploads() {
		if !recorded[u.SHA256] || u.SHA256 != hex.EncodeToString(want[:]) {
			s.Errorf("the platform holds %s, recorded are %v, made was %x", u.SHA256, recorded, want)
		}
	}
	if sent := len(s.graph.Uploads()); (r.Err == nil) != (sent == 1 && len(recorded) == 1) {
		s.Errorf("%d sent, %d recorded, error %v", sent, len(recorded), r.Err)
	}
}

// recorded are the hashes that the ledger has media ids for.
func (s *scene) recorded() map[string]bool {
	s.Helper()
	hashes := map[string]bool{}
	for record, err := range s.ledger.Records(s.Context(), ledger.Filter{State: ledger.Done}) {
		if err != nil {
			s.Fatal(err)
		}
		hashes[hex.EncodeToString(record.Key.SHA256[:])] = true
	}
	return hashes
}

// wantChanged asserts that the change was noticed, and that nothing came of the file.
func (s *scene) wantChanged(r Result) {
	s.Helper()
	var changed *validate.ChangedError
	if !errors.Is(r.Err, validate.ErrChanged) || !errors.As(r.Err, &changed) || !strings.Contains(r.Err.Error(), "changed while it was read") {
		s.Errorf("error %v, want an ErrChanged", r.Err)
	}
	if r.Output != "" || r.MediaID != "" || r.Verdict != "" {
		s.Errorf("of a file that changed: output %q, media id %q, verdict %q", r.Output, r.MediaID, r.Verdict)
	}
	if _, err := os.Stat(filepath.Join(s.out, filepath.Base(s.source))); err == nil {
		s.Error("an output stands there")
	}
	s.check(r, nil)
}

// changes are the ways in which a file changes under a reader. In place means that the times are set back.
func changes(t *testing.T, path string) map[string]func() {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	overwrite := func() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		must(err)
		_, err = f.WriteAt([]byte("PRIVATE"), 3)
		must(errors.Join(err, f.Close()))
	}
	return map[string]func(){
		"truncated": func() { must(os.Truncate(path, 5)) },
		"grown": func() {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			must(err)
			_, err = f.WriteString("PRIVATE")
			must(errors.Join(err, f.Close()))
		},
		"overwritten": overwrite,
		"overwritten and its time set back": func() {
			info, err := os.Stat(path)
			must(err)
			overwrite()
			must(os.Chtimes(path, info.ModTime(), info.ModTime()))
		},
		"replaced by rename": func() {
			must(os.WriteFile(path+".new", []byte("PRIVATE text of another file\n"), 0o600))
			must(os.Rename(path+".new", path))
		},
		"removed": func() { must(os.Remove(path)) },
		"replaced by a link": func() {
			must(os.WriteFile(path+".private", []byte("PRIVATE\n"), 0o600))
			must(os.Remove(path))
			must(os.Symlink(path+".private", path))
		},
	}
}

const text = "a text that is sent as it is, more than seven bytes long\n"

func lateMoov(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../testdata/samples/bad/video.moov-first.mp4")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A source that changes before there is a private copy of it, or before a conversion has ended, is an outcome of its own.
func TestASourceThatChangesIsNoticedAtEveryStage(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{"a.txt": []byte(text), "a.mp4": lateMoov(t)} {
		for what := range changes(t, "") {
			for at, stage := range []string{"inspect", "plan", "conversion"} {
				if name == "a.txt" && stage == "conversion" {
					continue // a copy serves by then
				}
				t.Run(name+" "+what+" before "+stage, func(t *testing.T) {
					t.Parallel()
					s := newScene(t, name, data)
					w := s.line.work(s.item())
					stages := []part{{"inspect", w.inspect}, {"plan", w.plan}, {convertStage, w.convert}, {"hash", w.hash}, {"place", w.place}, {"send", w.send}}
					change := part{"", func(context.Context) error { changes(t, s.source)[what](); return nil }}
					all := append([]part{{"open", w.open}}, stages[:at]...)
					all = append(append(all, change), stages[at:]...)
					s.wantChanged(w.through(t.Context(), all...))
				})
			}
		}
	}
}

// changing is an engine during which the source changes.
type changing struct {
	mover
	change func()
}

func (c changing) Apply(ctx context.Context, t Task) (Outcome, error) {
	o, err := c.mover.Apply(ctx, t)
	c.change()
	return o, err
}

func TestASourceThatChangesDuringItsConversionIsNoticed(t *testing.T) {
	t.Parallel()
	for what := range changes(t, "") {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, "a.mp4", lateMoov(t))
			s.line.Engines[transcode.MoovEngine] = changing{change: changes(t, s.source)[what]}
			s.wantChanged(s.line.Process(t.Context(), s.item()))
		})
	}
}

// Once a copy was checked, what becomes of the source does not matter: what was checked is written and sent.
func TestWhatWasCheckedIsSentWhateverBecomesOfTheSource(t *testing.T) {
	t.Parallel()
	for what := range changes(t, "") {
		for _, during := range []string{"placing", "before", "midways"} {
			t.Run(what+" "+during, func(t *testing.T) {
				t.Parallel()
				s := newScene(t, "a.txt", bytes.Repeat([]byte(text), 4000))
				change := changes(t, s.source)[what]
				up := s.line.Uploader.(*sender)
				switch during {
				case "placing":
					s.line.Placing = func(string, int64) error { change(); return nil }
				case "before":
					up.before = change
				case "midways":
					up.midways = change
				}
				r := s.line.Process(t.Context(), s.item())
				if r.Err != nil {
					t.Fatal(r.Err)
				}
				if got, err := os.ReadFile(r.Output); err != nil || !bytes.Equal(got, s.bytes) {
					t.Errorf("the output is not what was checked: %v", err)
				}
				s.check(r, s.bytes)
			})
		}
	}
}

// An output that somebody changes in its final place is not sent: the request ends before its last byte.
func TestAnOutputThatChangesIsNotSent(t *testing.T) {
	t.Parallel()
	for what := range changes(t, "") {
		for _, during := range []string{"before", "midways"} {
			t.Run(what+" "+during, func(t *testing.T) {
				t.Parallel()
				s := newScene(t, "a.txt", bytes.Repeat([]byte(text), 20_000))
				change := changes(t, filepath.Join(s.out, "a.txt"))[what]
				up := s.line.Uploader.(*sender)
				if during == "before" {
					up.before = change
				} else {
					up.midways = change
				}
				r := s.line.Process(t.Context(), s.item())
				s.check(r, s.bytes)
				// The file is open by then, so that only writing into it changes what is sent.
				inPlace := !strings.HasPrefix(what, "re")
				if late := what == "grown" || what != "truncated" && during == "midways"; inPlace && !late && !errors.Is(r.Err, validate.ErrChanged) {
					t.Errorf("error %v, want an ErrChanged", r.Err)
				}
			})
		}
	}
}

// A reader that hands out other bytes each time, as a service's may, is not sent either.
func TestABodyThatChangesIsNoticed(t *testing.T) {
	t.Parallel()
	s := newScene(t, "a.txt", []byte(text))
	it := s.item()
	it.Body, it.Size = &flicker{data: []byte(text)}, int64(len(text))
	s.wantChanged(s.line.Process(t.Context(), it))
}

// flicker changes one letter with every read.
type flicker struct {
	data []byte
	n    int
}

func (f *flicker) ReadAt(p []byte, off int64) (int, error) {
	f.n++
	data := bytes.Clone(f.data)
	data[4] = byte('a' + f.n%26)
	return bytes.NewReader(data).ReadAt(p, off)
}

// While a program overwrites a file all the time, every upload is recorded under the hash of what was sent.
func TestAFileThatIsOverwrittenAllTheTime(t *testing.T) {
	t.Parallel()
	size := 300_000
	s := newScene(t, "a.txt", bytes.Repeat([]byte("a"), size))
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				_ = os.WriteFile(s.source, bytes.Repeat([]byte{byte('a' + i%3)}, size), 0o600)
			}
		}
	}()
	it := s.item()
	it.Output = nil
	for range 60 {
		if r := s.line.Process(t.Context(), it); r.Err != nil && !errors.Is(r.Err, validate.ErrChanged) && !errors.Is(r.Err, ledger.ErrBusy) && !errors.Is(r.Err, ErrRefused) {
			t.Error(r.Err)
		}
	}
	close(stop)
	<-done
	recorded := s.recorded()
	for _, u := range s.graph.Uploads() {
		if !recorded[u.SHA256] {
			t.Errorf("%s was sent and is not recorded", u.SHA256)
		}
	}
}
