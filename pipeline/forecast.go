package pipeline

import (
	"context"

	"github.com/wamedia/wamedia/transcode"
)

// foresee asks the plan's engine what it would make. Where bytes are copied, they are known.
func (w *work) foresee(ctx context.Context) error {
	switch w.result.Plan.Engine {
	case "", transcode.MoovEngine, transcode.OggEngine, transcode.RepairEngine:
		w.result.Forecast.Size = w.size
		return nil
	}
	engine := w.line.Engines[w.result.Plan.Engine]
	able, ok := engine.(Forecaster)
	if !ok {
		return nil
	}
	if err := w.materialize(); err != nil {
		return err
	}
	task := Task{Source: w.path(), Facts: &w.result.Facts, Plan: w.result.Plan, Progress: func(int, float64) {}}
	release, err := w.line.Slots.convert(ctx, engine, &task)
	if err != nil {
		return err
	}
	defer release()
	*w.result.Forecast, err = able.Foresee(ctx, task)
	return err
}
