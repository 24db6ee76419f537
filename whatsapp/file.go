package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// UploadFile is Upload of the file at path, under its own name. The type is told by
// the file's first bytes, and by its extension where they leave a choice.
func (c *Client) UploadFile(ctx context.Context, path string) (Uploaded, error) {
	file, err := os.Open(path)
	if err != nil {
		return Uploaded{}, fmt.Errorf("upload: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return Uploaded{}, fmt.Errorf("upload: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Uploaded{}, fmt.Errorf("upload: %s is not a regular file", path)
	}
	return c.uploadTyped(ctx, Media{Name: filepath.Base(path), Content: file, Size: info.Size()})
}

// UploadBytes is UploadFile for bytes in memory.
func (c *Client) UploadBytes(ctx context.Context, name string, content []byte) (Uploaded, error) {
	return c.uploadTyped(ctx, Media{Name: name, Content: bytes.NewReader(content), Size: int64(len(content))})
}

func (c *Client) uploadTyped(ctx context.Context, m Media) (Uploaded, error) {
	first := make([]byte, min(m.Size, headSize))
	if _, err := m.Content.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return Uploaded{}, fmt.Errorf("upload: %w", err)
	}
	kind, err := typeOf(m.Name, first)
	if err != nil {
		return Uploaded{}, &Error{Op: opUpload, Err: err, badMedia: true, Hint: "convert it with wamedia prepare"}
	}
	m.MIME = kind
	return c.Upload(ctx, m)
}

// typeOf is the type of the API's list that a file is of.
func typeOf(name string, first []byte) (string, error) {
	found := mimetype.Detect(first)
	kind, _, _ := mime.ParseMediaType(found.String())
	named := typeOfExtension(strings.ToLower(filepath.Ext(name)))
	switch kind {
	case "application/ogg":
		kind = "audio/ogg"
	case "audio/x-m4a":
		kind = "audio/mp4"
	}
	switch {
	case isBaseMedia(kind) && isBaseMedia(named),
		kind == "application/octet-stream" && family(named) == "film", // raw sound has no mark
		isArchive(found) && isOffice(named):
		kind = named
	case isText(found):
		kind = "text/plain"
	}
	if len(extensions()[kind]) == 0 {
		return "", fmt.Errorf("the file is %s, which the API does not take", found)
	}
	return kind, nil
}

// isBaseMedia reports whether a type is an ISO base media file, whose first bytes do not tell film from sound.
func isBaseMedia(kind string) bool {
	return kind == "video/mp4" || kind == "audio/mp4" || kind == "video/3gpp"
}

// isArchive reports whether the first bytes are those of the containers of office documents.
func isArchive(found *mimetype.MIME) bool {
	return found.Is("application/zip") || found.Is("application/x-ole-storage")
}

func isOffice(kind string) bool {
	return strings.HasPrefix(kind, "application/") && kind != "application/pdf"
}

// isText reports whether the bytes are text of any sort.
func isText(found *mimetype.MIME) bool {
	for m := found; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}
