package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// headerTime is how long the headers of a request may take.
	headerTime = 10 * time.Second
	// bodyTime is how long a whole request may take to arrive: 100 MB at 850 KB a second.
	bodyTime = 2 * time.Minute
	// idleTime is how long a connection may wait for its next request.
	idleTime = 2 * time.Minute
)

// sandboxServer serves graph to requests that call this machine by a loopback name or one of hosts. A page of a web site
// may have its own name point to loopback, and would else read and fill the sandbox. A request that takes longer than
// whole to arrive is cut off.
func sandboxServer(graph http.Handler, hosts []string, whole time.Duration) *http.Server {
	return &http.Server{
		Handler: onlyHosts(graph, hosts), ReadHeaderTimeout: min(headerTime, whole), ReadTimeout: whole, IdleTimeout: idleTime,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

func onlyHosts(next http.Handler, hosts []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := hostName(r.Host)
		if !isLoopbackName(name) && !slices.ContainsFunc(hosts, func(h string) bool { return hostName(h) == name }) {
			w.Header().Set("Connection", "close") // the body is not read
			http.Error(w, fmt.Sprintf("The sandbox answers requests to localhost and loopback addresses, and this one is to %q. "+
				"Start it with --allow-host and that name to allow it.", name), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostName is the name or address in a Host header: without the port, the brackets of IPv6, and the dot of the root.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

func isLoopbackName(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
