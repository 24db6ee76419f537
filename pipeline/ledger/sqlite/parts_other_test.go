//go:build !linux

package sqlite_test

func systemParts() map[string]part { return nil }
