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
// wm_stored opens a picture whose values are to be read as they are stored, gray or RGB, with or without alpha.
struct _VipsImage *wm_stored(const void *buf, size_t len, const char *options, int *width, int *height, int *bands);
// wm_values decodes values of one byte or two into to, and returns how many rows it got.
int wm_values(struct _VipsImage *im, unsigned short *to);
// wm_intent chooses how colours outside of sRGB are converted by the embedded profile.
int wm_intent(struct _VipsImage *im);
// wm_plain opens a picture as wm_picture does, by another way: what has 16 bits is cut to 8 first, and colours are
// converted apart from their alpha. It is for views, which are to show what a conversion got wrong.
struct _VipsImage *wm_plain(const void *buf, size_t len, const char *options, int icc, int *width, int *height, int *bands);
// wm_sums decodes and adds up, for a grid of side by side boxes over an area given in pixels, the red, green and blue
// multiplied by the opacity, the opacity, and the share of pixels: five numbers a box. 0 when it worked.
int wm_sums(struct _VipsImage *im, const double area[4], int side, double *sums);
// wm_raster_sums does so for pixels of red, green, blue and alpha in memory.
void wm_raster_sums(const unsigned char *pix, int width, int height, const double area[4], int side, double *sums);
// wm_rows decodes into pix and returns how many rows it got.
int wm_rows(struct _VipsImage *im, unsigned char *pix);
void wm_close(struct _VipsImage *im);
