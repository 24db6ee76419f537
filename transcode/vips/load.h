#pragma once

#include <stddef.h>

// wm_header is what libvips finds in the header of a picture.
typedef struct {
	int width, height, bands, pages, orientation;
	int alpha, bytes_per_band;
	int interpretation;
	unsigned char icc[4096]; // the first bytes of the embedded profile
	size_t icc_size;         // how many those are
} wm_header;

// wm_open sets libvips up: no cache, and no loader but those named.
void wm_open(const char **loaders, int n);
// wm_has tells whether an operation exists.
int wm_has(const char *operation);
// wm_read_header reads no pixels. It returns 0 when it worked.
int wm_read_header(const void *buf, size_t len, wm_header *h);
// wm_decode decodes every pixel and throws it away. It returns 0 when nothing was amiss.
int wm_decode(const void *buf, size_t len, const char *options);
