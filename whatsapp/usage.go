package whatsapp

import (
	"cmp"
	"encoding/json"
	"net/http"
	"time"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

// Usage is how much of its limits an app or a business has used, as the headers of
// an answer tell. The platform sends them once enough calls were made; the zero
// value means that it did not.
type Usage struct {
	// Calls, CPUTime and TotalTime are in percent of their limits, the highest of
	// those that the answer tells of.
	Calls, CPUTime, TotalTime int
	// Regain is the time until access is regained, 0 when it is not lost.
	Regain time.Duration
}

// use is one entry of X-App-Usage or X-Business-Use-Case-Usage. Source: the Graph
// API's page on rate limiting; the time is in minutes.
type use struct {
	Calls     wire.Int `json:"call_count"`
	CPUTime   wire.Int `json:"total_cputime"`
	TotalTime wire.Int `json:"total_time"`
	Minutes   wire.Int `json:"estimated_time_to_regain_access"`
}

func usageOf(h http.Header) Usage {
	var most Usage
	add := func(u use) {
		most.Calls = max(most.Calls, int(u.Calls))
		most.CPUTime = max(most.CPUTime, int(u.CPUTime))
		most.TotalTime = max(most.TotalTime, int(u.TotalTime))
		most.Regain = max(most.Regain, time.Duration(min(u.Minutes, wire.Int(longestWait/time.Minute)))*time.Minute)
	}
	var app use
	if json.Unmarshal([]byte(h.Get("X-App-Usage")), &app) == nil {
		add(app)
	}
	var accounts map[string]wire.List[use]
	if json.Unmarshal([]byte(h.Get("X-Business-Use-Case-Usage")), &accounts) == nil {
		for _, uses := range accounts {
			for _, u := range uses.Items {
				add(u)
			}
		}
	}
	return most
}

// traceOf is the id by which Meta's support finds a call that succeeded.
func traceOf(h http.Header) string {
	return tidy(cmp.Or(h.Get("X-Fb-Trace-Id"), h.Get("X-Fb-Request-Id")))
}
