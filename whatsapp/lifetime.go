package whatsapp

import "time"

// Lifetime is how long an id or a URL of the platform can be used.
type Lifetime time.Duration

// The lifetimes that the official media page states (read 2025-12-11).
const (
	UploadLifetime  = Lifetime(30 * 24 * time.Hour) // of an id that an upload returned
	InboundLifetime = Lifetime(7 * 24 * time.Hour)  // of an id in a webhook
	URLLifetime     = Lifetime(5 * time.Minute)     // of the URL of a media
)

// Expires returns when that which was made at a time can be used no longer.
func (l Lifetime) Expires(at time.Time) time.Time { return at.Add(time.Duration(l)) }
