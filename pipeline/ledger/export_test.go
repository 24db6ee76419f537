package ledger

// Freeze stops the renewal of leases, as if the process were suspended with its claims.
func (l *Ledger) Freeze() { l.stop() }
