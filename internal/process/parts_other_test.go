//go:build unix && !linux

package process_test

func systemParts() map[string]func() { return map[string]func(){} }
