package inbox

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/wamedia/wamedia/whatsapp/webhook"
)

const (
	// mostRequests bounds how many notifications are read at a time, of 3 MB each.
	mostRequests = 64
	// healthTime is how long the store may take to answer.
	healthTime = 2 * time.Second
)

// Handler is the endpoint: GET /healthz answers 200 while notifications can be put on
// disk and 503 when not, GET /metrics is for Prometheus, and every other path is for
// the platform.
func (b *Inbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", b.health)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		b.counts.write(w)
	})
	mux.Handle("/", b.counts.watch(limited(&webhook.Handler{AppSecret: b.cfg.AppSecret, VerifyToken: b.cfg.VerifyToken, Store: b.Accept})))
	return mux
}

func (b *Inbox) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	alive := make(chan error, 1)
	go func() { alive <- b.store.alive(ctx, time.Now()) }()
	select {
	case err := <-alive:
		if err == nil {
			_, _ = io.WriteString(w, "ok\n")
			return
		}
		b.cfg.Log.Error("the store cannot be written", "error", err)
	case <-ctx.Done():
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, "notifications cannot be put on disk; the log says why\n")
}

// limited lets so many requests in and makes others wait.
func limited(next http.Handler) http.Handler {
	slots := make(chan struct{}, mostRequests)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
			w.WriteHeader(http.StatusServiceUnavailable) // never 200: nothing was stored
		}
	})
}
