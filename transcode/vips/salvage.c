//go:build vips && cgo

#include <string.h>
#include <webp/decode.h>
#include "jpeg.h"
#include "jpegerror.h"
#include "salvage.h"

// sound reads all scans into memory, and stops at the first warning.
static double sound(struct jpeg_decompress_struct *c, const uint8_t *data, size_t len, int *coarse) {
	int scan = 1;
	JDIMENSION row = 0;
	jpeg_mem_src(c, data, len);
	jpeg_read_header(c, TRUE);
	c->buffered_image = TRUE;
	jpeg_start_decompress(c);
	c->err->num_warnings = 0; // of the header
	for (;;) {
		int status = jpeg_consume_input(c);
		if (status == JPEG_REACHED_EOI || c->err->num_warnings > 0)
			break;
		scan = c->input_scan_number;
		row = status == JPEG_SCAN_COMPLETED ? c->total_iMCU_rows : c->input_iMCU_row;
	}
	*coarse = scan > 1 && c->err->num_warnings > 0;
	return scan > 1 || c->err->num_warnings == 0 ? 1 : (double) row / c->total_iMCU_rows;
}

double wm_jpeg_sound(const uint8_t *data, size_t len, int *coarse) {
	struct jpeg_decompress_struct c;
	wm_failing err;
	volatile double share = 0;
	c.err = wm_quiet(&err);
	jpeg_create_decompress(&c);
	if (!setjmp(err.back))
		share = sound(&c, data, len, coarse);
	jpeg_destroy_decompress(&c);
	return share;
}

int wm_webp_rows(const uint8_t *data, size_t len, uint8_t *rgba, int width, int height) {
	int rows = 0;
	WebPIDecoder *d = WebPINewRGB(MODE_RGBA, rgba, (size_t) 4 * width * height, 4 * width);
	if (!d)
		return 0;
	WebPIAppend(d, data, len);
	if (!WebPIDecGetRGB(d, &rows, NULL, NULL, NULL))
		rows = 0;
	WebPIDelete(d);
	return rows;
}
