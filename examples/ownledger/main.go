// Ownledger prepares and "sends" the files that are named with an uploader and a ledger of its own: the uploader copies
// them into a folder, and the ledger remembers nothing but what is under way.
//
//	go run ./ownledger DIR FILE…
package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"sync"

	"github.com/wamedia/wamedia/pipeline"
	"github.com/wamedia/wamedia/pipeline/ledger"
	"github.com/wamedia/wamedia/pipeline/ledger/memory"
	"github.com/wamedia/wamedia/pipeline/local"
)

// folder is an uploader that keeps files in a folder.
type folder string

// Upload copies the file and gives it a name as id.
func (f folder) Upload(_ context.Context, u pipeline.Upload) (id string, err error) {
	data, err := io.ReadAll(io.NewSectionReader(u.Body, 0, u.Size))
	if err != nil {
		return "", err
	}
	return u.Name, os.WriteFile(filepath.Join(string(f), u.Name), data, 0o600)
}

// counting is a ledger that keeps its records in another one, and counts the claims on each file.
type counting struct {
	memory.Ledger
	mu     sync.Mutex
	claims map[string]int
}

// Claim counts.
func (c *counting) Claim(ctx context.Context, key ledger.Key) (ledger.Claim, error) {
	c.mu.Lock()
	if c.claims == nil {
		c.claims = map[string]int{}
	}
	c.claims[hex.EncodeToString(key.SHA256[:])]++
	c.mu.Unlock()
	return c.Ledger.Claim(ctx, key)
}

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: ownledger DIR FILE…")
	}
	line, err := open(folder(os.Args[1]), new(counting))
	if err != nil {
		log.Fatal(err)
	}
	defer line.Close()
	for _, path := range os.Args[2:] {
		r := line.Process(context.Background(), pipeline.Item{Path: path})
		fmt.Println(path, r.OK(), r.MediaID, r.Reused, r.Err)
	}
}

func open(to folder, book ledger.Ledger) (*local.Local, error) {
	return local.New(context.Background(), local.Config{
		Send: &local.Send{Uploader: to, API: "https://files.example.com", Phone: "1", Ledger: book},
	})
}
