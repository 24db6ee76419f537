package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/pipeline/local"
)

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Tell what this machine has, and what is missing for which job",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.examine(cmd.Context()) },
	}
}

func (a *app) examine(ctx context.Context) error {
	_, _ = fmt.Fprintf(a.out, "wamedia %s\n", buildVersion())
	healthy := true
	for _, tool := range local.Tools(ctx) {
		if tool.Err != nil {
			_, _ = fmt.Fprintf(a.out, "  ✗ %-13s %s\n", tool.Name, printable.Line(tool.Err.Error()))
			healthy = false
			continue
		}
		_, _ = fmt.Fprintf(a.out, "  ✓ %-13s %s, %s\n", tool.Name, printable.Line(tool.Version), printable.Text(tool.Path))
		for _, has := range tool.Has {
			_, _ = fmt.Fprintf(a.out, "      %s\n", printable.Line(has))
		}
		for _, lack := range tool.Lacks {
			_, _ = fmt.Fprintf(a.out, "    ✗ %s\n", printable.Line(lack))
			healthy = false
		}
	}
	if has, lacks := local.Confinement(); lacks != "" {
		_, _ = fmt.Fprintf(a.out, "  ! %-13s %s\n", "confinement", lacks)
	} else {
		_, _ = fmt.Fprintf(a.out, "  ✓ %-13s %s\n", "confinement", has)
	}
	_, _ = fmt.Fprintln(a.out, "lint, and upload of files that need no fix, work without any of these.")
	if !healthy {
		return &exitError{code: exitNoWork}
	}
	return nil
}
