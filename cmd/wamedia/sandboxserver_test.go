package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// serveGraph serves a fake Graph API as the sandbox does, and returns its address.
func serveGraph(t *testing.T, hosts []string, whole time.Duration) string {
	t.Helper()
	graph, err := whatsapptest.New(whatsapptest.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := sandboxServer(graph, hosts, whole)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), graph.Close()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

func TestTheSandboxRefusesOtherHosts(t *testing.T) {
	t.Parallel()
	address := serveGraph(t, []string{"sandbox", "Host.Docker.Internal:8999"}, bodyTime)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{
		"127.0.0.1": 200, address: 200, "127.8.9.10": 200, "localhost": 200, "LOCALHOST.:" + port: 200, "[::1]:" + port: 200, "[::1]": 200,
		"sandbox": 200, "sandbox:80": 200, "SANDBOX.": 200, "host.docker.internal": 200,
		"evil.example": 403, "evil.example:" + port: 403, "localhost.evil.example": 403, "127.0.0.1.nip.io": 403, "10.0.0.1": 403,
		"0.0.0.0": 403, "sandbox.evil.example": 403, "[::]:" + port: 403, "127.0.0.1@evil.example": 403,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/_sandbox/uploads", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("%s: %v", host, err)
		}
		text, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != want || want == 403 && !strings.Contains(string(text), "--allow-host") {
			t.Errorf("%s: %d %s, want %d", host, answer.StatusCode, text, want)
		}
	}
}

// TestTheSandboxCutsSlowBodiesOff sends a part of a body and no more: the server has to end the connection by itself.
func TestTheSandboxCutsSlowBodiesOff(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]string{
		"headers": "POST /v25.0/1/media HTTP/1.1\r\nHost: localhost\r\n",
		"body of a form": "POST /v25.0/1/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox-token\r\nContent-Length: 1000\r\n" +
			"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
		"body of a file": "POST /v25.0/1/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox-token\r\nTransfer-Encoding: chunked\r\n" +
			"Content-Type: multipart/form-data; boundary=b\r\n\r\n1000\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n\x89PNG",
		"body that is refused": "POST /v25.0/1/media HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1000\r\n\r\nabc",
		"body for nobody":      "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := new(net.Dialer).DialContext(t.Context(), "tcp", serveGraph(t, nil, 100*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if _, err := io.WriteString(c, begin); err != nil {
				t.Fatal(err)
			}
			// Without the limit this never returns, and the test's own limit ends it. A reset is an end too.
			if answer, _ := io.ReadAll(c); strings.Contains(string(answer), " 200 ") {
				t.Errorf("a request that never arrived was answered: %q", answer)
			}
		})
	}
}
