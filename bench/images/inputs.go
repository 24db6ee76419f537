//go:build unix

package main

// recipe makes one picture.
type recipe struct {
	group, name string
	scene       string // photo, drawing or screen
	w, h        int
	grain       float64
	// steps are commands that make the file out of the scene. {in} is the scene's, {out} the file, {tmp} a file in between.
	steps []string
	// truth is what to make of the scene before it is compared: filters of ffmpeg.
	truth string
	// turned: the file says that it lies on its side.
	turned bool
}

// recipes are the pictures. None is compliant as it is, as a copy would measure nothing.
func recipes() []recipe {
	const (
		whole = "scale=4096:-2:flags=lanczos"
		gray  = "format=gray"
	)
	jpeg := func(q string) []string {
		return []string{"{magick} {in} -quality " + q + " -sampling-factor 2x2 {out}"}
	}
	slow := []string{"{magick} {in} -quality 97 -sampling-factor 2x2 -interlace JPEG {out}"}
	profile := func(name string) []string {
		return []string{"vips icc_transform {in} {out}[Q=95] " + name + " --input-profile srgb"}
	}
	heic := []string{"ffmpeg -v error -y -i {in} {tmp}.png", "heif-enc -q 70 -p preset=ultrafast {tmp}.png -o {out}"}
	via := func(format string) []string {
		return []string{"ffmpeg -v error -y -i {in} -pix_fmt " + format + " {out}"}
	}
	return []recipe{
		{group: "heavy", name: "a.jpg", scene: "photo", w: 4000, h: 3000, grain: 1, steps: jpeg("97")},
		{group: "heavy", name: "b.jpg", scene: "photo", w: 3000, h: 4000, grain: 2, steps: jpeg("97")},
		{group: "heavy", name: "c-turned.jpg", scene: "photo", w: 4000, h: 3000, grain: 1, steps: jpeg("98"), turned: true, truth: "transpose=1"},
		{group: "heavy", name: "d-slow.jpg", scene: "photo", w: 4000, h: 3000, grain: 1.5, steps: slow},
		{group: "heavy", name: "e-p3.jpg", scene: "photo", w: 4000, h: 3000, grain: 1, steps: profile("p3")},
		{group: "heavy", name: "f-large.jpg", scene: "photo", w: 6000, h: 4000, grain: 2, steps: jpeg("95"), truth: whole},

		{group: "tight", name: "g.jpg", scene: "photo", w: 4000, h: 3000, grain: 8, steps: jpeg("97")},
		{group: "tight", name: "h.jpg", scene: "photo", w: 4000, h: 3000, grain: 14, steps: jpeg("95")},
		{group: "tight", name: "i.png", scene: "photo", w: 4000, h: 3000, grain: 6, steps: via("rgb48be")},
		{group: "tight", name: "j-large.jpg", scene: "photo", w: 6000, h: 4000, grain: 16, steps: jpeg("92"), truth: whole},

		{group: "types", name: "k-print.jpg", scene: "photo", w: 6000, h: 4000, grain: 1, steps: []string{"vips icc_transform {in} {out}[Q=90] cmyk --input-profile srgb"}, truth: whole},
		{group: "types", name: "l-deep.png", scene: "photo", w: 3264, h: 2448, grain: 1, steps: via("rgb48be")},
		{group: "types", name: "m-gray.png", scene: "photo", w: 3264, h: 2448, grain: 1, steps: via("gray16be"), truth: gray},
		{group: "types", name: "n.heic", scene: "photo", w: 4000, h: 3000, grain: 1, steps: heic},
		{group: "types", name: "o.tif", scene: "photo", w: 4000, h: 3000, grain: 1, steps: []string{"{magick} {in} -depth 8 -compress LZW {out}"}},
		{group: "types", name: "p.webp", scene: "photo", w: 2048, h: 1536, grain: 1, steps: []string{"cwebp -quiet -q 90 {in} -o {out}"}},

		{group: "flat", name: "q-screen.png", scene: "screen", w: 1080, h: 2340},
		{group: "flat", name: "r-screen.png", scene: "screen", w: 2560, h: 1440},
		{group: "flat", name: "s-drawing.png", scene: "drawing", w: 2000, h: 2000},
		{group: "flat", name: "t-drawing.webp", scene: "drawing", w: 1600, h: 1200, steps: []string{"cwebp -quiet -lossless -z 2 {in} -o {out}"}},
		{group: "flat", name: "u-screen.tif", scene: "screen", w: 1920, h: 1080, steps: []string{"{magick} {in} -depth 8 -compress LZW {out}"}},
	}
}

// groups lists the groups in the order of the recipes.
func groups() []string {
	var out []string
	for _, r := range recipes() {
		if len(out) == 0 || out[len(out)-1] != r.group {
			out = append(out, r.group)
		}
	}
	return out
}
