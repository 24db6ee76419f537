package main

import (
	"image"
	"image/color"
	"math"
)

// canvas is a picture in linear steps of light, 0..1 per channel, with alpha. Float channels keep a 16-bit copy honest.
type canvas struct {
	w, h int
	px   []rgba
}

type rgba struct{ r, g, b, a float64 }

// newCanvas is transparent.
func newCanvas(w, h int) *canvas { return &canvas{w: w, h: h, px: make([]rgba, w*h)} }

// hex reads 0xrrggbb.
func hex(v uint32) rgba {
	return rgba{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255, 1}
}

func mix(a, b rgba, t float64) rgba {
	t = math.Max(0, math.Min(1, t))
	return rgba{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t, a.a + (b.a-a.a)*t}
}

func (c rgba) times(f float64) rgba { return rgba{c.r * f, c.g * f, c.b * f, c.a} }

// paint calls f for every pixel with coordinates as shares of the height, so that a scene looks alike at every size.
// What f returns is laid over what is there.
func (c *canvas) paint(f func(x, y float64) rgba) {
	for i := range c.px {
		x, y := float64(i%c.w)/float64(c.h), float64(i/c.w)/float64(c.h)
		c.px[i] = over(f(x, y), c.px[i])
	}
}

func over(top, under rgba) rgba {
	a := top.a + under.a*(1-top.a)
	if a == 0 {
		return rgba{}
	}
	t := top.a / a
	return rgba{under.r + (top.r-under.r)*t, under.g + (top.g-under.g)*t, under.b + (top.b-under.b)*t, a}
}

// shape paints colour where the signed distance is below zero, with a soft edge of about a pixel.
func (c *canvas) shape(col rgba, distance func(x, y float64) float64) {
	edge := 1 / float64(c.h)
	c.paint(func(x, y float64) rgba {
		out := col
		out.a *= math.Max(0, math.Min(1, 0.5-distance(x, y)/edge))
		return out
	})
}

// disc and box give signed distances for shape.
func disc(cx, cy, r float64) func(x, y float64) float64 {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r }
}

func box(cx, cy, hw, hh, round float64) func(x, y float64) float64 {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-hw+round, math.Abs(y-cy)-hh+round
		return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - round
	}
}

// grain adds noise of a camera.
func (c *canvas) grain(amount float64) {
	for i := range c.px {
		n := (hash(i%c.w, i/c.w, 77) - 0.5) * amount
		c.px[i].r, c.px[i].g, c.px[i].b = c.px[i].r+n, c.px[i].g+n, c.px[i].b+n
	}
}

// hash is a repeatable random number 0..1 for a grid point.
func hash(x, y, seed int) float64 {
	v := uint64(x)*0x9E3779B97F4A7C15 ^ uint64(y)*0xC2B2AE3D27D4EB4F ^ uint64(seed)*0x165667B19E3779F9
	v ^= v >> 29
	v *= 0xBF58476D1CE4E5B9
	v ^= v >> 32
	return float64(v>>11&0xFFFFF) / 0xFFFFF
}

// cloud is smooth noise 0..1 in several octaves.
func cloud(x, y float64, seed int) float64 {
	sum, scale, weight := 0.0, 1.0, 0.5
	for octave := range 5 {
		sum += weight * smooth(x*scale, y*scale, seed+octave)
		scale, weight = scale*2, weight/2
	}
	return sum
}

func smooth(x, y float64, seed int) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int(fx), int(fy)
	tx, ty := x-fx, y-fy
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	top := hash(ix, iy, seed)*(1-tx) + hash(ix+1, iy, seed)*tx
	bottom := hash(ix, iy+1, seed)*(1-tx) + hash(ix+1, iy+1, seed)*tx
	return top*(1-ty) + bottom*ty
}

// image converts to 16 bits a channel; deep is false for 8.
func (c *canvas) image(deep bool) image.Image {
	if deep {
		out := image.NewNRGBA64(image.Rect(0, 0, c.w, c.h))
		for i, p := range c.px {
			out.SetNRGBA64(i%c.w, i/c.w, color.NRGBA64{level(p.r, 65535), level(p.g, 65535), level(p.b, 65535), level(p.a, 65535)})
		}
		return out
	}
	out := image.NewNRGBA(image.Rect(0, 0, c.w, c.h))
	for i, p := range c.px {
		out.SetNRGBA(i%c.w, i/c.w, color.NRGBA{uint8(level(p.r, 255)), uint8(level(p.g, 255)), uint8(level(p.b, 255)), uint8(level(p.a, 255))})
	}
	return out
}

func level(v, top float64) uint16 { return uint16(math.Max(0, math.Min(1, v))*top + 0.5) }
