//go:build unix

package measure

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
)

// Similarity is how like two pictures or films are.
type Similarity struct {
	SSIM float64 // 1 = the same
	PSNR float64 // dB, capped at 100, which also stands for the same
}

// Compare runs a filter graph of ffmpeg over the inputs and reads what its ssim and psnr filters say, for example
// "[0][1]ssim" or "[0]split[a][c];[1]split[b][d];[a][b]ssim;[c][d]psnr". A measure the graph does not ask for stays 0.
func Compare(ctx context.Context, graph string, inputs ...string) (Similarity, error) {
	var argv []string
	for _, input := range inputs {
		argv = append(argv, "-i", input)
	}
	return compare(ctx, graph, argv)
}

// compare takes inputs with their options.
func compare(ctx context.Context, graph string, inputs []string) (Similarity, error) {
	argv := append([]string{"ffmpeg", "-hide_banner", "-nostats", "-loglevel", "info"}, inputs...)
	text, err := Output(ctx, append(argv, "-lavfi", graph, "-f", "null", "-")...)
	if err != nil {
		return Similarity{}, err
	}
	s := Similarity{SSIM: last(text, `SSIM .*All:([0-9.]+|inf)`), PSNR: last(text, `PSNR .*average:([0-9.]+|inf)`)}
	s.PSNR = min(s.PSNR, 100)
	if s == (Similarity{}) {
		return s, fmt.Errorf("ffmpeg compared nothing by %q: %s", graph, text[max(0, len(text)-400):])
	}
	return s, nil
}

// last finds the number that a pattern names, where it stands last.
func last(text, pattern string) float64 {
	found := regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		return 0
	}
	value, _ := strconv.ParseFloat(found[len(found)-1][1], 64) // the pattern lets numbers through alone
	return value
}

// SSIM compares a picture with its reference in RGB; one of another size is first scaled to the reference's. Neither may
// have transparency: what ffmpeg makes of it is not what anybody sees.
func SSIM(ctx context.Context, reference, made string) (float64, error) {
	s, err := Compare(ctx, pictures, reference, made)
	return s.SSIM, err
}

// pictures brings both to one size and to RGB, in which no plane of colour is smaller than another.
const pictures = "[1][0]scale2ref=flags=bicubic+accurate_rnd+full_chroma_int[b][a];" +
	"[a]format=gbrp[a1];[b]format=gbrp[b1];[a1][b1]ssim"

// Frames compares two films of raw frames, four bytes a pixel of which the last is nothing, in RGB.
func Frames(ctx context.Context, width, height int, reference, made string) (Similarity, error) {
	raw := []string{"-f", "rawvideo", "-pix_fmt", "rgb0", "-s", fmt.Sprintf("%dx%d", width, height)}
	argv := append(append([]string{}, raw...), "-i", reference)
	argv = append(append(argv, raw...), "-i", made)
	return compare(ctx, "[0]format=gbrp,split[a][c];[1]format=gbrp,split[b][d];[a][b]ssim;[c][d]psnr", argv)
}
