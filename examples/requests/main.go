// Requests answers many requests at once, each with a deadline of its own, by one line of work: what is over its time
// ends alone, and equal files are uploaded once.
//
//	WHATSAPP_TOKEN=… WHATSAPP_PHONE_NUMBER_ID=… go run ./requests FILE…
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/whatsapp"
)

func main() {
	client, err := whatsapp.New(whatsapp.Config{
		Token: whatsapp.Secret(os.Getenv("WHATSAPP_TOKEN")), PhoneNumberID: os.Getenv("WHATSAPP_PHONE_NUMBER_ID"),
	})
	if err != nil {
		log.Fatal(err)
	}
	line, err := local.New(context.Background(), local.Config{Send: &local.Send{Client: client}})
	if err != nil {
		log.Fatal(err)
	}
	defer line.Close()
	var items []pipeline.Item
	for _, path := range os.Args[1:] {
		items = append(items, pipeline.Item{Path: path})
	}
	for _, r := range serve(context.Background(), line, time.Minute, items) {
		fmt.Println(r.Path, r.MediaID, r.Class(), r.Err)
	}
}

// serve processes all items at once, for so long each.
func serve(ctx context.Context, line *local.Local, limit time.Duration, items []pipeline.Item) []pipeline.Result {
	results := make([]pipeline.Result, len(items))
	var wait sync.WaitGroup
	for i, it := range items {
		wait.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			results[i] = line.Process(ctx, it)
		})
	}
	wait.Wait()
	return results
}
