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

func (a *app) sandbox() *cobra.Command {
	var listen, dir string
	var latency time.Duration
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a fake Graph API on loopback",
		Long: "sandbox answers the media endpoints as the real API does for good and bad requests, and sends nothing anywhere.\n" +
			"Its token is sandbox-token; any phone number id will do. GET /_sandbox/uploads lists what it accepted.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serveSandbox(cmd.Context(), listen, dir, latency) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8999", "loopback `address` to listen on; port 0 takes a free one")
	cmd.Flags().DurationVar(&latency, "latency", 0, "time that every answer takes")
	cmd.Flags().StringVar(&dir, "dir", "", "`folder` that keeps what was uploaded; default a temporary one")
	return cmd
}

func (a *app) serveSandbox(ctx context.Context, listen, dir string, latency time.Duration) error {
	listener, err := listenLoopback(ctx, listen)
	if err != nil {
		return err
	}
	graph, err := whatsapptest.New(whatsapptest.Config{Dir: dir, Latency: latency})
	if err != nil {
		return noWork(errors.Join(err, listener.Close()))
	}
	base := "http://" + listener.Addr().String()
	_, _ = fmt.Fprintf(a.out, "sandbox: %s\n\nexport WHATSAPP_TOKEN=sandbox-token WHATSAPP_PHONE_NUMBER_ID=106540352242922\n"+
		"wamedia upload --api-base %s PATH…\n", base, base)
	a.serves = true
	server := &http.Server{Handler: graph, ReadHeaderTimeout: 10 * time.Second}
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
