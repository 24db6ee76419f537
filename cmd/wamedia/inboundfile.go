package main

import (
	"bytes"
	"context"
	"mime"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/whatsapp/inbox"
)

// kindOf is the kind of media that a type of message carries.
func kindOf(message string, voice bool) media.Kind {
	switch {
	case message == "audio" && voice:
		return media.Voice
	case slices.Contains(kindNames(), message):
		return media.Kind(message)
	}
	return ""
}

// examiner looks at files that arrive: what they are, and with lint what WhatsApp would say to them.
func (a *app) examiner(lint bool) func(ctx context.Context, f inbox.Arrived) (inbox.Examined, error) {
	policy := a.policy()
	return func(ctx context.Context, f inbox.Arrived) (inbox.Examined, error) {
		file, err := os.Open(f.Path)
		if err != nil {
			return inbox.Examined{}, err
		}
		defer func() { _ = file.Close() }()
		own := policy
		own.As = kindOf(f.Kind, f.Voice)
		result, err := own.OpenFile(ctx, file, f.Filename)
		if err != nil {
			return inbox.Examined{}, err
		}
		declared, _, _ := mime.ParseMediaType(f.MIME)
		found := inbox.Examined{MIME: result.Facts.MIME, Extension: arrivedExtension(result.Facts, declared, f.Filename), Matches: sameType(declared, result.Facts.MIME)}
		if lint {
			name := cleanName(f.Filename, found.Extension)
			found.Lint, err = lintLine(name, own.Judge(result.Facts, name))
		}
		return found, err
	}
}

// lintLine is the line of the JSON report for a file.
func lintLine(name string, result validate.Result) ([]byte, error) {
	var line bytes.Buffer
	w, err := report.New("json", &line, report.Options{})
	if err == nil {
		err = w.Entry(&report.Entry{Result: pipeline.Result{Path: name, Result: result}})
	}
	return bytes.TrimSpace(line.Bytes()), err
}

// cleanName is the name of a document, without folders, or one by its extension.
func cleanName(filename, extension string) string {
	if filename = filepath.Base(strings.ReplaceAll(filename, `\`, "/")); filename != "." && filename != "/" {
		return filename
	}
	return "media" + extension
}

// vague types say of a file what holds it, or nothing, and not what it is.
func vague(kind string) bool {
	return slices.Contains([]string{"", "application/octet-stream", "text/plain", "application/zip", "application/x-ole-storage", "application/xml", "text/xml"}, kind)
}

// sameType reports whether bytes of the type found may be declared as they are.
func sameType(declared, found string) bool {
	if vague(declared) || vague(found) || declared == found {
		return true
	}
	known := validate.Extensions(found)
	return len(known) > 0 && slices.Equal(known, validate.Extensions(declared)) || strings.ReplaceAll(declared, "jpg", "jpeg") == found
}

// arrivedExtension goes by the bytes. Where they leave it open the declared type counts, and last the name, if its
// extension is a plain one.
func arrivedExtension(facts media.Facts, declared, filename string) string {
	named := strings.ToLower(filepath.Ext(filename))
	plain := regexp.MustCompile(`^\.[a-z0-9]{1,8}$`).MatchString(named)
	if !vague(facts.MIME) && facts.Extension != "" {
		if plain && slices.Contains(validate.Extensions(facts.MIME), named) {
			return named
		}
		return facts.Extension
	}
	if known := validate.Extensions(declared); !vague(declared) && len(known) > 0 {
		return known[0]
	}
	switch {
	case plain:
		return named
	case facts.Extension != "":
		return facts.Extension
	}
	return ".bin"
}

// preparedItem is a filed file as the line takes it. The copy stands beside the file.
func preparedItem(dir string, n *inbox.Notice) pipeline.Item {
	path := filepath.Join(dir, filepath.FromSlash(n.Path))
	return pipeline.Item{
		Path: path, Kind: kindOf(n.Kind, n.Voice),
		Output: func(kind string) string {
			return strings.TrimSuffix(path, filepath.Ext(path)) + ".prepared" + extensionOf(kind)
		},
	}
}

// preparedOf says what the line made.
func preparedOf(dir string, done pipeline.Result) *inbox.Prepared {
	made := &inbox.Prepared{Action: done.Plan.Action.String(), MIME: done.OutputMIME, Size: done.OutputSize}
	switch below, err := filepath.Rel(dir, done.Output); {
	case done.Err != nil:
		made.Error = done.Err.Error()
	case done.Output == "":
		made.Error = "nothing that WhatsApp takes can be made of this file"
	case err == nil:
		made.Path = filepath.ToSlash(below)
	}
	return made
}
