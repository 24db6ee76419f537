//go:build vips && cgo

package vips

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/transcode/job"
)

const (
	// enoughEdges is the share of edges that shows on white where a picture is laid on that.
	enoughEdges = 0.7
	// betterEdges is how many more have to show on another background for that to be taken.
	betterEdges = 0.05
)

// ground is a background by name.
type ground struct {
	color.RGBA
	name string
}

func (g ground) hex() string { return fmt.Sprintf("#%02x%02x%02x", g.R, g.G, g.B) }

// grounds are what transparency is laid on where the user names nothing; the first one unless content vanishes on it.
func grounds() []ground {
	return []ground{
		{color.RGBA{255, 255, 255, 255}, "white"}, {color.RGBA{0, 0, 0, 255}, "black"}, {color.RGBA{128, 128, 128, 255}, "gray"},
	}
}

// groundOf reads the background that the request asks for; nil where it leaves the choice.
func groundOf(req job.Request) (*ground, error) {
	if req.Background == "" {
		return nil, nil
	}
	hex, ok := strings.CutPrefix(req.Background, "#")
	v, err := strconv.ParseUint(hex, 16, 24)
	if !ok || len(hex) != 6 || err != nil {
		return nil, job.Refused.Failf("background %q: want #rrggbb", req.Background)
	}
	return &ground{RGBA: color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}}, nil
}

// chooseGround is the background on which most of a picture with transparency shows, and a note where that is not white.
func chooseGround(p picture) (ground, string) {
	all := grounds()
	shares := p.EdgesOn(all[0].RGBA, all[1].RGBA, all[2].RGBA)
	best := 0
	for i := range all {
		if shares[0] < enoughEdges && shares[i] > shares[best] && shares[i] >= shares[0]+betterEdges {
			best = i
		}
	}
	if best == 0 {
		return all[0], ""
	}
	return all[best], fmt.Sprintf("laid on %s: on white %.0f %% of its edges vanish; --background chooses another colour",
		all[best].name, 100*(1-shares[0]))
}
