#pragma once

#include <stddef.h>
#include <stdint.h>

// wm_jpeg_encode writes RGB pixels, colour at a quarter of the pixels where subsampled is set, with Huffman codes of its own
// instead of the standard's where own_codes is set. The result is freed by free; NULL when it failed.
uint8_t *wm_jpeg_encode(const uint8_t *rgb, int width, int height, int quality, int subsampled, int own_codes, size_t *size);

// wm_jpeg is a JPEG as coefficients, from which it is written anew: turned upright, and coarser.
typedef struct wm_jpeg wm_jpeg;
// wm_jpeg_open reads the coefficients; orientation is that of EXIF, 1 to 8. NULL where the picture cannot be treated so: it
// is not YCbCr, turning it would cut its edge, or its decoder complained.
wm_jpeg *wm_jpeg_open(const uint8_t *data, size_t len, int orientation);
// wm_jpeg_write writes the picture without metadata, no finer than a quality, or as fine as it is where that is 0. Where
// tight is set it gets Huffman codes of its own, and, with a quality, colour as soft as it came out over pixels. The result
// is freed by free; NULL when it failed.
uint8_t *wm_jpeg_write(wm_jpeg *j, int quality, int tight, size_t *size);
// wm_jpeg_weigh foretells what the picture weighs, in about bits, when it is written with each quality from 1 to 100, or as
// it is (0): the brightness and the colour. Where rounded is set it is not this JPEG that is written anew, but what it was made
// of.
void wm_jpeg_weigh(wm_jpeg *j, int rounded, double luma[101], double chroma[101]);
void wm_jpeg_close(wm_jpeg *j);

// wm_jpeg_sound tells the share of a JPEG that its decoder has nothing to say about, 0 to 1: of the rows, in a first
// scan, or all where only the details of later scans are amiss, which sets coarse.
double wm_jpeg_sound(const uint8_t *data, size_t len, int *coarse);
