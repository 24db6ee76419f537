package whatsapptest_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// Let a connection break after the upload was carried out, and see what the
// client makes of it. In a test, NewServer and Server.Client take fewer lines.
func ExampleGraph_Spoil() {
	graph, err := whatsapptest.New(whatsapptest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = graph.Close() }()
	server := httptest.NewServer(graph)
	defer server.Close()
	client, err := whatsapp.New(whatsapp.Config{
		Token: whatsapptest.DefaultToken, PhoneNumberID: "1", BaseURL: server.URL,
		Retry: whatsapp.Retry{InDoubt: true, Notify: func(error, time.Duration) { fmt.Println("once more") }},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	graph.Spoil(whatsapptest.Fault{Cut: whatsapptest.CutAnswer})
	_, err = client.Upload(context.Background(), whatsapp.Media{MIME: "text/plain", Content: strings.NewReader("a"), Size: 1})
	fmt.Println("error:", err)
	fmt.Println("accepted:", graph.Uploads()[0].Count)
	// Output:
	// once more
	// error: <nil>
	// accepted: 2
}
