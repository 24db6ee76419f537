#pragma once

#include <stddef.h>
#include <stdint.h>

// wm_webp_rows decodes as much of a still WebP as there is, into pixels of four channels, and returns how many rows that
// are.
int wm_webp_rows(const uint8_t *data, size_t len, uint8_t *rgba, int width, int height);
