package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// sandboxFlags say where the sandbox listens and what it answers.
type sandboxFlags struct {
	listen, dir string
	latency     time.Duration
	hosts       []string
}

func (a *app) sandbox() *cobra.Command {
	var s sandboxFlags
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a fake Graph API on loopback",
		Long: "sandbox answers the media endpoints as the real API does for good and bad requests, and sends nothing anywhere.\n" +
			"Its token is sandbox-token; any phone number id will do. GET /_sandbox/uploads lists what it accepted.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serveSandbox(cmd.Context(), &s) },
	}
	cmd.Flags().StringVar(&s.listen, "listen", "127.0.0.1:8999", "loopback `address` to listen on; port 0 takes a free one")
	cmd.Flags().DurationVar(&s.latency, "latency", 0, "time that every answer takes")
	cmd.Flags().StringVar(&s.dir, "dir", "", "`folder` that keeps what was uploaded; default a temporary one")
	cmd.Flags().StringArrayVar(&s.hosts, "allow-host", nil, "also answer requests that call this machine by this `name`, as containers do; may be repeated")
	return cmd
}

func (a *app) serveSandbox(ctx context.Context, s *sandboxFlags) error {
	listener, err := listenLoopback(ctx, s.listen)
	if err != nil {
		return err
	}
	graph, err := whatsapptest.New(whatsapptest.Config{Dir: s.dir, Latency: s.latency})
	if err != nil {
		return noWork(errors.Join(err, listener.Close()))
	}
	base := "http://" + listener.Addr().String()
	_, _ = fmt.Fprintf(a.out, "sandbox: %s\n\nexport WHATSAPP_TOKEN=sandbox-token WHATSAPP_PHONE_NUMBER_ID=106540352242922\n"+
		"wamedia upload --api-base %s PATH…\n", base, base)
	a.serves = true
	server := sandboxServer(graph, s.hosts, bodyTime+s.latency)
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	err = server.Serve(listener)
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, graph.Close())
}

// listenLoopback refuses addresses that others could reach: the sandbox takes any bytes from anyone.
func listenLoopback(ctx context.Context, listen string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, usage(fmt.Errorf("--listen %q: want host:port, such as 127.0.0.1:8999", listen))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usage(fmt.Errorf("--listen %q: want a loopback address (127.0.0.1, ::1 or localhost)", listen))
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", listen)
	if err != nil {
		return nil, noWork(fmt.Errorf("listen: %w", err))
	}
	return l, nil
}
