package validate_test

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func ExampleFile() {
	r, err := validate.File("../testdata/campaign/teaser.mp4")
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Facts.Name)
	for _, f := range r.Findings {
		fmt.Printf("%s %s: %s\n", f.Severity, f.Rule, f.Message)
	}
	// Output:
	// fail MP4 video (H.264, AAC)
	// error video.high-with-b-frames: High profile with 41 B-frames; should be Main without B-frames, or Baseline
	// warning video.moov-first: moov after mdat; should be moov first (faststart)
}

func ExampleReader() {
	data, err := os.ReadFile("../testdata/campaign/logo.jpg")
	if err != nil {
		panic(err)
	}
	r, err := validate.Reader(bytes.NewReader(data), int64(len(data)), "logo.jpg")
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Findings[0].Message)
	// Output: fail PNG image named .jpg; should be .png
}

func ExamplePolicy() {
	p := validate.Policy{As: media.Voice, Severities: map[string]validate.Severity{"voice.format": validate.Error}}
	r, err := p.File(context.Background(), "../testdata/campaign/hold-music.m4a")
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Findings[0].Rule)
	// Output: fail voice.format
}
