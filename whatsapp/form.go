package whatsapp

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// form is the multipart body of an upload: a head, the file, a tail. Only head and
// tail are held in memory.
type form struct {
	media       Media
	head, tail  []byte
	contentType string
	sent        atomic.Bool // the last byte of the latest body was handed out
	check       bool        // sum is wanted
	sum         hash.Hash   // of the file's bytes in the latest body
}

func newForm(m Media) (*form, error) {
	m.MIME = partType(m.MIME)
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, field := range m.fields() {
		if err := w.WriteField(field[0], field[1]); err != nil {
			return nil, err
		}
	}
	if _, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", partName(fittingName(partName(m.Name), m.MIME)))},
		"Content-Type":        {m.MIME},
	}); err != nil {
		return nil, err
	}
	head := bytes.Clone(buf.Bytes())
	buf.Reset()
	if err := w.Close(); err != nil {
		return nil, err
	}
	return &form{media: m, head: head, tail: buf.Bytes(), contentType: w.FormDataContentType()}, nil
}

// fields are those beside the file.
func (m Media) fields() [][2]string {
	all := [][2]string{{"messaging_product", "whatsapp"}, {"type", m.MIME}}
	if m.TTL != 0 {
		all = append(all, [2]string{"ttl_minutes", strconv.Itoa(int(m.TTL / time.Minute))})
	}
	if m.UseCase != "" {
		all = append(all, [2]string{"use_case", m.UseCase})
	}
	if m.Description != "" {
		all = append(all, [2]string{"description", m.Description})
	}
	return all
}

// attach makes the form the body of req, with its length, and so that the
// transport can start over where it is certain that nothing was sent.
func (f *form) attach(req *http.Request) {
	req.Header.Set("Content-Type", f.contentType)
	req.ContentLength = int64(len(f.head)) + f.media.Size + int64(len(f.tail))
	req.Body = f.body()
	req.GetBody = func() (io.ReadCloser, error) { return f.body(), nil }
}

func (f *form) body() io.ReadCloser {
	f.sent.Store(false)
	var file io.Reader = &wholeFile{r: io.NewSectionReader(f.media.Content, 0, f.media.Size), left: f.media.Size}
	if f.check {
		f.sum = sha256.New()
		file = io.TeeReader(file, f.sum)
	}
	return io.NopCloser(&lastByte{
		r:    io.MultiReader(bytes.NewReader(f.head), file, bytes.NewReader(f.tail)),
		left: int64(len(f.head)) + f.media.Size + int64(len(f.tail)),
		sent: &f.sent,
	})
}

// wholeFile turns an early end of the file into an error that says what happened.
type wholeFile struct {
	r    io.Reader
	left int64
}

// Read reads on, and fails where the file ends before its announced size.
func (f *wholeFile) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	f.left -= int64(n)
	if errors.Is(err, io.EOF) && f.left > 0 {
		err = fmt.Errorf("the file is %d bytes shorter than announced: it changed while it was uploaded", f.left)
	}
	return n, err
}

// lastByte notes when the last byte is handed out.
type lastByte struct {
	r    io.Reader
	left int64
	sent *atomic.Bool
}

// Read counts what it hands out.
func (b *lastByte) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left <= 0 {
		b.sent.Store(true)
	}
	return n, err
}

// partName makes a name fit for a header: no folder, no control characters, valid
// UTF-8, at most 240 bytes with the extension kept.
func partName(name string) string {
	const limit = 240
	name = strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "_")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, path.Base(name))
	if name == "." || name == "/" || name == ".." {
		return "file"
	}
	if len(name) > limit {
		ext := path.Ext(name)
		if len(ext) > 16 {
			ext = ""
		}
		name = strings.ToValidUTF8(name[:limit-len(ext)], "") + ext
	}
	return name
}
