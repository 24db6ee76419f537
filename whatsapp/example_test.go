package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/wamedia/wamedia/whatsapp"
	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// Upload a file, politely and with patience. A fake API stands in for the real
// one, which is called when BaseURL is left out.
func Example() {
	graph, err := whatsapptest.New(whatsapptest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = graph.Close() }()
	server := httptest.NewServer(graph)
	defer server.Close()

	client, err := whatsapp.New(whatsapp.Config{
		Token:         whatsapptest.DefaultToken,
		PhoneNumberID: "106540352242922",
		BaseURL:       server.URL,
		Rate:          whatsapp.DefaultRate,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	const note = "Everything must go!"
	done, err := client.Upload(context.Background(), whatsapp.Media{
		Name: "note.txt", MIME: "text/plain", Content: strings.NewReader(note), Size: int64(len(note)),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	info, err := client.MediaURL(context.Background(), done.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.ID == done.ID, info.MIME, info.Size)
	// Output: true text/plain 19
}

// An error says whether to try again, and when.
func ExampleError() {
	graph, err := whatsapptest.New(whatsapptest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = graph.Close() }()
	server := httptest.NewServer(graph)
	defer server.Close()
	client, err := whatsapp.New(whatsapp.Config{Token: whatsapptest.DefaultToken, PhoneNumberID: "1", BaseURL: server.URL, Retry: whatsapp.Retry{Off: true}})
	if err != nil {
		fmt.Println(err)
		return
	}

	graph.Spoil(whatsapptest.Fault{Code: 80007, RegainAccess: 5 * time.Minute})
	_, err = client.Upload(context.Background(), whatsapp.Media{
		Name: "a.txt", MIME: "text/plain", Content: strings.NewReader("a"), Size: 1,
	})
	var e *whatsapp.Error
	if errors.As(err, &e) {
		row, _ := e.Explain()
		fmt.Println(e.Class, e.RetryAfter, e.InDoubt)
		fmt.Println(row.Meaning)
	}
	// Output:
	// throttled 5m0s false
	// the WhatsApp Business Account reached its rate limit
}
