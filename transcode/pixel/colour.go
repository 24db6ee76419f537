package pixel

import (
	"math"
	"slices"
)

// Colour says by which primaries and transfer function the values of a picture are to be shown, as its header names
// them: bt2020 or display-p3, and pq or hlg. The zero value is sRGB.
type Colour struct{ Primaries, Transfer string }

// Converter turns values of a Colour into 8-bit sRGB. High dynamic range is tone-mapped as it is for films: in linear
// light, where 1 is 100 cd/m², by the largest of red, green and blue and the curve of Hable with a peak of 1000 cd/m².
type Converter struct {
	linear  []float32 // light of each value
	encoded []byte    // value of each light from 0 to 1
	matrix  [9]float32
	hlg     bool
	map2sdr bool
	scale   int // the largest value of a source
}

const (
	peak = 10 // of the tone curve, in units of 100 cd/m²
	full = math.MaxUint16
)

// NewConverter makes a Converter of values from 0 to largest, 65535 at the most.
func NewConverter(c Colour, largest int) *Converter {
	k := &Converter{
		linear: make([]float32, full+1), encoded: make([]byte, full+1), matrix: toSRGB(c.Primaries),
		hlg: c.Transfer == "hlg", map2sdr: c.Transfer != "", scale: largest,
	}
	light := map[string]func(float64) float64{"": srgbLight, "pq": pqLight, "hlg": hlgScene}[c.Transfer]
	for i := range k.linear {
		k.linear[i] = float32(light(min(1, float64(i)/float64(largest))))
		k.encoded[i] = byte(math.Round(255 * srgbValue(float64(i)/full)))
	}
	return k
}

// Convert turns pixels of 1 to 4 channels into those of a Raster of 3 or 4: gray becomes three, and alpha stays.
func (k *Converter) Convert(to []byte, from []uint16, channels int) {
	colours := channels - 1 + channels%2 // 1 or 3
	step := 3 + (channels+1)%2
	for ; len(from) >= channels; from, to = from[channels:], to[step:] {
		r := k.linear[from[0]]
		g, b := r, r
		if colours == 3 {
			g, b = k.linear[from[1]], k.linear[from[2]]
		}
		to[0], to[1], to[2] = k.pixel(r, g, b)
		if step == 4 {
			to[3] = byte(min(255, (int(from[channels-1])*255+k.scale/2)/k.scale))
		}
	}
}

func (k *Converter) pixel(r, g, b float32) (byte, byte, byte) {
	if k.hlg { // BT.2100: the gamma of a display of 1000 cd/m² is 1.2, taken on luminance
		gain := peak * float32(math.Pow(float64(0.2627*r+0.6780*g+0.0593*b), 0.2))
		r, g, b = gain*r, gain*g, gain*b
	}
	m := &k.matrix
	r, g, b = m[0]*r+m[1]*g+m[2]*b, m[3]*r+m[4]*g+m[5]*b, m[6]*r+m[7]*g+m[8]*b
	if k.map2sdr {
		top := max(r, g, b, 1e-6)
		gain := hable(top) / hable(peak) / top
		r, g, b = gain*r, gain*g, gain*b
	}
	return k.encode(r), k.encode(g), k.encode(b)
}

func (k *Converter) encode(v float32) byte {
	return k.encoded[int(min(1, max(0, v))*full+0.5)]
}

// hable is the curve of John Hable, 2010, that ffmpeg's tonemap filter has by that name.
func hable(v float32) float32 {
	return (v*(0.15*v+0.05)+0.004)/(v*(0.15*v+0.50)+0.06) - 0.02/0.30
}

// pqLight is the light of a value of SMPTE ST 2084, in units of 100 cd/m².
func pqLight(v float64) float64 {
	const m1, m2, c1, c2, c3 = 2610.0 / 16384, 2523.0 / 32, 3424.0 / 4096, 2413.0 / 128, 2392.0 / 128
	p := math.Pow(v, 1/m2)
	return 100 * math.Pow(max(0, p-c1)/(c2-c3*p), 1/m1)
}

// hlgScene is the light of the scene, from 0 to 1, for a value of hybrid log-gamma (BT.2100).
func hlgScene(v float64) float64 {
	const a, b, c = 0.17883277, 0.28466892, 0.55991073
	if v <= 0.5 {
		return v * v / 3
	}
	return (math.Exp((v-c)/a) + b) / 12
}

func srgbLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func srgbValue(light float64) float64 {
	if light <= 0.0031308 {
		return light * 12.92
	}
	return 1.055*math.Pow(light, 1/2.4) - 0.055
}

// toSRGB is the matrix from linear light of some primaries to that of sRGB; all have D65 as white.
func toSRGB(primaries string) [9]float32 {
	switch primaries {
	case "bt2020":
		return [9]float32{1.660491, -0.587641, -0.072850, -0.124550, 1.132900, -0.008349, -0.018151, -0.100579, 1.118730}
	case "display-p3":
		return [9]float32{1.224940, -0.224940, 0, -0.042057, 1.042057, 0, -0.019638, -0.078636, 1.098274}
	}
	return [9]float32{1, 0, 0, 0, 1, 0, 0, 0, 1}
}

// Standard reports whether the values are those of sRGB already, or of something that is not known here.
func (c Colour) Standard() bool {
	return !slices.Contains([]string{"pq", "hlg"}, c.Transfer) && !slices.Contains([]string{"bt2020", "display-p3"}, c.Primaries)
}
