//go:build unix

package measure

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Broken lists the rules that a file breaks, as error or warning, by a wamedia's lint, which takes more arguments.
func Broken(ctx context.Context, wamedia, path string, more ...string) ([]string, error) {
	lint := append([]string{wamedia, "lint", "--quiet", "--fail-on", "never", "--format", "json"}, more...)
	said, err := Output(ctx, append(lint, path)...)
	if err != nil {
		return nil, err
	}
	var file struct {
		Findings []struct{ Rule, Severity string }
	}
	line, _, _ := strings.Cut(said, "\n")
	if err := json.Unmarshal([]byte(line), &file); err != nil {
		return nil, fmt.Errorf("lint said %.100q: %w", said, err)
	}
	var rules []string
	for _, f := range file.Findings {
		if f.Severity != "info" {
			rules = append(rules, f.Rule)
		}
	}
	return rules, nil
}
