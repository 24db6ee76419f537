package memory_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/memory"
)

// The same bytes come twice; the second time their id is at hand.
func Example() {
	ctx := context.Background()
	var l memory.Ledger

	send := func(content []byte) error {
		claim, err := l.Claim(ctx, ledger.Key{
			SHA256: sha256.Sum256(content),
			API:    "https://graph.facebook.com",
			Phone:  "106540352242922",
			MIME:   "text/plain",
		})
		if err != nil {
			return err
		}
		defer claim.Release()
		if media, ok := claim.Done(); ok {
			fmt.Println("uploaded before as", media.ID)
			return nil
		}
		if err := claim.Uploading(ctx); err != nil {
			return err
		}
		id := "1013859600285441" // the platform's answer to the upload, which would be made here
		fmt.Println("uploaded as", id)
		return claim.Uploaded(context.WithoutCancel(ctx), ledger.Media{ID: id, Expires: time.Now().AddDate(0, 0, 30)})
	}
	for range 2 {
		if err := send([]byte("our menu")); err != nil {
			panic(err)
		}
	}
	// Output:
	// uploaded as 1013859600285441
	// uploaded before as 1013859600285441
}
