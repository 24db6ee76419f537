package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/pasted"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE|CODE|-",
		Short: "Explain a rule, an error code of the platform, or any text with its errors",
		Long: "explain tells why a rule is there, what an error code means, or, with -, what the errors mean in a text on standard\n" +
			"input: an answer of the API, a webhook, a line of a log, a sentence. It names the rules that the file may break, the\n" +
			"likeliest first, and what to do.",
		Example: "  wamedia explain video.b-frames\n  wamedia explain 131053\n  wamedia explain - <error.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(fmt.Errorf("explain takes one rule id, one error code, or - for a text on standard input"))
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
	if _, _, ok := codeAlone(what); ok {
		return a.explainCode(what)
	}
	if named := rulesNamed([]string{what}); len(named) > 0 {
		return a.explainRule(&named[0])
	}
	if found := pasted.Find(what, knownCode); len(found) > 0 && strings.ContainsAny(what, " {") {
		return a.explainAll(found)
	}
	return usage(fmt.Errorf("there is no rule %q; wamedia rules lists them all", what))
}

func (a *app) explainRule(r *validate.Rule) error {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s: %s\n\n%s\n\n", r.ID, r.Title, r.Why)
	_, _ = fmt.Fprintf(&b, "severity  %s, affects: %s\n", r.Severity, r.Stage)
	_, _ = fmt.Fprintf(&b, "fix       %s\n", fixText(r))
	_, _ = fmt.Fprintf(&b, "source    %s, read %s: %s\n", markText(r.Source.Mark), r.Source.Read, r.Source.Ref)
	_, err := io.WriteString(a.out, b.String())
	return err
}

func fixText(r *validate.Rule) string {
	switch {
	case r.Cure == "":
		return string(r.Fix)
	case r.Fix == validate.NoFix:
		return r.Cure
	}
	return fmt.Sprintf("%s: %s", r.Fix, r.Cure)
}

func markText(mark string) string {
	return map[string]string{"O": "official", "B": "partner", "U": "reported by users", "I": "inferred"}[mark]
}

// explainCalls tells what the code means of single calls, where that is something else.
func explainCalls(b *strings.Builder, code, subcode int) {
	for _, row := range whatsapp.Codes() {
		if row.Op != "" && row.Code == code && row.Subcode == subcode {
			_, _ = fmt.Fprintf(b, "\non %q: %s\n%s\nclass     %s\n", row.Op, row.Meaning, row.Advice, row.Class)
		}
	}
}

// explainCode explains a code by its row, and by what is known of errors that say no more than it.
func (a *app) explainCode(text string) error {
	code, subcode, _ := codeAlone(text)
	row, ok := rowOf(code, subcode)
	if !ok {
		return usage(fmt.Errorf("code %d is not in the table of the platform's errors", code))
	}
	var p pasted.Problem
	if found := pasted.Find(fmt.Sprintf(`{"code":%d,"error_subcode":%d,"message":"code"}`, code, subcode), knownCode); len(found) > 0 {
		p = found[0]
	}
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s: %s\n\n%s\n\n", strings.Trim(text, "()# \t\r\n"), cmp.Or(p.Meaning, row.Meaning), cmp.Or(p.Advice, row.Advice))
	explainRules(&b, p.Rules)
	_, _ = fmt.Fprintf(&b, "class     %s\nsource    %s\n", row.Class, row.Source)
	explainCalls(&b, code, subcode)
	_, err := io.WriteString(a.out, b.String())
	return err
}
