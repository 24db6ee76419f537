package whatsapptest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
)

// Fault spoils one request. Its zero value spoils nothing.
type Fault struct {
	// Code is an error code of the API to answer with, such as 80007, 130429,
	// 131000 or 131057. The request is not carried out.
	Code int
	// Status is the HTTP status to answer with. With a Code the default is the
	// status documented for it; without one the answer is a web page, as of a proxy.
	Status int
	// RetryAfter adds a Retry-After header, in whole seconds.
	RetryAfter time.Duration
	// RegainAccess adds the usage header that estimates when access is regained,
	// in whole minutes.
	RegainAccess time.Duration
	// Delay passes before the request is read.
	Delay time.Duration
	// Cut breaks the connection.
	Cut Cut
}

// Cut says where a connection breaks.
type Cut int

// The places where a Fault can break the connection. The zero value is nowhere.
const (
	CutRequest    Cut = iota + 1 // half of the request's body was read; it is not carried out
	CutAnswer                    // the request was carried out, no answer is sent
	CutHalfAnswer                // the request was carried out, half of the answer's body is sent
)

// Spoil applies the faults to the next requests, one each, in order. Requests
// after them are answered well again.
func (g *Graph) Spoil(faults ...Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = append(g.faults, faults...)
}

func (g *Graph) nextFault() Fault {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.faults) == 0 {
		return Fault{}
	}
	next := g.faults[0]
	g.faults = g.faults[1:]
	return next
}

// before returns the answer of a request that is not carried out.
func (f Fault) before(r *http.Request) (answer, bool) {
	if f.Cut == CutRequest {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		panic(http.ErrAbortHandler)
	}
	if f.Code == 0 && f.Status == 0 {
		return answer{}, false
	}
	a := htmlAnswer(f.Status)
	if f.Code != 0 {
		a = f.refusal()
	}
	if f.RetryAfter > 0 {
		a.header.Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
	}
	if f.RegainAccess > 0 {
		a.header.Set("X-Business-Use-Case-Usage", fmt.Sprintf(
			`{"102290129340398":[{"type":"whatsapp_business_management","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":%d}]}`,
			int(f.RegainAccess/time.Minute)))
	}
	return a, true
}

func (f Fault) refusal() answer {
	row, _ := (&whatsapp.Error{Code: f.Code}).Explain()
	status := cmp.Or(f.Status, row.HTTP, http.StatusBadRequest)
	message := fmt.Sprintf("(#%d) %s", f.Code, cmp.Or(row.Meaning, "fault of the sandbox"))
	return failed(status, graphError{Message: message, Code: f.Code, Data: &errorData{Product: "whatsapp", Details: row.Meaning}})
}

func (f Fault) after(a answer) answer {
	a.cut = f.Cut
	return a
}

// drain reads what the client is still sending, within the limit of any request.
// A server that answers and hangs up in the middle of a body resets the
// connection, and the client may never see the answer.
func drain(r *http.Request) {
	_, _ = io.CopyN(io.Discard, r.Body, largestRequest)
}
