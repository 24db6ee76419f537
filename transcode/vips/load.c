//go:build vips && cgo

#include <string.h>
#include <vips/vips.h>
#include "load.h"

void wm_open(const char **loaders, int n) {
	vips_cache_set_max(0);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (int i = 0; i < n; i++)
		vips_operation_block_set(loaders[i], FALSE);
}

int wm_has(const char *operation) {
	return vips_type_find("VipsOperation", operation) != 0;
}

static void read_icc(VipsImage *im, wm_header *h) {
	const void *profile;
	size_t len;
	if (vips_image_get_typeof(im, VIPS_META_ICC_NAME) == 0)
		return;
	if (vips_image_get_blob(im, VIPS_META_ICC_NAME, &profile, &len) == 0) {
		h->icc_size = len < sizeof h->icc ? len : sizeof h->icc;
		memcpy(h->icc, profile, h->icc_size);
	}
}

int wm_read_header(const void *buf, size_t len, wm_header *h) {
	VipsImage *im = vips_image_new_from_buffer(buf, len, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	memset(h, 0, sizeof *h);
	if (im) {
		h->width = vips_image_get_width(im);
		h->height = vips_image_get_height(im);
		h->bands = vips_image_get_bands(im);
		h->pages = vips_image_get_n_pages(im);
		h->orientation = vips_image_get_orientation(im);
		h->alpha = vips_image_hasalpha(im);
		h->bytes_per_band = vips_format_sizeof(vips_image_get_format(im));
		h->interpretation = vips_image_guess_interpretation(im);
		read_icc(im, h);
		g_object_unref(im);
	}
	vips_error_clear();
	vips_thread_shutdown();
	return im ? 0 : -1;
}

int wm_decode(const void *buf, size_t len, const char *options) {
	double mean;
	int failed = 1;
	VipsImage *im = vips_image_new_from_buffer(buf, len, options, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	if (im) {
		failed = vips_avg(im, &mean, NULL);
		g_object_unref(im);
	}
	vips_error_clear();
	vips_thread_shutdown();
	return failed;
}
