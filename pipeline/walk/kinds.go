package walk

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/wamedia/wamedia/validate/media"
)

// isMedia reports whether a file of a folder is media or a document: by the extension of its name, else by its bytes.
func (w *walker) isMedia(name string, info fs.FileInfo, open func() (*os.File, error)) bool {
	return mediaName(name) || info.Mode().IsRegular() && info.Size() > 0 && w.mediaBytes(info, open)
}

func mediaName(name string) bool {
	base := strings.ToLower(filepath.Base(name))
	ext := path.Ext(base)
	return mediaExtension(ext) || documentExtension(ext) || textDocument(base, ext)
}

// mediaExtension reports whether an extension says picture, film or sound. Those of source code are not among them
// (.ts and .mts are of TypeScript too): there the bytes decide.
func mediaExtension(ext string) bool {
	switch ext {
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff",
		".bmp", ".jxl", ".jp2", ".psd", ".ico", ".svg",
		".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".mkv", ".webm", ".avi", ".wmv", ".asf", ".flv", ".mpg", ".mpeg",
		".m2ts", ".vob", ".ogv",
		".mp3", ".m4a", ".m4b", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac", ".wma", ".aif", ".aiff", ".amr", ".caf",
		".mka", ".weba":
		return true
	}
	return false
}

// documentExtension reports whether an extension says document of an office.
func documentExtension(ext string) bool {
	switch ext {
	case ".pdf", ".doc", ".docx", ".docm", ".xls", ".xlsx", ".xlsm", ".ppt", ".pptx", ".pptm", ".pps", ".ppsx",
		".odt", ".ods", ".odp", ".rtf":
		return true
	}
	return false
}

// textDocument reports whether a name says text that is written to be sent. JSON, XML, YAML and Markdown in a folder
// are data, configuration and notes on the folder, and so are some files of plain text.
func textDocument(base, ext string) bool {
	if ext != ".txt" && ext != ".csv" {
		return false
	}
	stem := strings.TrimSuffix(base, ext)
	return !strings.HasPrefix(stem, "requirements") &&
		!slices.Contains([]string{"cmakelists", "copying", "licence", "license", "readme", "robots"}, stem)
}

const pdfMark = "%PDF-"

// mediaBytes reports whether the bytes of a file are those of media or of an office document.
func (w *walker) mediaBytes(info fs.FileInfo, open func() (*os.File, error)) bool {
	f, err := open()
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return false
	}
	facts, err := w.prober.File(context.Background(), f, info.Size(), false)
	switch {
	case err != nil:
		return false
	case facts.MIME == "application/pdf": // found further on too, as in a program that writes PDF
		head := make([]byte, len(pdfMark))
		_, err := f.ReadAt(head, 0)
		return err == nil && string(head) == pdfMark
	case facts.Kind == media.Document:
		return facts.Document == nil || facts.Document.Encoding == "" // which text has, whatever it is for
	}
	return facts.Kind != media.Other
}

// open opens a file below the root, and does not wait for the writer of a pipe that was put there.
func (t *tree) open(name string) (*os.File, error) {
	return t.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}
