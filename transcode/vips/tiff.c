//go:build vips && cgo

#include <string.h>
#include <tiffio.h>
#include "tiff.h"

// memory is a file that libtiff reads.
typedef struct {
	const unsigned char *data;
	toff_t size, at;
} memory;

static tmsize_t read_memory(thandle_t h, void *to, tmsize_t n) {
	memory *m = h;
	toff_t left = m->at < m->size ? m->size - m->at : 0;
	if (n < 0)
		return 0;
	if ((toff_t) n > left)
		n = left;
	memcpy(to, m->data + m->at, n);
	m->at += n;
	return n;
}

static tmsize_t write_memory(thandle_t h, void *from, tmsize_t n) {
	(void) h, (void) from, (void) n;
	return 0;
}

static toff_t seek_memory(thandle_t h, toff_t to, int whence) {
	memory *m = h;
	m->at = whence == SEEK_CUR ? m->at + to : whence == SEEK_END ? m->size + to : to;
	return m->at;
}

static int close_memory(thandle_t h) {
	(void) h;
	return 0;
}

static toff_t size_of_memory(thandle_t h) {
	return ((memory *) h)->size;
}

static int read_image(TIFF *t, int width, int height, unsigned char *pix) {
	char why[1024];
	TIFFRGBAImage image;
	uint32_t *raster = (uint32_t *) pix;
	int done = 0;
	if (!TIFFRGBAImageBegin(&image, t, 1, why))
		return 0;
	image.req_orientation = image.orientation; // as it is stored
	if (image.width == (uint32_t) width && image.height == (uint32_t) height)
		done = TIFFRGBAImageGet(&image, raster, width, height);
	TIFFRGBAImageEnd(&image);
	for (size_t i = 0; done && i < (size_t) width * height; i++) {
		uint32_t v = raster[i];
		unsigned char rgba[4] = {TIFFGetR(v), TIFFGetG(v), TIFFGetB(v), TIFFGetA(v)};
		memcpy(pix + 4 * i, rgba, sizeof rgba);
	}
	return done;
}

int wm_tiff(const void *buf, size_t len, int width, int height, unsigned char *pix) {
	memory m = {buf, len, 0};
	TIFF *t = TIFFClientOpen("source", "rm", &m, read_memory, write_memory, seek_memory, close_memory, size_of_memory, NULL, NULL);
	if (!t)
		return 0;
	int done = read_image(t, width, height, pix);
	TIFFClose(t);
	return done;
}
