package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/wamedia/wamedia/transcode"
	"github.com/wamedia/wamedia/validate"
)

// NotCuredError says that an output was made and did not pass the same rules as its source. It is never kept.
type NotCuredError struct {
	// Findings that remain.
	Findings []validate.Finding
}

// Error names the findings.
func (e *NotCuredError) Error() string {
	var all []string
	for _, f := range e.Findings {
		all = append(all, f.Message+" ["+f.Rule+"]")
	}
	return "the cure did not take: " + strings.Join(all, "; ")
}

// NotCopiedError says that an engine could not bring the streams into their new container as they are.
type NotCopiedError struct {
	// Cause is what the engine said.
	Cause error
}

// Error is that of the cause.
func (e *NotCopiedError) Error() string { return e.Cause.Error() }

// Unwrap gives the cause.
func (e *NotCopiedError) Unwrap() error { return e.Cause }

// convert makes a new file where the plan asks for one, and lets nothing pass in which findings remain that it should fix.
func (w *work) convert(ctx context.Context) error {
	if w.result.Plan.Engine == "" {
		return nil
	}
	if err := w.materialize(); err != nil {
		return err
	}
	err := w.attempt(ctx)
	for dearer, ok := w.escalate(err); ok; dearer, ok = w.escalate(err) {
		w.result.Plan = dearer
		err = w.attempt(ctx)
	}
	if err := w.unchanged(w.damaged(ctx, err)); err != nil {
		return err
	}
	w.release()
	return nil
}

// damaged answers an engine that found the source broken where its structure alone does not show that: a deeper look at
// it gives the finding to refuse it by. Where that shows nothing, the engine's error stays.
func (w *work) damaged(ctx context.Context, cause error) error {
	if !errors.Is(cause, ErrDamaged) {
		return cause
	}
	if err := w.judgeDeeper(ctx); err != nil {
		return err
	}
	if w.result.Plan.Action != transcode.Refuse {
		return cause
	}
	w.refused()
	return nil
}

// escalate is the plan after one that kept a stream and did not work: the stream could not be copied, breaks a rule in
// its new container, or loses something.
func (w *work) escalate(err error) (transcode.Plan, bool) {
	var left *NotCuredError
	var lost *LostError
	var stuck *NotCopiedError
	if !errors.As(err, &left) && !errors.As(err, &lost) && !errors.As(err, &stuck) {
		return w.result.Plan, false
	}
	return w.result.Plan.Escalate(validate.Result{Findings: w.result.Remaining})
}

// attempt runs the engine once, and judges.
func (w *work) attempt(ctx context.Context) error {
	w.meter.next()
	if w.converted == "" {
		w.converted = w.line.Work.File(".part")
	}
	_ = os.Remove(w.converted)
	engine := w.line.Engines[w.result.Plan.Engine]
	task := Task{Source: w.path(), Output: w.converted, Facts: &w.result.Facts, Plan: w.result.Plan, Progress: w.meter.report}
	release, err := w.line.Slots.convert(ctx, engine, &task)
	if err != nil {
		return err
	}
	defer release()
	outcome, err := engine.Apply(ctx, task)
	if err != nil {
		return err
	}
	w.result.Outcome, w.result.OutputMIME = outcome, w.result.Plan.MIME
	if outcome.MIME != "" {
		w.result.OutputMIME = outcome.MIME
	}
	if err := w.judgeOutput(ctx); err != nil {
		return err
	}
	return w.lostPictures(ctx, engine, task)
}

func (w *work) judgeOutput(ctx context.Context) error {
	f, err := os.Open(w.converted)
	if err != nil {
		return fmt.Errorf("judge again: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("judge again: %w", err)
	}
	w.result.OutputSize = info.Size()
	judged, err := w.judge(ctx, f, info.Size(), w.result.OutputMIME)
	if err != nil {
		return err
	}
	if judged.Facts.Picture != nil && w.result.Outcome.SSIM != nil {
		judged.Facts.Picture.SSIM = w.result.Outcome.SSIM
		judged = w.outputPolicy().Judge(judged.Facts, judged.Name)
	}
	if err := w.pass(judged); err != nil {
		return err
	}
	return w.conserved(ctx, &judged.Facts)
}

// pass keeps what remains, and refuses an output with anything left that the plan was to fix.
func (w *work) pass(judged validate.Result) error {
	w.result.Remaining = judged.Findings
	var left []validate.Finding
	for _, f := range judged.Findings {
		if f.Severity == validate.Error || f.Severity == validate.Warning && f.Fix != validate.NoFix && !w.line.Options.ErrorsOnly {
			left = append(left, f)
		}
	}
	if len(left) > 0 {
		return &NotCuredError{Findings: left}
	}
	return nil
}
