package whatsapptest

import (
	"context"
	"log/slog"
	"net"
	"net/http"

	"github.com/wamedia/wamedia/whatsapp"
)

// TB is what NewServer needs of a *testing.T or *testing.B. (Package testing
// itself stays out of programs that serve a Graph.)
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is a fake Graph API that listens on a free loopback port.
type Server struct {
	*Graph
	// URL is the API's base URL, for whatsapp.Config.BaseURL.
	URL string

	tb TB
}

// NewServer starts a server with the defaults of Config, and stops it at the end
// of the test.
func NewServer(tb TB) *Server { return NewServerWith(tb, Config{}) }

// NewServerWith is NewServer for a Config.
func NewServerWith(tb TB, cfg Config) *Server {
	tb.Helper()
	graph, err := New(cfg)
	if err != nil {
		tb.Fatalf("fake Graph API: %v", err)
		return nil
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		_ = graph.Close()
		tb.Fatalf("fake Graph API: %v", err)
		return nil
	}
	server := &http.Server{Handler: graph, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	tb.Cleanup(func() {
		_ = server.Close()
		<-done
		_ = graph.Close()
	})
	return &Server{Graph: graph, URL: "http://" + listener.Addr().String(), tb: tb}
}

// Client returns a client of the server, with its token and some phone number.
func (s *Server) Client() *whatsapp.Client {
	s.tb.Helper()
	phone := s.cfg.PhoneNumberID
	if phone == "" {
		phone = "106540352242922"
	}
	client, err := whatsapp.New(whatsapp.Config{Token: whatsapp.Secret(s.cfg.Token), PhoneNumberID: phone, BaseURL: s.URL})
	if err != nil {
		s.tb.Fatalf("client of the fake Graph API: %v", err)
	}
	return client
}
