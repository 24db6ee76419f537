package raster

import (
	"bytes"
	"strconv"
)

// readPNM reads the header of a PBM, PGM, PPM or PAM picture.
func readPNM(p *parser) bool {
	head := p.r.Head()
	if len(head) < 3 || head[1] < '1' || head[1] > '7' || !blank(head[2]) {
		return false
	}
	if head[1] == '7' {
		return p.pam(head)
	}
	kind := int(head[1] - '0')
	fields := 3
	if kind == 1 || kind == 4 {
		fields = 2
	}
	numbers, end := pnmNumbers(head, fields)
	if len(numbers) < fields || !p.size(numbers[0], numbers[1]) {
		return false
	}
	most := 1
	if fields == 3 {
		most = numbers[2]
	}
	if most < 1 || most > 65535 {
		return false
	}
	p.pnm(kind, most)
	if kind >= 4 {
		p.end = int64(end) + 1 + pnmBytes(kind, most, int64(numbers[0]), int64(numbers[1]))
		p.needs(p.end)
	}
	return true
}

// pnm notes the variant.
func (p *parser) pnm(kind, most int) {
	pic := p.facts.Picture
	pic.Codec, pic.Bits, pic.Color = "none", 8, "gray"
	if most > 255 {
		pic.Bits = 16
	}
	switch kind {
	case 1, 4:
		pic.Bits = 1
		p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-portable-bitmap", "PBM image", ".pbm"
	case 2, 5:
		p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-portable-graymap", "PGM image", ".pgm"
	default:
		pic.Color = "rgb"
		p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-portable-pixmap", "PPM image", ".ppm"
	}
}

// pnmBytes is how many bytes the binary variants take.
func pnmBytes(kind, most int, w, h int64) int64 {
	row := w
	switch kind {
	case 4:
		row = (w + 7) / 8
	case 6:
		row = 3 * w
	}
	if most > 255 {
		row *= 2
	}
	return row * h
}

// pnmNumbers reads so many numbers behind the magic, comments passed over, and returns where the last one ends.
func pnmNumbers(b []byte, want int) (list []int, end int) {
	for i := 2; i < len(b) && len(list) < want; {
		switch {
		case blank(b[i]):
			i++
		case b[i] == '#':
			line := bytes.IndexByte(b[i:], '\n')
			if line < 0 {
				return list, i
			}
			i += line
		default:
			n := i
			for n < len(b) && b[n] >= '0' && b[n] <= '9' {
				n++
			}
			v, err := strconv.ParseUint(string(b[i:n]), 10, 24)
			if err != nil {
				return list, i
			}
			list = append(list, int(v))
			i, end = n, n
		}
	}
	return list, end
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// pam reads the header of a portable arbitrary map: lines of a name and a value.
func (p *parser) pam(head []byte) bool {
	stop := bytes.Index(head, []byte("\nENDHDR"))
	if stop < len("P7\n") {
		return false
	}
	values := map[string]int{}
	for line := range bytes.Lines(head[3:stop]) {
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		if v, err := strconv.ParseUint(string(value), 10, 24); err == nil {
			values[string(name)] = int(v)
		}
	}
	p.facts.MIME, p.facts.Name, p.facts.Extension = "image/x-portable-arbitrarymap", "PAM image", ".pam"
	p.components(values["DEPTH"], 8)
	p.facts.Picture.Codec = "none"
	return p.size(values["WIDTH"], values["HEIGHT"])
}
