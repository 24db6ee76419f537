// Template uploads the example file of a template's header and builds the template.
//
//	WHATSAPP_TOKEN=… WHATSAPP_APP_ID=… go run ./template header.png
//
// Templates want the handle of the Resumable Upload API; a media id does not do. The
// body that is printed goes to POST /WHATSAPP_BUSINESS_ACCOUNT_ID/message_templates.
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
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: template FILE")
	}
	client, err := whatsapp.New(whatsapp.Config{Token: whatsapp.Secret(os.Getenv("WHATSAPP_TOKEN")), BaseURL: *base})
	if err != nil {
		log.Fatal(err)
	}
	body, err := template(context.Background(), client, os.Getenv("WHATSAPP_APP_ID"), flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", body)
}

// template uploads the file at path and returns a template with it as its header.
func template(ctx context.Context, client *whatsapp.Client, appID, path string) ([]byte, error) {
	format, mime, err := headerOf(path)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	handle, err := client.UploadHandle(ctx, appID, whatsapp.Media{
		Name: filepath.Base(path), MIME: mime, Content: file, Size: info.Size(),
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{
		"name": "summer_sale", "language": "en_US", "category": "MARKETING",
		"components": []any{
			map[string]any{"type": "HEADER", "format": format, "example": map[string]any{"header_handle": []string{handle}}},
			map[string]any{"type": "BODY", "text": "Our summer sale starts today."},
		},
	})
}

// headerOf is the format of a header and the type of its example, by the file's name.
func headerOf(path string) (format, mime string, err error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jpg", ".jpeg":
		return "IMAGE", "image/jpeg", nil
	case ".png":
		return "IMAGE", "image/png", nil
	case ".mp4":
		return "VIDEO", "video/mp4", nil
	case ".pdf":
		return "DOCUMENT", "application/pdf", nil
	}
	return "", "", fmt.Errorf("%s: a header is JPEG, PNG, MP4 or PDF", path)
}
