package ffmpeg

import (
	"fmt"
	"math"
	"slices"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"
)

// mix says how the channels of a source become those of the output: by how much each one counts in each.
type mix struct {
	rows [][]float64
	note string
}

// applied mixes the sound.
func (m *mix) applied(sound *ffmpeg.Stream) *ffmpeg.Stream {
	var layout strings.Builder
	layout.WriteString([...]string{"", "mono", "stereo"}[len(m.rows)])
	for out, row := range m.rows {
		fmt.Fprintf(&layout, "|c%d=", out)
		for in, weight := range row {
			if in > 0 {
				layout.WriteByte('+')
			}
			fmt.Fprintf(&layout, "%.4f*c%d", weight, in)
		}
	}
	return sound.Filter("pan", ffmpeg.Args{layout.String()})
}

// mixing is one way to mix, and what was measured of it.
type mixing struct {
	rows [][]float64
	// what the user is told of it; empty for the usual mix.
	note   string
	single bool // whether it is one channel alone
	clips  bool // whether it may, so that its peak is looked for
	// peak of all channels of the mix, 1 being full scale.
	peak float64
	// lost and heard are amplitudes summed over windows: of those in which the channels cancel each other, and of all.
	lost, heard float64
	power       float64 // summed over windows
}

const (
	// halfPower is the weight of a channel that is heard on both sides, and of those behind (ITU-R BS.775-3, table 2).
	halfPower = math.Sqrt2 / 2
	// cancelled is the share of their power below which channels that are mixed cancel each other: channels that have
	// nothing in common keep all of it. A quarter stays of two that differ in sign and by half in strength.
	cancelled = 0.25
	// fewLost is the share of the sound that may cancel before another mix is looked for.
	fewLost = 0.03
	// clearly is the ratio of power from which one channel is the louder one.
	clearly = 1.01
	// ceilingMix is the peak that a mix gets which would clip.
	ceilingMix = 0.89
)

// mixings are the ways to mix channels at these places for one or two: the usual one, one without the places behind,
// and each channel alone, where the output is mono or the channel is the middle.
func mixings(places []position, out int) []mixing {
	if len(places) <= out || out < 1 {
		return nil
	}
	usual := usualMix(places, out)
	all := []mixing{{rows: usual}}
	if len(places) > 2 {
		front := slices.Clone(places)
		for i, p := range front {
			if p&(backLeft|backRight|backCenter|sideLeft|sideRight) != 0 {
				front[i] = lowFrequency
			}
		}
		if slices.ContainsFunc(front, func(p position) bool { return p != lowFrequency }) {
			all = append(all, mixing{rows: usualMix(front, out), note: "the surround channels cancel others in a mix, so that they are left out"})
		}
	}
	for i, p := range places {
		if p != lowFrequency {
			all = append(all, alone(places, i, out))
		}
	}
	for i := range all {
		all[i].clips = all[i].mayClip()
	}
	return all
}

// alone is a mix of one channel.
func alone(places []position, channel, out int) mixing {
	row := make([]float64, len(places))
	row[channel] = 1
	m := mixing{single: true, note: fmt.Sprintf("its channels cancel each other in a mix, so that %s is heard alone", nameOf(places, channel))}
	for range out {
		m.rows = append(m.rows, row)
	}
	return m
}

func nameOf(places []position, channel int) string {
	names := map[position]string{
		frontLeft: "the left channel", frontRight: "the right channel", frontCenter: "the center channel",
	}
	if name := names[places[channel]]; name != "" {
		return name
	}
	return fmt.Sprintf("channel %d", channel+1)
}

// usualMix is that of ITU-R BS.775-3 for two channels, and half of their sum for one. Low frequencies have a channel of
// their own only for large loudspeakers, and are left out.
func usualMix(places []position, out int) [][]float64 {
	rows := [][]float64{make([]float64, len(places)), make([]float64, len(places))}
	for i, p := range places {
		rows[0][i], rows[1][i] = sides(p)
	}
	if out == 2 {
		return rows
	}
	for i := range places {
		rows[0][i] = (rows[0][i] + rows[1][i]) / 2
	}
	return rows[:1]
}

// sides is how strong a place is heard left and right.
func sides(p position) (left, right float64) {
	switch p {
	case frontLeft, frontLeftOf:
		return 1, 0
	case frontRight, frontRightOf:
		return 0, 1
	case backLeft, sideLeft:
		return halfPower, 0
	case backRight, sideRight:
		return 0, halfPower
	case lowFrequency:
		return 0, 0
	case backCenter:
		return 0.5, 0.5
	}
	return halfPower, halfPower
}

// mayClip reports whether the mix can be louder than full scale.
func (m *mixing) mayClip() bool {
	return slices.ContainsFunc(m.rows, func(row []float64) bool {
		sum := 0.0
		for _, weight := range row {
			sum += weight
		}
		return sum > 1.001
	})
}

// peaks notes the highest sample of a mix that may clip.
func (m *mixing) peaks(b []byte, channels int) {
	for ; len(b) >= 2*channels; b = b[2*channels:] {
		for _, row := range m.rows {
			sum := 0.0
			for i, weight := range row {
				sum += weight * sampleAt(b, i)
			}
			m.peak = max(m.peak, math.Abs(sum))
		}
	}
}

// weigh compares the power of the mix in a window with that of the channels in the usual one.
func (m *mixing) weigh(power, usual [][]float64) {
	for r, row := range m.rows {
		var got, apart float64
		for i := range row {
			apart += usual[r][i] * usual[r][i] * power[i][i]
			for k := range row {
				got += row[i] * row[k] * power[i][k]
			}
		}
		m.power += got
		amplitude := math.Sqrt(max(0, apart))
		m.heard += amplitude
		if got < cancelled*apart {
			m.lost += amplitude
		}
	}
}

// share of the sound that the mix loses.
func (m *mixing) share() float64 {
	if m.heard == 0 {
		return 0
	}
	return m.lost / m.heard
}

// best chooses the mix: the usual one, or another where too much of the sound cancels in that. It reports false where
// the sound need not be mixed in another way than ffmpeg does by itself.
func (h *hearing) best() (*mix, bool) {
	if len(h.mixings) == 0 {
		return nil, false
	}
	h.finish()
	chosen := &h.mixings[0]
	if chosen.share() > fewLost {
		other := &h.mixings[1]
		for i := range h.mixings[2:] {
			if m := &h.mixings[2+i]; m.better(other) {
				other = m
			}
		}
		if other.share() < chosen.share()/2 {
			chosen = other
		}
	}
	made := &mix{rows: chosen.rows, note: chosen.note}
	if chosen.peak > 1 {
		made.scale(ceilingMix/chosen.peak, len(h.energy))
	}
	return made, chosen != &h.mixings[0] || len(h.energy) > 2
}

// better reports whether a mix is to be taken instead of one that stands before it: it loses less, or, of single
// channels that lose as little, it is louder.
func (m *mixing) better(than *mixing) bool {
	if than.share() <= fewLost && m.share() <= fewLost {
		return than.single && m.power > clearly*than.power
	}
	return m.share() < than.share()
}

// scale makes the mix softer, and says so.
func (m *mix) scale(gain float64, channels int) {
	rows := m.rows
	m.rows = nil
	for _, row := range rows {
		row = slices.Clone(row)
		for i := range row {
			row[i] *= gain
		}
		m.rows = append(m.rows, row)
	}
	said := fmt.Sprintf("the mix of %d channels is %.1f dB softer, as it would clip", channels, -20*math.Log10(gain))
	m.note = strings.TrimPrefix(m.note+"; "+said, "; ")
}
