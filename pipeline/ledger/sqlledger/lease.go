package sqlledger

import (
	"context"
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
				l.renew(ctx)
			}
		}
	})
}

// renew lengthens the leases of live claims only: renewing all that this process ever claimed would keep forgotten ones
// from everybody for ever. What fails is reported and tried again at the next tick; a claim lost meanwhile can write
// nothing.
func (l *Ledger) renew(ctx context.Context) {
	claims := l.inflight.all()
	if len(claims) == 0 {
		return
	}
	var lost []*claim
	err := l.update(ctx, l.dialect.Contended, keysOf(claims), func(tx *transaction) error {
		lost = nil
		until := tx.now.Add(lease).UnixMilli()
		for _, c := range claims {
			held, err := c.set(tx, `lease_until = CASE WHEN lease_until = 0 THEN 0 ELSE CAST(? AS BIGINT) END`, until)
			if err != nil {
				return err
			}
			if held == 0 {
				lost = append(lost, c)
			}
		}
		return nil
	})
	switch {
	case err != nil && ctx.Err() == nil:
		l.log.Warn("the claims on uploads under way could not be renewed; others may take them a minute after the last renewal",
			"claims", len(claims), "error", l.explain(err))
	case err == nil:
		l.reportLost(lost)
	}
}

// reportLost tells of claims that others took while their uploads went on. One that ended meanwhile was not lost.
func (l *Ledger) reportLost(claims []*claim) {
	for _, c := range claims {
		if l.inflight.has(c) {
			l.log.Warn("another process took the claim on an upload under way", "sha256", hash(c.key), "mime", c.key.MIME)
		}
	}
}
