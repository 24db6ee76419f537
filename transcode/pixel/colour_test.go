package pixel_test

import (
	"testing"

	"github.com/wamedia/wamedia/transcode/pixel"
)

// The values of gray are what ffmpeg's zscale and tonemap=hable give with npl=100, those of colours what the matrix of
// their primaries gives.
func TestConverter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		colour pixel.Colour
		in     []uint16 // of 8 bits
		want   []byte
	}{
		"white of SDR in PQ":       {pixel.Colour{Primaries: "bt2020", Transfer: "pq"}, []uint16{148, 148, 148}, []byte{189, 189, 189}},
		"100 cd/m² in PQ":          {pixel.Colour{Primaries: "bt2020", Transfer: "pq"}, []uint16{130}, []byte{152, 152, 152}},
		"the most of PQ":           {pixel.Colour{Primaries: "bt2020", Transfer: "pq"}, []uint16{255, 255, 255, 100}, []byte{255, 255, 255, 100}},
		"white of SDR in HLG":      {pixel.Colour{Primaries: "bt2020", Transfer: "hlg"}, []uint16{191, 191, 191}, []byte{189, 189, 189}},
		"black in HLG, with alpha": {pixel.Colour{Transfer: "hlg"}, []uint16{0, 255}, []byte{0, 0, 0, 255}},
		"red of Display P3":        {pixel.Colour{Primaries: "display-p3"}, []uint16{200, 60, 59}, []byte{217, 42, 52}},
		"gray of BT.2020":          {pixel.Colour{Primaries: "bt2020"}, []uint16{90, 90, 90}, []byte{90, 90, 90}},
		"green outside of sRGB":    {pixel.Colour{Primaries: "bt2020"}, []uint16{0, 255, 0}, []byte{0, 255, 0}},
		"sRGB":                     {pixel.Colour{}, []uint16{1, 128, 254, 7}, []byte{1, 128, 254, 7}},
	} {
		got := make([]byte, len(c.want))
		pixel.NewConverter(c.colour, 255).Convert(got, c.in, len(c.in))
		for i := range got {
			if max(got[i], c.want[i])-min(got[i], c.want[i]) > 2 {
				t.Errorf("%s: %v becomes %v, want %v", name, c.in, got, c.want)
				break
			}
		}
	}
}
