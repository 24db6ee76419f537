package ledger

import (
	"context"
	"database/sql"
	"time"
)

// lease is how long a claim lasts without renewal: long enough that a busy disk does not end it, short enough to wait for.
const lease = time.Minute

func (l *Ledger) keepRenewing() {
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	l.renewing.Go(func() {
		tick := time.NewTicker(lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				// A renewal that fails is made again at the next tick, and a claim lost meanwhile can write nothing.
				_ = l.renew(ctx)
			}
		}
	})
}

// renew lengthens the leases of live claims only. Renewing all that this process ever claimed would keep forgotten ones
// from everybody for ever.
func (l *Ledger) renew(ctx context.Context) error {
	claims := l.turns.claims()
	if len(claims) == 0 {
		return nil
	}
	return l.update(ctx, isContended, func(tx *sql.Tx) error {
		until := time.Now().Add(lease).UnixMilli()
		for _, c := range claims {
			if _, err := c.set(tx, `lease_until = iif(lease_until = 0, 0, ?)`, until); err != nil {
				return err
			}
		}
		return nil
	})
}
