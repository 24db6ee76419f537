package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/wamedia/wamedia/whatsapp/inbox"
)

const (
	// notificationTime is how long a notification of 3 MB may take to arrive.
	notificationTime = 30 * time.Second
	// answerGrace is what notifications under way get to be stored and answered at the end.
	answerGrace = 10 * time.Second
)

// serveInbox answers and works until ctx ends. Then notifications under way are answered before the work stops.
func (a *app) serveInbox(ctx context.Context, box *inbox.Inbox, listener net.Listener) error {
	server := &http.Server{
		Handler: box.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: notificationTime, IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	served, worked := make(chan error, 1), make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	go func() { worked <- box.Run(working) }()
	var err error
	select {
	case <-ctx.Done():
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerGrace)
		defer cancel()
		err = errors.Join(server.Shutdown(ending), server.Close())
		if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
	case err = <-served:
	}
	stop()
	return errors.Join(err, <-worked)
}
