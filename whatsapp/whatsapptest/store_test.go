package whatsapptest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// TestUploadsOutliveTheProcess closes a Graph, or leaves it as a kill would, and
// opens its folder again.
func TestUploadsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *whatsapptest.Graph, string){
		"closed": func(t *testing.T, g *whatsapptest.Graph, _ string) {
			if err := g.Close(); err != nil {
				t.Error(err)
			}
		},
		"killed": func(*testing.T, *whatsapptest.Graph, string) {},
		"killed while it wrote": func(t *testing.T, _ *whatsapptest.Graph, dir string) {
			list, err := os.OpenFile(filepath.Join(dir, "uploads.ndjson"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = list.WriteString(`{"id":"9999","sha`)
			_ = list.Close()
			if err := os.WriteFile(filepath.Join(dir, "incoming", "file-1"), []byte("half"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new", "state")
			first, server := open(t, dir)
			kept := id(t, upload(t, server, bearer, product, photo))
			gone := id(t, upload(t, server, bearer, product, photo))
			call(t, "DELETE", server+"/v25.0/"+gone, bearer, "", nil)
			before := first.Uploads()
			end(t, first, dir)

			second, server := open(t, dir)
			if diff := cmp.Diff(before, second.Uploads()); diff != "" || len(before) != 1 || before[0].Count != 2 {
				t.Errorf("uploads after: %s", diff)
			}
			if got := call(t, "GET", server+"/v25.0/"+kept, bearer, "", nil); got.status != 200 {
				t.Errorf("kept media: HTTP %d", got.status)
			}
			if got := call(t, "GET", server+"/v25.0/"+gone, bearer, "", nil); got.status != 400 {
				t.Errorf("deleted media: HTTP %d, want 400", got.status)
			}
			id(t, upload(t, server, bearer, product, photo))
			third, _ := open(t, dir)
			if n := third.Uploads()[0].Count; n != 3 {
				t.Errorf("%d uploads in the end, want 3", n)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "incoming", "*")); len(left) != 0 {
				t.Errorf("left over: %v", left)
			}
		})
	}
}

func open(t *testing.T, dir string) (*whatsapptest.Graph, string) {
	t.Helper()
	graph, err := whatsapptest.New(whatsapptest.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(graph)
	t.Cleanup(server.Close)
	return graph, server.URL
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "uploads.ndjson"), []byte("{\"id\":\"1\"}\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, says := range map[string]string{file: "sandbox folder", damaged: "line 2"} {
		if _, err := whatsapptest.New(whatsapptest.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want it to say %q", dir, err, says)
		}
	}
}

// TestCloseCleansUp looks for temporary folders, and asks a closed Graph.
func TestCloseCleansUp(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	graph, server := open(t, "")
	id(t, upload(t, server, bearer, product, photo))
	call(t, "POST", server+"/v25.0/1/uploads?file_type=image/png&file_length=1", bearer, "", nil)
	if err := graph.Close(); err != nil {
		t.Error(err)
	}
	if err := graph.Close(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	if got := call(t, "GET", server+"/v25.0/1", bearer, "", nil); got.status != http.StatusServiceUnavailable {
		t.Errorf("a closed Graph answers HTTP %d, want 503", got.status)
	}
}

// failing is a test that notes its failure.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper()                           {}
func (f *failing) Cleanup(func())                    {}
func (f *failing) Fatalf(format string, args ...any) { f.said = fmt.Sprintf(format, args...) }

func TestNewServerFailsItsTest(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tb := &failing{}
	if server := whatsapptest.NewServerWith(tb, whatsapptest.Config{Dir: file}); server != nil || !strings.Contains(tb.said, "fake Graph API") {
		t.Errorf("server %v, the test was told %q", server, tb.said)
	}
}
