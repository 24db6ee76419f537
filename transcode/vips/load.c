//go:build vips && cgo

#include <errno.h>
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

// forget clears what libvips says of a failure. Where that is a lack of memory it stays in errno: the allocation may have
// failed in another thread, or be that of a thread's stack. libheif speaks of memory too where a header is over its own limits.
static void forget(void) {
	const char *said = vips_error_buffer();
	int lacking = strstr(said, "creating thread") || (strstr(said, "emory") && !strstr(said, "limit"));
	vips_error_clear();
	if (lacking)
		errno = ENOMEM;
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
	vips_thread_shutdown();
	forget();
	return im ? 0 : -1;
}

// next replaces an image by one made of it; nothing where that failed.
static VipsImage *next(VipsImage *old, VipsImage *made) {
	g_object_unref(old);
	return made;
}

// wm_intent is relative colorimetric, or perceptual for a profile whose only table is for that: libvips 8.14 would
// replace such a profile by one of its own. The tags are those of ICC.1:2022, 7.3.
int wm_intent(VipsImage *im) {
	const unsigned char *profile;
	size_t len;
	int perceptual = 0, relative = 0;
	if (vips_image_get_blob(im, VIPS_META_ICC_NAME, (const void **)&profile, &len))
		return VIPS_INTENT_RELATIVE;
	for (size_t at = 132; at + 12 <= len && profile[128] == 0 && at < 132 + 12 * 100; at += 12) {
		perceptual |= memcmp(profile + at, "A2B0", 4) == 0;
		relative |= memcmp(profile + at, "A2B1", 4) == 0;
	}
	return perceptual && !relative ? VIPS_INTENT_PERCEPTUAL : VIPS_INTENT_RELATIVE;
}

// converted has its colours converted by the embedded profile to 8 bits. Where no depth is named, libvips 8.15 and later
// keep 16 bits.
static VipsImage *converted(VipsImage *im) {
	VipsImage *out = NULL;
	if (vips_icc_transform(im, &out, "srgb", "embedded", TRUE, "intent", wm_intent(im), "depth", 8, NULL))
		return NULL;
	return out;
}

// beside_alpha converts the colours alone: of 16 bits of alpha libvips 8.14 would cut off the upper ones.
static VipsImage *beside_alpha(VipsImage *im) {
	VipsImage *out = NULL, *srgb = NULL, *colours = NULL, *deep = NULL, *alpha = NULL;
	int n = vips_image_get_bands(im) - 1;
	int failed = vips_extract_band(im, &colours, 0, "n", n, NULL) || vips_extract_band(im, &deep, n, NULL) ||
		vips_msb(deep, &alpha, NULL) || !(srgb = converted(colours)) || vips_bandjoin2(srgb, alpha, &out, NULL);
	g_clear_object(&alpha);
	g_clear_object(&deep);
	g_clear_object(&colours);
	g_clear_object(&srgb);
	return failed ? NULL : out;
}

// by_profile converts colours by the embedded profile.
static VipsImage *by_profile(VipsImage *im) {
	if (vips_image_hasalpha(im) && vips_image_get_format(im) == VIPS_FORMAT_USHORT)
		return beside_alpha(im);
	return converted(im);
}

static VipsImage *to_srgb(VipsImage *im) {
	VipsImage *out = NULL;
	if (vips_colourspace(im, &out, VIPS_INTERPRETATION_sRGB, NULL))
		return NULL;
	return out;
}

static VipsImage *to_bytes(VipsImage *im) {
	VipsImage *out = NULL;
	if (vips_cast(im, &out, VIPS_FORMAT_UCHAR, NULL))
		return NULL;
	return out;
}

VipsImage *wm_picture(const void *buf, size_t len, const char *options, int icc, int *width, int *height, int *bands) {
	VipsImage *im = vips_image_new_from_buffer(buf, len, options, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	if (im && icc)
		im = next(im, by_profile(im));
	if (im && vips_image_get_interpretation(im) != VIPS_INTERPRETATION_sRGB)
		im = next(im, to_srgb(im));
	if (im && vips_image_get_format(im) != VIPS_FORMAT_UCHAR)
		im = next(im, to_bytes(im));
	if (im) {
		*width = vips_image_get_width(im);
		*height = vips_image_get_height(im);
		*bands = vips_image_get_bands(im);
	}
	forget();
	return im;
}

// strip is how many rows are decoded at a time.
enum { strip = 64 };

int wm_rows(VipsImage *im, unsigned char *pix) {
	VipsRegion *region = vips_region_new(im);
	int width = im->Xsize, height = im->Ysize, top = 0;
	size_t line = VIPS_IMAGE_SIZEOF_LINE(im);
	while (top < height) {
		VipsRect want = {0, top, width, VIPS_MIN(strip, height - top)};
		if (vips_region_prepare(region, &want))
			break;
		for (int y = top; y < top + want.height; y++)
			memcpy(pix + line * y, VIPS_REGION_ADDR(region, 0, y), line);
		top += want.height;
	}
	g_object_unref(region);
	forget();
	return top;
}

VipsImage *wm_stored(const void *buf, size_t len, const char *options, int *width, int *height, int *bands) {
	VipsImage *im = vips_image_new_from_buffer(buf, len, options, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	VipsBandFormat format = im ? vips_image_get_format(im) : VIPS_FORMAT_NOTSET;
	if (im && format != VIPS_FORMAT_UCHAR && format != VIPS_FORMAT_USHORT)
		g_clear_object(&im);
	if (im) {
		*width = vips_image_get_width(im);
		*height = vips_image_get_height(im);
		*bands = vips_image_get_bands(im);
	}
	forget();
	return im;
}

int wm_values(VipsImage *im, unsigned short *to) {
	VipsRegion *region = vips_region_new(im);
	int wide = vips_image_get_format(im) == VIPS_FORMAT_USHORT, top = 0;
	size_t line = (size_t) im->Xsize * im->Bands;
	while (top < im->Ysize) {
		VipsRect want = {0, top, im->Xsize, VIPS_MIN(strip, im->Ysize - top)};
		if (vips_region_prepare(region, &want))
			break;
		for (int y = top; y < top + want.height; y++, to += line) {
			const VipsPel *from = VIPS_REGION_ADDR(region, 0, y);
			if (wide)
				memcpy(to, from, line * sizeof *to);
			for (size_t i = 0; i < line && !wide; i++)
				to[i] = from[i];
		}
		top += want.height;
	}
	g_object_unref(region);
	forget();
	return top;
}

void wm_close(VipsImage *im) {
	g_object_unref(im);
	vips_error_clear();
	vips_thread_shutdown();
}
