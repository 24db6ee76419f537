// Package factstest holds the facts of many files against what a table says of each in a line.
package factstest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

// Summary is the part of the facts that a table can say in a line.
type Summary struct {
	MIME, Name string
	Seconds    float64 // -1 when not known
	Codecs     string
	Damage     []media.DamageKind
}

// Say is the summary with these values.
func Say(mime, name string, seconds float64, codecs string, damage []media.DamageKind) Summary {
	return Summary{mime, name, seconds, codecs, damage}
}

func summarize(f media.Facts) Summary {
	s := Summary{MIME: f.MIME, Name: f.Name, Seconds: -1, Damage: probetest.Kinds(f)}
	if f.Seconds != nil {
		s.Seconds = *f.Seconds
	}
	var codecs []string
	for _, v := range f.Video {
		codecs = append(codecs, v.Codec)
	}
	for _, a := range f.Audio {
		codecs = append(codecs, a.Codec)
	}
	s.Codecs = strings.Join(codecs, " ")
	return s
}

// Cases are files by name, each with what its facts have to say.
type Cases = map[string]struct {
	File []byte
	Want Summary
}

// Check holds the facts that probe reads from each file against the wanted ones, and that a missing duration is
// explained.
func Check(t *testing.T, probe probetest.Parser, cases Cases) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(probe, c.File, false)
			if diff := cmp.Diff(c.Want, summarize(f)); diff != "" {
				t.Errorf("%s%v", diff, f.Damage)
			}
			if f.Seconds == nil && f.MIME != "" && f.Kind != media.Other && f.Undecided["duration"] == "" {
				t.Error("no duration and no reason for it")
			}
		})
	}
}
