#pragma once

#include <stddef.h>

// wm_tiff decodes the first picture of a TIFF file of that size into pixels of red, green, blue and alpha, as it is
// stored and not turned. It returns 0 where any of it cannot be decoded.
int wm_tiff(const void *buf, size_t len, int width, int height, unsigned char *pix);
