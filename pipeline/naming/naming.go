// Package naming gives outputs their names: the source's own with the extension that its new type needs, and a
// distinct one where two sources would meet, also on a disk that takes A.png and a.png for one name. Names depend
// on the set of sources alone, so that they are the same from run to run.
package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/validate"
	"golang.org/x/text/cases"
)

// Names knows the sources of a run.
type Names struct {
	fold  cases.Caser
	names map[string]int // folded source name → sources called so
	stems map[string]int // folded source name without extension → sources called so
	order []int          // per source: how many sources before it have its folded name
}

// Plan learns the sources, given as slash-separated paths below the output folder, in the order of the run.
func Plan(sources []string) *Names {
	n := &Names{fold: cases.Fold(), names: map[string]int{}, stems: map[string]int{}, order: make([]int, len(sources))}
	for i, rel := range sources {
		name, stem := n.fold.String(rel), n.fold.String(stemOf(rel))
		n.order[i] = n.names[name]
		n.names[name]++
		n.stems[stem]++
	}
	return n
}

// Output names what becomes of source i, called rel, as a file of the type mime.
func (n *Names) Output(i int, rel, mime string) string {
	ext, keep := extension(rel, mime)
	stem := stemOf(rel)
	alone := n.stems[n.fold.String(stem)] == n.names[n.fold.String(rel)]
	if !keep && !alone {
		stem = rel // photo.heic beside photo.jpg becomes photo.heic.jpg
	}
	switch before := n.order[i]; {
	case before > 0 && alone && !n.known(stem+"-"+strconv.Itoa(before+1)):
		stem += "-" + strconv.Itoa(before+1)
	case before > 0, n.taken(rel, stem+ext):
		stem += "-" + digest(rel, i)
	}
	return stem + ext
}

// known tells whether a source has the stem.
func (n *Names) known(stem string) bool { return n.stems[n.fold.String(stem)] > 0 }

// extension is what the name ends in; keep tells that the source's own does.
func extension(rel, mime string) (ext string, keep bool) {
	own, want := path.Ext(rel), validate.Extensions(mime)
	if len(want) == 0 || slices.Contains(want, strings.ToLower(own)) {
		return own, true
	}
	return want[0], false
}

// taken tells whether another source has the name already.
func (n *Names) taken(rel, name string) bool {
	folded := n.fold.String(name)
	return folded != n.fold.String(rel) && n.names[folded] > 0
}

func stemOf(rel string) string { return strings.TrimSuffix(rel, path.Ext(rel)) }

func digest(rel string, i int) string {
	sum := sha256.Sum256([]byte(rel + "\x00" + strconv.Itoa(i)))
	return hex.EncodeToString(sum[:4])
}
