package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlite"
	"github.com/wamedia/wamedia/pipeline/ledger/sqlledger"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/pipeline/walk"
	"github.com/wamedia/wamedia/whatsapp"
)

// uploadFlags say how files are sent.
type uploadFlags struct {
	api  apiFlags
	jobs int
	rate float64
	// onDoubt says what to do about an upload that may have been accepted.
	onDoubt string
	// verify asks for each media after its upload.
	verify bool
}

func (a *app) upload() *cobra.Command {
	var fix fixFlags
	var send uploadFlags
	var dry bool
	cmd := &cobra.Command{
		Use:   "upload PATH…",
		Short: "Prepare files and upload them; print their media ids",
		Long: "upload prepares files and uploads them to the Cloud API. Ids are remembered: a file that was uploaded before and\n" +
			"whose id is still valid is not sent again. The access token is read from WHATSAPP_TOKEN and the phone number id\n" +
			"from WHATSAPP_PHONE_NUMBER_ID.\n\n" + inFolders,
		Example: "  wamedia upload campaign/\n  wamedia upload --dry-run campaign/",
		Args:    atLeastOnePath,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if dry {
				return a.runUploadDry(cmd, &fix, &send, paths)
			}
			return a.runUpload(cmd, &fix, &send, paths)
		},
	}
	a.addShared(cmd)
	fix.add(cmd)
	send.api.add(cmd)
	cmd.Flags().BoolVar(&dry, "dry-run", false, "prepare everything in a temporary folder, tell what would be sent, and send nothing; needs no token")
	cmd.Flags().IntVar(&send.jobs, "upload-jobs", 8, "uploads at a time")
	cmd.Flags().StringVar(&send.onDoubt, "on-doubt", "", "an upload whose answer was lost: \"reupload\" repeats it at once, \"hold\" keeps the file back in "+
		"later runs too (default: it fails, and the next run uploads it again)")
	cmd.Flags().BoolVar(&send.verify, "check-uploads", false, "ask for each media after its upload and compare its hash; costs a call for each file")
	cmd.Flags().Float64Var(&send.rate, "rate", whatsapp.DefaultRate, "uploads started in a second; 0 means no limit")
	return cmd
}

func (f *uploadFlags) check() error {
	switch {
	case f.jobs < 1:
		return usage(fmt.Errorf("--upload-jobs %d: at least one upload must run at a time", f.jobs))
	case f.rate < 0:
		return usage(fmt.Errorf("--rate %g: want uploads per second, or 0 for no limit", f.rate))
	case !slices.Contains([]string{"", "reupload", "hold"}, f.onDoubt):
		return usage(fmt.Errorf("--on-doubt %q is not known; want reupload or hold", f.onDoubt))
	}
	return nil
}

func (a *app) runUpload(cmd *cobra.Command, fix *fixFlags, send *uploadFlags, paths []string) error {
	if err := errors.Join(a.checkShared(cmd), fix.check(), send.check(), a.checkPaths(paths)); err != nil {
		return err
	}
	secrets, err := a.credentials()
	if err != nil {
		return err
	}
	config, err := send.config(secrets, a.log)
	if err != nil {
		return err
	}
	work, err := cachePath("work")
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	book, err := openLedger(ctx, a.log)
	if err != nil {
		return err
	}
	config.Ledger = book
	line, err := local.New(ctx, local.Config{
		Policy: a.fixPolicy(fix), Options: fix.options, Memory: fix.memory, Jobs: a.flags.jobs, Log: a.log, Work: work, Send: config,
	})
	if err != nil {
		return noWork(errors.Join(err, book.Close()))
	}
	files := slices.Collect(walk.Files(paths, a.walkOptions("")))
	a.warnUnready(ctx, line, files)
	keepNone := func(int) func(string) string { return nil }
	return errors.Join(a.write(a.processed(ctx, line.Width(), line.Process, files, keepNone)), line.Close(), book.Close())
}

// openLedger opens the user's memory of uploads.
func openLedger(ctx context.Context, log *slog.Logger) (*sqlledger.Ledger, error) {
	path, err := statePath("ledger.db")
	if err != nil {
		return nil, err
	}
	book, err := sqlite.Open(ctx, path, log)
	if err != nil {
		return nil, noWork(fmt.Errorf("open the ledger of uploads: %w", err))
	}
	return book, nil
}

// runUploadDry does all that an upload does but for sending, and keeps nothing.
func (a *app) runUploadDry(cmd *cobra.Command, fix *fixFlags, send *uploadFlags, paths []string) error {
	if err := errors.Join(a.checkShared(cmd), fix.check(), send.check(), a.checkPaths(paths)); err != nil {
		return err
	}
	ctx := cmd.Context()
	line, err := local.New(ctx, local.Config{Policy: a.fixPolicy(fix), Options: fix.options, Memory: fix.memory, Jobs: a.flags.jobs, Log: a.log})
	if err != nil {
		return noWork(err)
	}
	files := slices.Collect(walk.Files(paths, a.walkOptions("")))
	a.warnUnready(ctx, line, files)
	keepNone := func(int) func(string) string { return nil }
	entries := each(a.processed(ctx, line.Width(), line.Process, files, keepNone), func(e *report.Entry) { e.WouldSend = true })
	return errors.Join(a.write(entries), line.Close())
}

// config makes the client.
func (f *uploadFlags) config(secrets credentials, log *slog.Logger) (*local.Send, error) {
	client, err := f.api.client(secrets, func(c *whatsapp.Config) {
		c.Rate, c.CheckUploads = f.rate, f.verify
		c.Retry.InDoubt = f.onDoubt == "reupload"
		c.Retry.Notify = func(err error, pause time.Duration) {
			log.Warn("upload failed, trying again", "error", err, "pause", pause.Round(time.Millisecond))
		}
	})
	if err != nil {
		return nil, err
	}
	if _, phone := client.Account(); phone == "" {
		return nil, noWork(errors.New("no phone number id: set WHATSAPP_PHONE_NUMBER_ID to the id (not the number) that WhatsApp > API Setup shows"))
	}
	return &local.Send{Client: client, Jobs: f.jobs, HoldDoubts: f.onDoubt == "hold"}, nil
}
