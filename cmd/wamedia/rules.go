package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/validate"
)

func (a *app) rules() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Print the rule book",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.printBook(format) },
	}
	cmd.Flags().StringVar(&format, "format", "text", "text|json|markdown")
	return cmd
}

func (a *app) printBook(format string) error {
	switch format {
	case "text":
		return a.bookText()
	case "json":
		return a.bookJSON()
	case "markdown":
		return a.bookMarkdown()
	}
	return usage(fmt.Errorf("--format %q: the book is printed as text, json or markdown", format))
}

func (a *app) bookText() error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, r := range validate.Rules() {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Stage, r.Fix, r.Title)
	}
	return w.Flush()
}

// bookMarkdown writes the table of README, and with --verbose the page docs/rules.md.
func (a *app) bookMarkdown() error {
	var b strings.Builder
	b.WriteString("| rule | severity | affects | fix | requirement |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range validate.Rules() {
		_, _ = fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.ID, r.Severity, r.Stage, r.Fix, r.Title)
	}
	if a.flags.verbose {
		for _, r := range validate.Rules() {
			describeRule(&b, &r)
		}
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

func describeRule(b *strings.Builder, r *validate.Rule) {
	_, _ = fmt.Fprintf(b, "\n## `%s`\n\n%s.\n\n%s\n\n", r.ID, r.Title, r.Why)
	if r.Profile != "" {
		_, _ = fmt.Fprintf(b, "* only with `--profile %s`\n", r.Profile)
	}
	_, _ = fmt.Fprintf(b, "* severity: %s, affects: %s\n* fix: %s\n", r.Severity, r.Stage, r.Fix)
	if r.Cure != "" {
		_, _ = fmt.Fprintf(b, "* command: `%s`\n", r.Cure)
	}
	_, _ = fmt.Fprintf(b, "* source (%s, read %s): %s\n", markText(r.Source.Mark), r.Source.Read, r.Source.Ref)
}

// jsonRule is a rule without its check.
type jsonRule struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Kinds    []string          `json:"kinds"`
	Severity validate.Severity `json:"severity"`
	Stage    validate.Stage    `json:"stage"`
	Fix      validate.Fix      `json:"fix"`
	Source   struct {
		Mark string `json:"mark"`
		Ref  string `json:"ref"`
		Read string `json:"read"`
	} `json:"source"`
	Why  string `json:"why"`
	Cure string `json:"cure,omitempty"`
}

func (a *app) bookJSON() error {
	book := []jsonRule{}
	for _, r := range validate.Rules() {
		j := jsonRule{ID: r.ID, Title: r.Title, Kinds: []string{}, Severity: r.Severity, Stage: r.Stage, Fix: r.Fix, Why: r.Why, Cure: r.Cure}
		for _, k := range r.Kinds {
			j.Kinds = append(j.Kinds, string(k))
		}
		j.Source.Mark, j.Source.Ref, j.Source.Read = r.Source.Mark, r.Source.Ref, r.Source.Read
		book = append(book, j)
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(book)
}
