//go:build unix

package measure

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// Contestant is a program with its arguments, and the folder that it writes to.
type Contestant struct {
	Name, Out string
	Argv      []string
}

// Race runs all contestants one after another, round by round, so that whatever else the machine does meets them all, and
// gives the median of what each took. The folders hold what the last round left.
func Race(ctx context.Context, contestants []Contestant, rounds int) ([]Cost, error) {
	costs := make([][]Cost, len(contestants))
	for range rounds {
		for i, c := range contestants {
			if err := os.RemoveAll(c.Out); err != nil {
				return nil, err
			}
			cost, err := Run(ctx, c.Argv...)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
			costs[i] = append(costs[i], cost)
		}
	}
	medians := make([]Cost, len(contestants))
	for i := range costs {
		medians[i] = median(costs[i])
	}
	return medians, nil
}

// median takes the median of every column.
func median(costs []Cost) Cost {
	return Cost{
		Wall: middle(costs, func(c Cost) time.Duration { return c.Wall }),
		CPU:  middle(costs, func(c Cost) time.Duration { return c.CPU }),
		Peak: middle(costs, func(c Cost) int64 { return c.Peak }),
	}
}

func middle[T cmp.Ordered](costs []Cost, of func(Cost) T) T {
	var values []T
	for _, c := range costs {
		values = append(values, of(c))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
