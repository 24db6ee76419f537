package local_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// A service creates one Local and feeds it what comes: here a photo for print, in CMYK, which becomes an sRGB JPEG and
// is uploaded. The platform is a fake one on loopback.
func Example() {
	graph, stop := sandbox()
	defer stop()
	state, err := os.MkdirTemp("", "state")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(state)

	client, err := whatsapp.New(whatsapp.Config{
		Token: "sandbox-token", PhoneNumberID: "106540352242922", BaseURL: graph,
	})
	if err != nil {
		panic(err)
	}
	book, err := sqlite.Open(context.Background(), filepath.Join(state, "ledger.db"), nil)
	if err != nil {
		panic(err)
	}
	defer book.Close()
	line, err := local.New(context.Background(), local.Config{
		Send: &local.Send{Client: client, Ledger: book},
	})
	if err != nil {
		panic(err)
	}
	defer line.Close()

	photo, err := os.ReadFile("../../testdata/campaign/hero-print.jpg")
	if err != nil {
		panic(err)
	}
	items := []pipeline.Item{{Name: "hero-print.jpg", Body: strings.NewReader(string(photo)), Size: int64(len(photo))}}
	for r := range line.Run(context.Background(), slices.Values(items)) {
		fmt.Println(r.Path, "is", r.Facts.Name+":", r.Findings[0].Message)
		fmt.Println(r.Plan.Action, "to", r.OutputMIME)
		fmt.Println("uploaded:", r.OK() && len(r.MediaID) > 15)
	}
	// Output:
	// hero-print.jpg is JPEG image: CMYK; should be RGB or RGBA
	// transcode to image/jpeg
	// uploaded: true
}

// sandbox starts a fake platform and returns its address.
func sandbox() (url string, stop func()) {
	var cleanups []func()
	s := whatsapptest.NewServer(&ending{cleanups: &cleanups})
	return s.URL, func() {
		for _, f := range slices.Backward(cleanups) {
			f()
		}
	}
}

// ending is a test's cleanup for programs that are no test.
type ending struct{ cleanups *[]func() }

func (e *ending) Helper()                   {}
func (e *ending) Cleanup(f func())          { *e.cleanups = append(*e.cleanups, f) }
func (e *ending) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
