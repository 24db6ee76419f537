package main

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/report"
)

// app is one run of the program: its streams and the flags that all commands share.
type app struct {
	in       io.Reader
	out, err io.Writer
	screen   *screen
	flags    sharedFlags
	log      *slog.Logger
	// never lists files that are not input, besides credentials, configuration and report.
	never []string
	// skips gathers what is passed over in folders.
	skips report.Skips
	// paced is true where lines of a report may wait a moment for others, as they tell of nothing that was done.
	paced bool
	// serves is true for a command whose right end is to be interrupted.
	serves bool
}

// run executes one command line and returns the exit code. A second interrupt calls stop.
func run(args []string, in io.Reader, out, errs io.Writer, stop func(code int)) int {
	a := &app{in: in, log: slog.New(slog.DiscardHandler)}
	a.out, a.err, a.screen = streams(out, errs)
	ctx, done := interruptible(context.Background(), func(code int) { a.screen.leave(); stop(code) })
	defer done()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return a.exit(ctx, err)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "wamedia",
		Short: "Check, fit and upload media for the WhatsApp Cloud API",
		Long: "wamedia checks media files against what the WhatsApp Cloud API takes, makes what does not fit fit at the\n" +
			"least cost, and uploads it.\n\n" +
			"Exit codes: 0 clean; 1 findings, or files that could not be prepared or uploaded; 2 wrong usage;\n" +
			"3 could not work; 130 interrupted.",
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              cobra.NoArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error { a.startLog(); return nil },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.PersistentFlags().BoolVarP(&a.flags.quiet, "quiet", "q", false, "write findings only: no summary, no progress")
	root.PersistentFlags().BoolVarP(&a.flags.verbose, "verbose", "v", false, "also list files that pass, and log what is done")
	root.AddCommand(a.lint(), a.prepare(), a.upload(), a.media(), a.rules(), a.explain(), a.doctor(), a.sandbox(), a.inbound(), a.version())
	return root
}

// startLog sends the log to stderr where it was asked for.
func (a *app) startLog() {
	if a.flags.verbose {
		a.log = slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
}

// exitError carries an exit code. A nil cause has been reported already.
type exitError struct {
	code  int
	cause error
}

const (
	exitClean       = 0
	exitFindings    = 1
	exitUsage       = 2
	exitNoWork      = 3
	exitInterrupted = 130
)

// Error gives the cause's text.
func (e *exitError) Error() string {
	if e.cause == nil {
		return ""
	}
	return e.cause.Error()
}

// Unwrap gives the cause.
func (e *exitError) Unwrap() error { return e.cause }

func usage(err error) error { return &exitError{code: exitUsage, cause: err} }

func noWork(err error) error { return &exitError{code: exitNoWork, cause: err} }

// exit reports the error that ended a run and chooses its code.
func (a *app) exit(ctx context.Context, err error) int {
	var coded *exitError
	switch {
	case errors.Is(context.Cause(ctx), errInterrupted) && !a.serves:
		a.complain(errInterrupted)
		return exitInterrupted
	case err == nil:
		return exitClean
	case !errors.As(err, &coded):
		coded = &exitError{code: exitUsage, cause: err} // what cobra itself refuses
	}
	if coded.cause != nil {
		a.complain(coded.cause)
	}
	return coded.code
}
