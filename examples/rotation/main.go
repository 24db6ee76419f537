// Rotation uploads files with a token that changes while it runs.
//
//	WHATSAPP_TOKEN_FILE=token WHATSAPP_PHONE_NUMBER_ID=… go run ./rotation *.jpg
//
// The file is read at the start and whenever the platform refuses the token. Whoever
// rotates the token writes the new one to the file; uploads go on with it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync"

	"github.com/wamedia/wamedia/whatsapp"
)

func main() {
	base := flag.String("base", "", "address of the API; default the public one")
	flag.Parse()
	client, err := whatsapp.New(whatsapp.Config{
		TokenSource: fromFile(os.Getenv("WHATSAPP_TOKEN_FILE")), PhoneNumberID: os.Getenv("WHATSAPP_PHONE_NUMBER_ID"), BaseURL: *base,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := upload(context.Background(), client, os.Stdout, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

// fromFile gives the token that the file at path holds, and reads it again after a
// token was refused.
func fromFile(path string) whatsapp.TokenSource {
	var mu sync.Mutex
	var token whatsapp.Secret
	return func(_ context.Context, refused whatsapp.Secret) (whatsapp.Secret, error) {
		mu.Lock()
		defer mu.Unlock()
		if token != "" && token != refused {
			return token, nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			token = whatsapp.Secret(strings.TrimSpace(string(text)))
		}
		return token, err
	}
}

// upload uploads the files and prints their ids. What concerns one file does not keep
// it from the next; a refused token does.
func upload(ctx context.Context, client *whatsapp.Client, out io.Writer, paths []string) error {
	var failed error
	for _, path := range paths {
		media, err := client.UploadFile(ctx, path)
		switch {
		case errors.Is(err, whatsapp.ErrAuth), errors.Is(err, whatsapp.ErrPermission):
			return err
		case err != nil:
			failed = errors.Join(failed, fmt.Errorf("%s: %w", path, err))
		default:
			fmt.Fprintf(out, "%s %s until %s\n", path, media.ID, media.Expires.Format("2006-01-02"))
		}
	}
	return failed
}
