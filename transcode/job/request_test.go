package job_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

func TestWithDefaults(t *testing.T) {
	t.Parallel()
	limits := map[job.Product]int64{job.Still: 5_000_000, job.Sticker: 100_000, job.Animation: 500_000}
	for product, limit := range limits {
		want := job.Request{
			Make: product, Limit: limit, MaxPixels: 100_000_000, MaxFrames: 600, MaxSide: 4096,
			Fit: "contain", OverLong: "cut",
		}
		if diff := cmp.Diff(want, job.Request{Make: product}.WithDefaults()); diff != "" {
			t.Errorf("%s: %s", product, diff)
		}
	}
	chosen := job.Request{
		Make: job.Still, Limit: 1, MaxPixels: 2, MaxFrames: 3, MaxSide: 4, Background: "#000000", Fit: "cover", OverLong: "speed",
	}
	if diff := cmp.Diff(chosen, chosen.WithDefaults()); diff != "" {
		t.Errorf("what was chosen is lost: %s", diff)
	}
}

// The peaks were read from the system while a worker did such jobs.
func TestMemoryCoversWhatWasMeasured(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	phone := media.Picture{Width: 4032, Height: 3024}
	huge := media.Picture{Width: 9999, Height: 9999}
	tests := map[string]struct {
		request  job.Request
		measured int64
	}{
		"a still of a photo":         {job.Request{Make: job.Still, MIME: "image/jpeg", Picture: phone}, 196 * mb},
		"of a PNG":                   {job.Request{Make: job.Still, MIME: "image/png", Picture: phone}, 264 * mb},
		"of the largest PNG":         {job.Request{Make: job.Still, MIME: "image/png", Picture: huge}, 728 * mb},
		"of one with alpha":          {job.Request{Make: job.Still, MIME: "image/png", Picture: withAlpha(huge)}, 1193 * mb},
		"a sticker of a photo":       {job.Request{Make: job.Sticker, MIME: "image/jpeg", Picture: phone}, 61 * mb},
		"of the largest photo":       {job.Request{Make: job.Sticker, MIME: "image/jpeg", Picture: huge}, 82 * mb},
		"an animation from a stream": {job.Request{Make: job.Animation, Frames: &job.Frames{FPS: 30}}, 380 * mb},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.request.Memory(); got < test.measured || got > 5*test.measured/2 {
				t.Errorf("got %d MB, want %d MB and not much more", got/mb, test.measured/mb)
			}
		})
	}
}

func withAlpha(p media.Picture) media.Picture {
	p.Alpha = true
	return p
}
