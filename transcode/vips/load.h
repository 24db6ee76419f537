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
// wm_picture opens a picture that is decoded to 8-bit sRGB row by row, with or without alpha, by its own profile where
// icc is set. NULL when it cannot be. It is freed by wm_close.
struct _VipsImage *wm_picture(const void *buf, size_t len, const char *options, int icc, int *width, int *height, int *bands);
// wm_rows decodes into pix and returns how many rows it got.
int wm_rows(struct _VipsImage *im, unsigned char *pix);
void wm_close(struct _VipsImage *im);
