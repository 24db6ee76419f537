package job_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

func TestFailureIsAnError(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("a.png: %w", job.Damaged.Failf("cut off after %d bytes", 12))
	want := job.Failure{Class: job.Damaged, Message: "cut off after 12 bytes"}
	var got *job.Failure
	if !errors.As(wrapped, &got) || *got != want || wrapped.Error() != "a.png: cut off after 12 bytes" {
		t.Errorf("got %+v in %q, want %+v", got, wrapped, want)
	}
}

func TestFailureOnTheWire(t *testing.T) {
	t.Parallel()
	want := job.Response{Failure: job.TooLarge.Failf("%d pixels", 9)}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got job.Response
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || string(data) != `{"failure":{"class":"too-large","message":"9 pixels"}}` {
		t.Errorf("%s: %s", data, diff)
	}
}
