// Send uploads a file and builds the message that sends it by its id.
//
//	WHATSAPP_TOKEN=… WHATSAPP_PHONE_NUMBER_ID=… go run ./send -to 15551234567 photo.jpg
//
// The message is printed. A program of yours gives send a function that posts it to
// /PHONE_NUMBER_ID/messages.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/whatsapp"
)

func main() {
	base := flag.String("base", "", "address of the API; default the public one")
	to := flag.String("to", "", "phone number of the recipient")
	flag.Parse()
	if flag.NArg() != 1 || *to == "" {
		log.Fatal("usage: send -to NUMBER FILE")
	}
	client, err := whatsapp.New(whatsapp.Config{
		Token: whatsapp.Secret(os.Getenv("WHATSAPP_TOKEN")), PhoneNumberID: os.Getenv("WHATSAPP_PHONE_NUMBER_ID"), BaseURL: *base,
	})
	if err != nil {
		log.Fatal(err)
	}
	show := func(_ context.Context, message []byte) error {
		_, err := fmt.Printf("%s\n", message)
		return err
	}
	if err := send(context.Background(), client, show, *to, flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

// sender sends the JSON of a message.
type sender func(ctx context.Context, message []byte) error

// send uploads the file at path and hands the message with its id to the sender.
func send(ctx context.Context, client *whatsapp.Client, send sender, to, path string) error {
	media, err := client.UploadFile(ctx, path)
	if err != nil {
		return err
	}
	info, err := client.MediaURL(ctx, media.ID)
	if err != nil {
		return err
	}
	text, err := json.Marshal(message(to, media.ID, info.MIME, filepath.Base(path)))
	if err != nil {
		return err
	}
	return send(ctx, text)
}

// message is the body of POST /PHONE_NUMBER_ID/messages.
func message(to, id, mime, name string) map[string]any {
	kind, media := kindOf(mime), map[string]any{"id": id}
	if kind == "document" {
		media["filename"] = name
	}
	return map[string]any{"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": kind, kind: media}
}

// kindOf is the type of message that a type of media is sent as.
func kindOf(mime string) string {
	switch top, _, _ := strings.Cut(mime, "/"); {
	case mime == "image/webp":
		return "sticker"
	case top == "image", top == "video", top == "audio":
		return top
	}
	return "document"
}
