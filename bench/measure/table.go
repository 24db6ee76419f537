//go:build unix

package measure

import (
	"fmt"
	"io"
	"strings"
)

// Table prints rows below a head, the first column to the left, the others to the right.
type Table struct {
	Title string
	Head  []string
	rows  [][]string
}

// Row adds a row.
func (t *Table) Row(cells ...string) { t.rows = append(t.rows, cells) }

// Print writes the table.
func (t *Table) Print(w io.Writer) {
	widths := make([]int, len(t.Head))
	all := append([][]string{t.Head}, t.rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	_, _ = fmt.Fprintf(w, "\n%s\n", t.Title)
	for _, row := range all {
		_, _ = fmt.Fprintln(w, line(row, widths))
	}
}

func line(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		space := strings.Repeat(" ", widths[i]-len([]rune(cell)))
		if i == 0 {
			b.WriteString(cell + space)
		} else {
			b.WriteString("  " + space + cell)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
