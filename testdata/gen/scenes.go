package main

import "math"

// scene is a drawing that fills a canvas.
type scene func(c *canvas)

// scenes lists what `gen scene NAME` draws.
func scenes() map[string]scene {
	return map[string]scene{
		"beach": beach, "hills": hills, "mug": mug, "shop": shop,
		"coupon": coupon, "logo": logo, "face": func(c *canvas) { face(c, 0) }, "noise": noise,
	}
}

// beach is the campaign's hero: an evening by the sea, with a parasol.
func beach(c *canvas) {
	ratio := float64(c.w) / float64(c.h)
	sun := disc(ratio*0.68, 0.36, 0.07)
	c.paint(func(x, y float64) rgba {
		sky := mix(hex(0x2b4c8c), hex(0xf7a35c), math.Pow(y/0.5, 0.9))
		sky = mix(sky, hex(0xfff0d0), 0.45*math.Max(0, cloud(x*3, y*9, 5)-0.5))
		return mix(sky, hex(0xffe9b0), math.Exp(-6*math.Max(0, sun(x, y))))
	})
	c.paint(func(x, y float64) rgba {
		if y < 0.5 {
			return rgba{}
		}
		sea := mix(hex(0xd98b57), hex(0x1d5a78), (y-0.5)*4)
		glint := cloud(x*8, y*90, 21) * math.Exp(-math.Abs(x-ratio*0.68)*5)
		return mix(sea, hex(0xfff3c9), 1.6*glint*glint)
	})
	c.paint(func(x, y float64) rgba {
		shore := 0.74 + 0.03*math.Sin(x*3) + 0.02*cloud(x*4, 1, 3)
		sand := mix(hex(0xc9a06c), hex(0x8f6a40), (y-shore)*2.5).times(0.85 + 0.3*cloud(x*30, y*60, 9))
		sand.a = math.Max(0, math.Min(1, (y-shore)*60))
		return sand
	})
	parasol(c, ratio*0.27, 0.62, 0.2)
	c.grain(0.035)
}

func parasol(c *canvas, x, y, r float64) {
	c.shape(hex(0x5d4630), box(x, y+r*0.75, 0.008, r*0.8, 0.004))
	c.paint(func(px, py float64) rgba {
		d := disc(x, y, r)(px, py)
		if py > y || d > 0 {
			return rgba{}
		}
		stripe := int(math.Floor((math.Atan2(y-py, px-x)/math.Pi)*8)) % 2
		col := mix(hex(0xd23c3c), hex(0xf4efe2), float64(stripe)).times(0.75 + 0.4*(y-py)/r)
		col.a = math.Min(1, -d*float64(c.h))
		return col
	})
}

// hills are four ranges in the haze.
func hills(c *canvas) {
	c.paint(func(x, y float64) rgba {
		sky := mix(hex(0x6fa8dc), hex(0xdcebf7), y*1.6)
		return mix(sky, hex(0xffffff), 2.2*math.Max(0, cloud(x*2.5, y*6, 40)-0.5))
	})
	near, far := hex(0x23492b), hex(0xa9c3cf)
	for i := range 4 {
		depth := float64(i) / 3
		c.paint(func(x, y float64) rgba {
			top := 0.42 + 0.16*depth + (0.22-0.1*depth)*(0.5-cloud(x*(1.4+depth), float64(i), 60+i))
			col := mix(far, near, depth).times(0.8 + 0.4*cloud(x*(20+30*depth), y*40, 70+i))
			col.a = math.Max(0, math.Min(1, (y-top)*float64(c.h)))
			return col
		})
	}
	c.grain(0.03)
}

// mug is the product: a mug on a wooden table.
func mug(c *canvas) {
	mid := float64(c.w) / float64(c.h) / 2
	c.paint(func(x, y float64) rgba {
		wall := mix(hex(0xe9e2d6), hex(0xb9ad9c), math.Hypot(x-mid*0.7, y-0.2))
		if y < 0.68 {
			return wall
		}
		grain := cloud(x*3+cloud(x*2, y*30, 4), y*70, 8)
		return mix(hex(0x8a5a33), hex(0x5e3a1e), grain).times(1.15 - 0.5*(y-0.68))
	})
	shadow := rgba{0.15, 0.08, 0.03, 0.5}
	c.paint(func(x, y float64) rgba {
		out := shadow
		out.a *= math.Max(0, 1-math.Hypot((x-mid-0.1)/0.34, (y-0.83)/0.06))
		return out
	})
	c.shape(hex(0xb5342a), func(x, y float64) float64 { return math.Abs(math.Hypot(x-mid-0.22, y-0.56)-0.11) - 0.025 })
	body := box(mid, 0.56, 0.22, 0.27, 0.05)
	c.paint(func(x, y float64) rgba {
		across := (x - mid) / 0.22
		light := 0.55 + 0.55*math.Exp(-6*math.Pow(across+0.45, 2)) + 0.12*math.Max(0, across)
		col := hex(0xd9402f).times(light)
		col.a = math.Max(0, math.Min(1, 0.5-body(x, y)*float64(c.h)))
		return col
	})
	c.shape(hex(0x3a1c12), func(x, y float64) float64 { return (math.Hypot((x-mid)/0.2, (y-0.315)/0.035) - 1) * 0.035 })
	c.text("summer", mid, 0.6, 0.095, hex(0xfff6e6))
	c.grain(0.025)
}

// shop is a shop front: bricks, an awning, a lit window.
func shop(c *canvas) {
	ratio := float64(c.w) / float64(c.h)
	c.paint(func(x, y float64) rgba {
		row := math.Floor(y / 0.035)
		bx := math.Mod(x+0.04*math.Mod(row, 2), 0.08)
		brick := mix(hex(0x8d4a3a), hex(0xa86450), hash(int((x+0.04*math.Mod(row, 2))/0.08), int(row), 3))
		if bx < 0.005 || math.Mod(y, 0.035) < 0.004 {
			brick = hex(0xb9ada0)
		}
		return brick.times(0.85 + 0.3*cloud(x*20, y*20, 6))
	})
	window := box(ratio*0.4, 0.62, ratio*0.3, 0.26, 0.01)
	c.shape(hex(0x2c2a28), func(x, y float64) float64 { return window(x, y) - 0.02 })
	c.paint(func(x, y float64) rgba {
		glow := mix(hex(0xffdf9a), hex(0x6b4a2a), math.Hypot(x-ratio*0.4, (y-0.5)*1.2)*1.2)
		glow = mix(glow, hex(0xfff6e0), 0.5*math.Max(0, cloud(x*6, y*6, 12)-0.45))
		glow.a = math.Max(0, math.Min(1, 0.5-window(x, y)*float64(c.h)))
		return glow
	})
	c.shape(hex(0x23483f), box(ratio*0.86, 0.68, 0.13, 0.32, 0.01))
	c.paint(func(x, y float64) rgba {
		wave := 0.3 + 0.02*math.Abs(math.Sin(x*39.3))
		if y < 0.16 || y > wave {
			return rgba{}
		}
		return mix(hex(0xf2efe6), hex(0x2f7d6b), float64(int(x/0.08)%2)).times(1.15 - 1.2*(y-0.16))
	})
	c.text("GRAND OPENING", ratio*0.45, 0.12, 0.1, hex(0xfff3cf))
	c.grain(0.03)
}

// coupon is flat art with big type.
func coupon(c *canvas) {
	ratio := float64(c.w) / float64(c.h)
	c.paint(func(x, y float64) rgba { return hex(0xffd23f) })
	c.shape(hex(0xee4266), box(ratio/2, 0.5, ratio/2-0.08, 0.4, 0.06))
	c.shape(hex(0xffd23f), disc(0.08, 0.5, 0.1))
	c.shape(hex(0xffd23f), disc(ratio-0.08, 0.5, 0.1))
	c.text("-30 %", ratio/2, 0.57, 0.34, hex(0xffffff))
	c.text("all weekend, code SUN30", ratio/2, 0.78, 0.1, hex(0xffffff))
}

// logo is flat art on a transparent ground.
func logo(c *canvas) {
	mid := float64(c.w) / float64(c.h) / 2
	c.shape(hex(0x1a7f5a), disc(mid, 0.5, 0.46))
	c.shape(hex(0xffd23f), disc(mid, 0.42, 0.2))
	c.paint(func(x, y float64) rgba {
		col := hex(0x0e5aa7)
		wave := 0.52 + 0.03*math.Sin(x*16)
		col.a = math.Max(0, math.Min(1, math.Min(y-wave, 0.46-math.Hypot(x-mid, y-0.5))*float64(c.h)))
		return col
	})
	c.text("SUN", mid, 0.78, 0.2, hex(0xffffff))
}

// face is a sticker: a face with sunglasses and a white rim on a transparent ground. Phase 0..1 makes it nod.
func face(c *canvas, phase float64) {
	mid := float64(c.w) / float64(c.h) / 2
	y := 0.5 + 0.03*math.Sin(phase*2*math.Pi)
	c.shape(hex(0xffffff), disc(mid, y, 0.44))
	c.paint(func(px, py float64) rgba {
		col := mix(hex(0xffe066), hex(0xf0a202), math.Hypot(px-mid+0.12, py-y+0.16)*1.5)
		col.a = math.Max(0, math.Min(1, 0.5-disc(mid, y, 0.41)(px, py)*float64(c.h)))
		return col
	})
	c.shape(hex(0x1c1c28), box(mid, y-0.11, 0.1, 0.015, 0.01))
	for _, side := range []float64{-1, 1} {
		c.shape(hex(0x1c1c28), box(mid+side*0.16, y-0.08, 0.13, 0.09, 0.05))
		c.shape(hex(0x5a6a9a), box(mid+side*0.16-0.04, y-0.11, 0.04, 0.02, 0.02))
	}
	c.paint(func(px, py float64) rgba {
		col := hex(0x7a3b10)
		arc := math.Abs(math.Hypot(px-mid, py-y-0.02)-0.22-0.02*math.Sin(phase*2*math.Pi)) - 0.016
		col.a = math.Max(0, math.Min(1, 0.5-math.Max(arc, y+0.1-py)*float64(c.h)))
		return col
	})
}

// noise does not compress.
func noise(c *canvas) {
	for i := range c.px {
		x, y := i%c.w, i/c.w
		c.px[i] = rgba{hash(x, y, 1), hash(x, y, 2), hash(x, y, 3), 1}
	}
}
