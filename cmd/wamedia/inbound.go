package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/inbox"
)

// inboundFlags say what is done with media that arrives.
type inboundFlags struct {
	api           apiFlags
	fix           fixFlags
	dir, listen   string
	lint, prepare bool
	run, post     string
	runTime       time.Duration
	keep          time.Duration
	downloads     int
}

func (a *app) inbound() *cobra.Command {
	var f inboundFlags
	cmd := &cobra.Command{
		Use:   "inbound --dir DIR [-- ARGUMENT…]",
		Short: "Receive webhooks and file the media in them",
		Long: "inbound is the endpoint for the platform's webhooks. It verifies each one, has it on disk before it answers, downloads\n" +
			"the media in it, and files it as DIR/<date>/<from>/<message id>.<extension> with a description beside it (.json).\n" +
			"Every finished file is one line of JSON on standard output, and is handed to --exec and --post.\n\n" +
			"It needs WHATSAPP_TOKEN and WHATSAPP_APP_SECRET, and WHATSAPP_VERIFY_TOKEN for the app dashboard. GET /healthz and\n" +
			"GET /metrics are for those who run it; put a proxy that speaks TLS in front.\n\n" +
			"The program of --exec is started without a shell, with what stands after -- and the file's path as its arguments.\n" +
			"The description is its standard input; WAMEDIA_EVENT, WAMEDIA_FILE, WAMEDIA_MESSAGE_ID, WAMEDIA_FROM,\n" +
			"WAMEDIA_KIND, WAMEDIA_MIME and WAMEDIA_PREPARED are in its environment, and no secret is.",
		Example: "  wamedia inbound --dir media --listen 127.0.0.1:8080\n" +
			"  wamedia inbound --dir media --lint --prepare --exec ./arrived -- --queue photos",
		RunE: func(cmd *cobra.Command, args []string) error { return a.runInbound(cmd, &f, args) },
	}
	p := cmd.Flags()
	p.StringVar(&f.dir, "dir", "", "`folder` that media is filed in; its hidden folder .wamedia holds the state")
	p.StringVar(&f.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	p.BoolVar(&f.lint, "lint", false, "add findings to the description of every file")
	p.BoolVar(&f.prepare, "prepare", false, "also make a copy of every file that can be sent, <message id>.prepared.<extension>; the flags below say how")
	p.StringVar(&f.run, "exec", "", "`program` to run for every finished file; run again later when it does not end with 0")
	p.DurationVar(&f.runTime, "exec-timeout", time.Minute, "time that the program may take")
	p.StringVar(&f.post, "post", "", "`URL` that the description of every finished file is posted to; again later when it does not answer with 2xx")
	p.IntVar(&f.downloads, "jobs", 4, "messages worked on at a time")
	p.DurationVar(&f.keep, "keep", 30*24*time.Hour, "how long webhooks are kept in the state; at least 192h")
	p.StringVar(&a.flags.config, "config", "", "configuration `file`")
	f.api.add(cmd)
	f.fix.add(cmd)
	return cmd
}

func (f *inboundFlags) check(args []string) error {
	switch {
	case f.dir == "":
		return usage(errors.New("inbound needs --dir and a folder for the media"))
	case f.downloads < 1:
		return usage(fmt.Errorf("--jobs %d: at least one message must be worked on at a time", f.downloads))
	case len(args) > 0 && f.run == "":
		return usage(errors.New("arguments belong to the program of --exec, which is missing"))
	}
	return f.fix.check()
}

func (a *app) runInbound(cmd *cobra.Command, f *inboundFlags, args []string) (err error) {
	if err := errors.Join(f.check(args), a.readConfig(cmd)); err != nil {
		return err
	}
	a.serves = true
	a.startWarnings()
	if f.dir, err = filepath.Abs(f.dir); err != nil {
		return noWork(err)
	}
	cfg, err := a.inboxConfig(f)
	if err != nil {
		return err
	}
	prepare := &preparer{f: f, policy: a.fixPolicy(&f.fix)}
	defer func() { err = errors.Join(err, prepare.close()) }()
	if f.prepare {
		cfg.Prepare = prepare.file
	}
	if cfg.Deliver, err = a.deliverer(f, args); err != nil {
		return err
	}
	ctx := cmd.Context()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return noWork(fmt.Errorf("listen: %w", err))
	}
	defer func() { _ = listener.Close() }()
	box, err := inbox.Open(ctx, cfg)
	if err != nil {
		return noWork(err)
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	_, _ = fmt.Fprintf(a.err, "inbound: http://%s files media in %s\n", listener.Addr(), f.dir)
	return a.serveInbox(ctx, box, listener)
}

// startWarnings logs what goes wrong to stderr, also without --verbose: a service has nothing else to say it by.
func (a *app) startWarnings() {
	if !a.flags.verbose {
		a.log = slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
}

// inboxConfig has all but what is done with finished files.
func (a *app) inboxConfig(f *inboundFlags) (inbox.Config, error) {
	secrets, err := a.credentials()
	if err != nil {
		return inbox.Config{}, err
	}
	// Messages have retries of their own, which outlive this process.
	brief := func(c *whatsapp.Config) {
		c.Retry = whatsapp.Retry{Transient: whatsapp.Backoff{Attempts: 2}, Patience: time.Minute}
	}
	client, err := f.api.client(secrets, brief)
	if err != nil {
		return inbox.Config{}, err
	}
	cfg := inbox.Config{
		Dir: f.dir, Client: client, Workers: f.downloads, Keep: f.keep, Log: a.log, Examine: a.examiner(f.lint),
		AppSecret: whatsapp.Secret(secrets.get("WHATSAPP_APP_SECRET")), VerifyToken: whatsapp.Secret(secrets.get("WHATSAPP_VERIFY_TOKEN")),
	}
	if cfg.AppSecret == "" {
		return inbox.Config{}, noWork(errors.New("WHATSAPP_APP_SECRET is not set: without it webhooks cannot be verified"))
	}
	if cfg.VerifyToken == "" {
		a.complain(errors.New("WHATSAPP_VERIFY_TOKEN is not set: the app dashboard cannot verify this endpoint"))
	}
	return cfg, nil
}

// preparer makes the copy of each file that can be sent, all by one line, whose workers and memory they share. It is
// assembled for the first file.
type preparer struct {
	f      *inboundFlags
	policy validate.Policy

	mu   sync.Mutex
	line *local.Local
}

// file makes the copy of one file. One for which there is none stays as it is: its notice says why.
func (p *preparer) file(ctx context.Context, n *inbox.Notice) error {
	line, err := p.assembled(ctx)
	if err != nil {
		return err
	}
	done := line.Process(ctx, preparedItem(p.f.dir, n))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	n.Prepared = preparedOf(p.f.dir, done)
	return nil
}

func (p *preparer) assembled(ctx context.Context) (_ *local.Local, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line == nil {
		p.line, err = local.New(ctx, local.Config{
			Policy: p.policy, Options: p.f.fix.options, Memory: p.f.fix.memory, Work: filepath.Join(p.f.dir, ".wamedia"),
			Own: func(string) bool { return true }, // only this program writes such names
		})
	}
	return p.line, err
}

func (p *preparer) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line == nil {
		return nil
	}
	return p.line.Close()
}
