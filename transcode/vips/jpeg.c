//go:build vips && cgo

#include <stdlib.h>
#include "jpeg.h"
#include "jpegerror.h"

uint8_t *wm_jpeg_encode(const uint8_t *rgb, int width, int height, int quality, int subsampled, int own_codes, size_t *size) {
	struct jpeg_compress_struct c;
	wm_failing err;
	unsigned char *out = NULL;
	unsigned long len = 0;
	c.err = wm_quiet(&err);
	jpeg_create_compress(&c);
	if (setjmp(err.back)) {
		jpeg_destroy_compress(&c);
		free(out);
		return NULL;
	}
	jpeg_mem_dest(&c, &out, &len);
	c.image_width = width;
	c.image_height = height;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	c.optimize_coding = own_codes;
	if (!subsampled)
		c.comp_info[0].h_samp_factor = c.comp_info[0].v_samp_factor = 1;
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = (JSAMPROW) rgb + (size_t) c.next_scanline * width * 3;
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	*size = len;
	return out;
}
