//go:build unix

package measure

import (
	"context"
	"fmt"
	"strings"
)

// Butteraugli is the perceptual distance of two PNG of one size by libjxl's butteraugli_main, as its 3-norm: 0 = the
// same, below 1 = hardly to be told apart.
func Butteraugli(ctx context.Context, reference, made string) (float64, error) {
	text, err := Output(ctx, "butteraugli_main", reference, made)
	if err != nil {
		return 0, err
	}
	if !strings.Contains(text, "3-norm: ") {
		return 0, fmt.Errorf("butteraugli_main: no 3-norm in %q", text)
	}
	return last(text, `3-norm: ([0-9.]+)`), nil
}
