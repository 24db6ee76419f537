package sqlledger

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Patience is how long a write waits for other processes, or for a full or failing disk when an id is at stake.
const Patience = time.Minute

// Retry does the work again, with pauses and for the time of Patience, while again says that the error may pass.
func Retry(ctx context.Context, again func(error) bool, work func() error) error {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 20*time.Millisecond, time.Second
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := work()
		if err != nil && !again(err) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(Patience))
	return err
}

// patient reports whether an error may pass that would cost a media id.
func (l *Ledger) patient(err error) bool { return l.dialect.Contended(err) || l.dialect.MayPass(err) }
