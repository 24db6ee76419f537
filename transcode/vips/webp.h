#pragma once

#include <stddef.h>
#include <stdint.h>

// wm_coding is how a WebP is written.
typedef struct {
	int lossless, near_lossless, method, sharp_yuv, alpha_quality;
	float quality;
} wm_coding;

// wm_encode writes a still of RGBA. The bytes must be given back with wm_free. NULL when it failed.
uint8_t *wm_encode(const uint8_t *rgba, int width, int height, const wm_coding *coding, size_t *size);
// wm_decode_rgba decodes a still. The pixels must be given back with wm_free. NULL when it failed.
uint8_t *wm_decode_rgba(const uint8_t *data, size_t size, int *width, int *height);
void wm_free(void *p);
