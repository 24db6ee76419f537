package job_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
)

func TestAsFailure(t *testing.T) {
	t.Parallel()
	damaged := job.Damaged.Failf("cut off after %d bytes", 12)
	tests := map[string]struct {
		in   error
		want *job.Failure
	}{
		"a failure":         {damaged, &job.Failure{Class: job.Damaged, Message: "cut off after 12 bytes"}},
		"a wrapped failure": {fmt.Errorf("a.png: %w", damaged), &job.Failure{Class: job.Damaged, Message: "cut off after 12 bytes"}},
		"anything else":     {errors.New("no such file"), &job.Failure{Class: job.Internal, Message: "no such file"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, job.AsFailure(test.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckEnvironment(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"VIPS_BLOCK_UNTRUSTED": "1", "VIPS_CONCURRENCY": "1", "VIPS_WARNING": "1", "MALLOC_ARENA_MAX": "2",
	}
	tests := map[string]struct {
		change func(env map[string]string)
		ok     bool
	}{
		"as it must be": {func(map[string]string) {}, true},
		"and more":      {func(env map[string]string) { env["TMPDIR"] = "/tmp/x" }, true},
		"one missing":   {func(env map[string]string) { delete(env, "VIPS_BLOCK_UNTRUSTED") }, false},
		"one other":     {func(env map[string]string) { env["VIPS_CONCURRENCY"] = "8" }, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := map[string]string{}
			for k, v := range good {
				env[k] = v
			}
			test.change(env)
			err := job.CheckEnvironment(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
			if (err == nil) != test.ok {
				t.Errorf("got %v, want ok=%v", err, test.ok)
			}
		})
	}
}
