//go:build unix

package measure

import "fmt"

// Goal is a figure that was aimed at.
type Goal struct {
	Name string
	Want float64
	Got  float64
	Most bool   // Want is the most that is good, else the least
	Unit string // behind both figures: "×", " %"
}

// Met tells whether the goal was reached.
func (g Goal) Met() bool {
	if g.Most {
		return g.Got <= g.Want
	}
	return g.Got >= g.Want
}

// String says what was aimed at, what came out and whether that is enough.
func (g Goal) String() string {
	bound, verdict := "at least", "met"
	if g.Most {
		bound = "at most"
	}
	if !g.Met() {
		verdict = "MISSED"
	}
	return fmt.Sprintf("%s: %s %.4g%s; %.4g%s, %s", g.Name, bound, g.Want, g.Unit, g.Got, g.Unit, verdict)
}
