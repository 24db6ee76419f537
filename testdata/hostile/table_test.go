package hostile

import (
	"flag"
	"os"
	"testing"
)

// update writes the table of all files again.
var update = flag.Bool("update", false, "write docs/hostile.md")

// The table of all files is what the code says.
func TestTable(t *testing.T) {
	t.Parallel()
	const path = "../../docs/hostile.md"
	if *update {
		if err := os.WriteFile(path, []byte(markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != markdown() {
		t.Errorf("docs/hostile.md differs from the files (%v): run go test ./testdata/hostile -run TestTable -update", err)
	}
}
