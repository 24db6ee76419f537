package scenes

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
)

// Photo is an opaque picture of 16 bits per channel, as a camera sees before it rounds.
type Photo struct {
	W, H int
	pix  []uint16 // red, green, blue
}

// NewPhoto makes a picture like a photograph. Grain is the deviation of the sensor's noise in steps of 8 bits: 0 to 1 for
// daylight, 4 and more for the night.
func NewPhoto(w, h int, seed uint64, grain float64) *Photo {
	p := &Photo{W: w, H: h, pix: make([]uint16, 3*w*h)}
	random := rand.New(rand.NewPCG(seed, 1))
	cloth := texture(random)
	least, most := 3.0, float64(max(w, h))/3
	ground := newLeaf(random, p, least, most)
	ground.rx, ground.ry = 2*float64(w), 2*float64(h)
	ground.paint(p, cloth)
	for covered := 0.0; covered < 2.5*float64(w*h); {
		l := newLeaf(random, p, least, most)
		l.paint(p, cloth)
		covered += math.Pi * l.rx * l.ry
	}
	p.blur()
	p.noise(random, grain)
	return p
}

// leaf is an ellipse in a colour, lit from one side, with a texture.
type leaf struct {
	x, y, rx, ry float64
	color        [3]float64
	light        [2]float64 // change of brightness from the middle to the edge
	rough        float64
	at           int // where in the texture
}

func newLeaf(random *rand.Rand, p *Photo, least, most float64) leaf {
	// The inverse of a distribution that falls with the third power of the radius.
	r := 1 / math.Sqrt(1/(least*least)-random.Float64()*(1/(least*least)-1/(most*most)))
	tone := 20 + 200*random.Float64()
	l := leaf{
		x: random.Float64() * float64(p.W), y: random.Float64() * float64(p.H), rx: r, ry: r * (0.4 + 0.6*random.Float64()),
		light: [2]float64{40 * random.NormFloat64(), 40 * random.NormFloat64()},
		rough: 25 * random.Float64() * random.Float64(), at: random.IntN(side * side),
	}
	warm, green := 18*random.NormFloat64(), 10*random.NormFloat64()
	l.color = [3]float64{tone + warm, tone + green, tone - warm}
	return l
}

func (l leaf) paint(p *Photo, cloth []float64) {
	for y := max(0, int(l.y-l.ry)); y < min(p.H, int(l.y+l.ry)+1); y++ {
		dy := (float64(y) - l.y) / l.ry
		if dy*dy >= 1 {
			continue
		}
		half, slope := l.rx*math.Sqrt(1-dy*dy), l.light[0]/l.rx
		for x := max(0, int(l.x-half)); x < min(p.W, int(l.x+half)+1); x++ {
			thread := cloth[(l.at+x%side+y%side*side)%(side*side)]
			add := slope*(float64(x)-l.x) + l.light[1]*dy + l.rough*thread
			at := 3 * (y*p.W + x)
			for c, tone := range l.color {
				p.pix[at+c] = deep(tone + add)
			}
		}
	}
}

// deep brings a tone of 0 to 255 to 16 bits.
func deep(tone float64) uint16 { return uint16(math.Round(257 * max(0, min(255, tone)))) }

// blur is what the lens does: one step of a binomial filter in each direction.
func (p *Photo) blur() {
	smooth := func(start, step, n int) {
		for c := start; c < start+3; c++ {
			before := uint32(p.pix[c])
			for i := 1; i < n-1; i++ {
				at := c + i*step
				here := uint32(p.pix[at])
				p.pix[at] = uint16((before + 2*here + uint32(p.pix[at+step]) + 2) / 4)
				before = here
			}
		}
	}
	for y := range p.H {
		smooth(3*y*p.W, 3, p.W)
	}
	for x := range p.W {
		smooth(3*x, 3*p.W, p.H)
	}
}

// noise is a sensor's: stronger in brightness than in colour.
func (p *Photo) noise(random *rand.Rand, grain float64) {
	for i := 0; i < len(p.pix); i += 3 {
		all := random.NormFloat64()
		for c := range 3 {
			n := grain * (0.8*all + 0.6*random.NormFloat64())
			p.pix[i+c] = deep(float64(p.pix[i+c])/257 + n)
		}
	}
}

// WritePPM writes the picture with 8 or 16 bits per channel, as every tool reads it.
func (p *Photo) WritePPM(w io.Writer, bits int) error {
	out := bufio.NewWriterSize(w, 1<<16)
	_, _ = fmt.Fprintf(out, "P6\n%d %d\n%d\n", p.W, p.H, 1<<bits-1) // Flush tells
	for _, v := range p.pix {
		if bits == 16 {
			_ = out.WriteByte(byte(v >> 8))
			_ = out.WriteByte(byte(v))
		} else {
			_ = out.WriteByte(byte((uint32(v) + 128) / 257))
		}
	}
	return out.Flush()
}

// Image gives the picture with 8 bits per channel.
func (p *Photo) Image() *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, p.W, p.H))
	for i := range p.W * p.H {
		tone := func(c int) uint8 { return uint8((uint32(p.pix[3*i+c]) + 128) / 257) }
		out.SetNRGBA(i%p.W, i/p.W, color.NRGBA{tone(0), tone(1), tone(2), 255})
	}
	return out
}
