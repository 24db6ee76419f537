package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:     "explain RULE|CODE|-",
		Short:   "Explain a rule, or an error code of the platform",
		Example: "  wamedia explain video.b-frames\n  wamedia explain 131053\n  wamedia explain - <error.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(fmt.Errorf("explain takes one rule id, one error code, or - for a payload on standard input"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.explainOne(args[0]) },
	}
}

func (a *app) explainOne(what string) error {
	if what == "-" {
		return a.explainPayload()
	}
	if code, err := strconv.Atoi(strings.TrimPrefix(what, "#")); err == nil {
		return a.explainCode(code)
	}
	book := validate.Rules()
	i := slices.IndexFunc(book, func(r validate.Rule) bool { return r.ID == what })
	if i < 0 {
		return usage(fmt.Errorf("there is no rule %q; wamedia rules lists them all", what))
	}
	return a.explainRule(&book[i])
}

func (a *app) explainRule(r *validate.Rule) error {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s: %s\n\n%s\n\n", r.ID, r.Title, r.Why)
	_, _ = fmt.Fprintf(&b, "severity  %s, hurts at: %s\n", r.Severity, r.Stage)
	_, _ = fmt.Fprintf(&b, "fix       %s\n", fixText(r))
	_, _ = fmt.Fprintf(&b, "source    %s, read %s: %s\n", markText(r.Source.Mark), r.Source.Read, r.Source.Ref)
	_, err := io.WriteString(a.out, b.String())
	return err
}

func fixText(r *validate.Rule) string {
	if r.Cure == "" {
		return string(r.Fix)
	}
	return fmt.Sprintf("%s: %s", r.Fix, r.Cure)
}

func markText(mark string) string {
	return map[string]string{"O": "official", "B": "partner", "U": "reported by users", "I": "inferred"}[mark]
}

func (a *app) explainCode(code int) error {
	for _, c := range whatsapp.Codes() {
		if code == c.Code || code > c.Code && code <= c.Last {
			_, err := fmt.Fprintf(a.out, "%d: %s\n\n%s\n\nclass     %s\n", code, c.Meaning, c.Advice, c.Class)
			return err
		}
	}
	return usage(fmt.Errorf("code %d is not in the table of the platform's errors", code))
}
