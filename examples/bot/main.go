// Bot takes a file from memory, fixes it where it has to be, uploads it and prints the message that sends it.
//
//	WHATSAPP_TOKEN=… WHATSAPP_PHONE_NUMBER_ID=… go run ./bot -to 15551234567 < photo.heic
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/local"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/whatsapp"
)

func main() {
	to := flag.String("to", "", "phone number of the recipient")
	flag.Parse()
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
	file, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	message, err := answer(context.Background(), line, *to, "file", file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", message)
}

// answer is the body of POST /PHONE_NUMBER_ID/messages that sends the file.
func answer(ctx context.Context, line *local.Local, to, name string, file []byte) ([]byte, error) {
	r := line.Process(ctx, pipeline.Item{Name: name, Body: bytes.NewReader(file), Size: int64(len(file))})
	if !r.OK() {
		return nil, fmt.Errorf("%s (%s): %w", name, r.Class(), r.Err)
	}
	kind, sent := r.Kind, map[string]any{"id": r.MediaID}
	switch kind {
	case media.Document:
		sent["filename"] = r.UploadName
	case media.Voice:
		kind, sent["voice"] = media.Audio, true
	}
	return json.Marshal(map[string]any{"messaging_product": "whatsapp", "to": to, "type": kind, string(kind): sent})
}
