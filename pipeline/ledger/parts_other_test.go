//go:build !linux

package ledger_test

func systemParts() map[string]part { return nil }
