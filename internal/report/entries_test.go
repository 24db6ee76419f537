package report_test

import (
	"bytes"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
)

func finding(rule string, s validate.Severity, fix validate.Fix, got, want string) validate.Finding {
	return validate.Finding{
		Rule: rule, Severity: s, Stage: "delivery", Fix: fix, Got: got, Want: want, Message: got + "; should be " + want,
	}
}

// The findings that the entries below share.
func lateMoov() validate.Finding {
	return finding("video.moov-first", validate.Warning, validate.Remux, "moov after mdat", "moov first (faststart)")
}

func highWithB() validate.Finding {
	return finding("video.high-with-b-frames", validate.Error, validate.Transcode,
		"High profile with 12 B-frames", "Main without B-frames, or Baseline")
}

func rotated() validate.Finding {
	return finding("video.rotation", validate.Info, validate.Transcode, "rotated by 90° at playback", "upright pictures")
}

func checked(name, mime, what string, kind media.Kind, size int64, v validate.Verdict, list ...validate.Finding) report.Entry {
	return report.Entry{Result: pipeline.Result{Path: name, Result: validate.Result{
		Name: name, Kind: kind, Verdict: v, Findings: list,
		Facts: media.Facts{Size: size, MIME: mime, Name: what, Kind: kind},
	}}}
}

// lintEntries is a run that only checked: one file of every standing.
func lintEntries() []report.Entry {
	unsure := checked("clips/odd.mp4", "video/mp4", "MP4 video (H.264)", media.Video, 999, validate.Warn)
	unsure.Unknown = []validate.Unknown{{Rule: "video.high-with-b-frames", Why: "no slice could be read"}}
	return []report.Entry{
		checked("photos/fine.jpg", "image/jpeg", "JPEG image", media.Image, 48_213, validate.Pass),
		checked("photos/turned.mp4", "video/mp4", "MP4 video (H.264)", media.Video, 1_000_000, validate.Pass, rotated()),
		checked("clips/launch, part 1: 100%.mp4", "video/mp4", "MP4 video (H.264, AAC)", media.Video, 12_345_678, validate.Fail,
			highWithB(), lateMoov(), rotated()),
		checked("logo|new.jpg", "image/png", "PNG image", media.Image, 1, validate.Fail, finding("any.type-matches-extension",
			validate.Error, validate.Rename, "extension .jpg for a PNG image", "an extension that says so: .png")),
		checked("clips/late.mp4", "video/mp4", "MP4 video (H.264, AAC)", media.Video, 5_000, validate.Warn, lateMoov()),
		checked("empty.pdf", "inode/x-empty", "empty file", media.Other, 0, validate.Fail,
			finding("any.empty", validate.Error, validate.NoFix, "the file has no bytes", "a file with content")),
		unsure,
		{Result: pipeline.Result{Path: "secret.jpg", Err: &fs.PathError{Op: "open", Path: "secret.jpg", Err: fs.ErrPermission}}},
	}
}

// planned is an entry that went down the line.
func planned(e report.Entry, action transcode.Action, forcedBy ...string) report.Entry {
	e.Planned, e.Plan.Action, e.Plan.ForcedBy, e.Elapsed = true, action, forcedBy, 250*time.Millisecond
	e.OutputMIME, e.OutputSize = e.Facts.MIME, e.Facts.Size
	return e
}

func copied() report.Entry {
	e := planned(checked("fine.jpg", "image/jpeg", "JPEG image", media.Image, 48_213, validate.Pass), transcode.Copy)
	e.Output = "out/fine.jpg"
	e.MediaID, e.Expires, e.Reused = "1037543291543636", expiry(), true
	return e
}

func expiry() time.Time { return time.Date(2026, 12, 21, 7, 0, 0, 0, time.UTC) }

func encoded() report.Entry {
	e := planned(checked("clip.mov", "video/quicktime", "QuickTime video (H.264)", media.Video, 12_000_000, validate.Fail,
		highWithB(), lateMoov(), rotated()), transcode.Transcode, "video.high-with-b-frames", "video.moov-first")
	ssim := 0.98765432
	e.Output, e.OutputMIME, e.OutputSize = "out/clip.mp4", "video/mp4", 4_000_000
	e.Outcome = pipeline.Outcome{SSIM: &ssim, Note: "one pass was enough"}
	e.MediaID, e.Expires = "1037543291543637", expiry()
	return e
}

// keptWarning was prepared with warnings left as they are.
func keptWarning() report.Entry {
	e := planned(checked("late.bin", "video/mp4", "MP4 video (H.264)", media.Video, 700_000, validate.Fail,
		finding("any.type-matches-extension", validate.Error, validate.Rename, "extension .bin", ".mp4"), lateMoov()),
		transcode.Rename, "any.type-matches-extension")
	e.Output, e.OutputMIME, e.Remaining = "out/late.mp4", "video/mp4", []validate.Finding{lateMoov()}
	return e
}

func refused() report.Entry {
	f := finding("any.size", validate.Error, validate.Transcode, "140 MB", "at most 100 MB")
	e := planned(checked("atlas.pdf", "application/pdf", "PDF document", media.Document, 140_000_000, validate.Fail, f),
		transcode.Refuse, "any.size")
	e.Plan.Refusal = "nothing changes the inside of a document; export it again from the program that made it"
	e.Remaining = e.Findings
	return e
}

func notCured() report.Entry {
	e := planned(checked("odd.mp4", "video/mp4", "MP4 video (H.264)", media.Video, 900_000, validate.Fail, highWithB()),
		transcode.Transcode, "video.high-with-b-frames")
	e.Remaining = []validate.Finding{highWithB()}
	e.Err = &pipeline.NotCuredError{Findings: e.Remaining}
	return e
}

func gone() report.Entry {
	e := planned(report.Entry{}, transcode.Copy)
	e.Path, e.Err = "gone.png", errors.New("read: no such file")
	return e
}

// lineEntries is a run that prepared and uploaded: one file of every end.
func lineEntries() []report.Entry {
	return []report.Entry{copied(), encoded(), keptWarning(), refused(), notCured(), gone()}
}

// write makes a report of entries.
func write(t testing.TB, format string, o report.Options, entries []report.Entry, also ...func(*report.Summary)) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := report.New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	sum := report.NewSummary()
	for i := range entries {
		sum.Add(&entries[i])
		if err := w.Entry(&entries[i]); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	for _, do := range also {
		do(sum)
	}
	if err := w.Close(sum); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
