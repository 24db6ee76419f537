package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
)

//go:embed page.html
var pageHTML string

// htmlWriter writes one page that needs nothing else: no script, no font, no picture. Files stream; the summary is
// written last and shown first.
type htmlWriter struct {
	w    *bufio.Writer
	o    Options
	page *template.Template
	err  error
}

func newHTML(w io.Writer, o Options) Writer {
	words := template.FuncMap{"fixWord": fixWord, "page": page, "authority": authority}
	h := &htmlWriter{w: bufio.NewWriter(w), o: o, page: template.Must(template.New("page").Funcs(words).Parse(pageHTML))}
	h.write("head", nil)
	return h
}

// write keeps the first error, so that it is asked for once.
func (h *htmlWriter) write(part string, data any) {
	if h.err == nil {
		h.err = h.page.ExecuteTemplate(h.w, part, data)
	}
}

// htmlFile is what the page shows of a file.
type htmlFile struct {
	Standing                                   validate.Verdict
	State, Path, About, Trouble, Note, MediaID string
	Points                                     []point
	Unknown                                    []validate.Unknown
	// After is what was made of the file; nil where nothing was.
	After *htmlAfter
}

type htmlAfter struct {
	Name, Type, Size, Path, SizeBefore, Saved, Likeness string
}

// Entry writes one file. A file that was only checked, and passes, is left out unless Verbose is set.
func (h *htmlWriter) Entry(e *Entry) error {
	if !e.Planned && standing(e) == validate.Pass && !h.o.Verbose {
		return h.err
	}
	f := htmlFile{
		Standing: standing(e), State: state(e), Path: printable.Text(e.Path), Trouble: trouble(e), Note: printable.Line(e.Outcome.Note),
		Points: points(e, h.o.Verbose || !e.Planned), After: after(e),
	}
	if !unread(e) {
		f.About = about(e)
	}
	if e.MediaID != "" {
		f.MediaID = mediaID(e)
	}
	for i := range f.Points {
		f.Points[i].Message = printable.Line(f.Points[i].Message)
	}
	for _, u := range e.Unknown {
		f.Unknown = append(f.Unknown, validate.Unknown{Rule: u.Rule, Why: printable.Line(u.Why)})
	}
	h.write("file", f)
	return h.err
}

// after compares a file that was made with its source.
func after(e *Entry) *htmlAfter {
	if !e.Planned || standing(e) == validate.Fail || unread(e) {
		return nil
	}
	a := &htmlAfter{
		Name: printable.Text(e.Facts.Name), SizeBefore: short(e.Facts.Size), Path: printable.Text(e.Output), Type: e.OutputMIME,
		Size: short(e.OutputSize),
	}
	if before := e.Facts.Size; before > 0 && e.OutputSize != before {
		a.Saved = fmt.Sprintf("%+.0f %%", 100*float64(e.OutputSize-before)/float64(before))
	}
	if e.Outcome.SSIM != nil {
		a.Likeness = fmt.Sprintf("%.3f", *e.Outcome.SSIM)
	}
	return a
}

// htmlSummary is what the page says first.
type htmlSummary struct {
	Tally   string
	Rules   []ruleCount
	Skipped []string
}

// Close writes the summary.
func (h *htmlWriter) Close(s *Summary) error {
	h.write("tail", htmlSummary{Tally: tally(s), Rules: newBook().most(s, h.o.Verbose), Skipped: skipLines(s)})
	if h.err != nil {
		return h.err
	}
	return h.w.Flush()
}
