package panics_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/wamedia/wamedia/internal/panics"
)

func parse(b []byte) (err error) {
	defer panics.Catch(&err)
	if len(b) == 0 {
		return errors.New("empty")
	}
	_ = b[len(b)] //nolint:gocritic // out of range on purpose
	return nil
}

func TestCatch(t *testing.T) {
	t.Parallel()
	if err := parse(nil); err == nil || err.Error() != "empty" {
		t.Errorf("an ordinary error became %v", err)
	}
	err := fmt.Errorf("a.png: %w", parse([]byte{1}))
	var caught *panics.Error
	if !errors.As(err, &caught) || !strings.Contains(string(caught.Stack), "panics_test.parse") {
		t.Fatalf("got %v, want the panic with the stack of parse", err)
	}
	if text := err.Error(); !strings.Contains(text, "index out of range") || strings.Contains(text, "goroutine") {
		t.Errorf("the text is %q, want the reason without a stack", text)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	panics.Log(log, "a.png", errors.New("other"))
	if out.Len() > 0 {
		t.Errorf("logged an ordinary error: %s", &out)
	}
	panics.Log(log, "a.png", parse([]byte{1}))
	for _, want := range []string{"path=a.png", "panics_test.parse", "level=DEBUG"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %q: %s", want, &out)
		}
	}
}
