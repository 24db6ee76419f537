//go:build vips && cgo

#include <string.h>
#include <vips/vips.h>
#include "load.h"

// replaced is an image made of another, which is freed; nothing where that failed.
static VipsImage *replaced(VipsImage *old, int failed, VipsImage **made) {
	g_object_unref(old);
	return failed ? NULL : *made;
}

// cut takes the upper 8 of 16 bits.
static VipsImage *cut(VipsImage *im) {
	VipsImage *out = NULL, *bytes = NULL;
	VipsInterpretation space = vips_image_get_interpretation(im);
	if (vips_image_get_format(im) != VIPS_FORMAT_USHORT)
		return im;
	if (space == VIPS_INTERPRETATION_RGB16)
		space = VIPS_INTERPRETATION_sRGB;
	if (space == VIPS_INTERPRETATION_GREY16)
		space = VIPS_INTERPRETATION_B_W;
	if (!(bytes = replaced(im, vips_msb(im, &out, NULL), &out)))
		return NULL;
	return replaced(bytes, vips_copy(bytes, &out, "interpretation", space, NULL), &out);
}

// colours are the bands that are not alpha, as 8-bit sRGB.
static VipsImage *colours(VipsImage *im, int n, int icc) {
	VipsImage *out = NULL, *made = NULL;
	if (vips_extract_band(im, &out, 0, "n", n, NULL))
		return NULL;
	if (icc)
		out = replaced(out, vips_icc_transform(out, &made, "srgb", "embedded", TRUE, "intent", wm_intent(out), "depth", 8, NULL), &made);
	if (out && vips_image_get_interpretation(out) != VIPS_INTERPRETATION_sRGB)
		out = replaced(out, vips_colourspace(out, &made, VIPS_INTERPRETATION_sRGB, NULL), &made);
	if (out && vips_image_get_format(out) != VIPS_FORMAT_UCHAR)
		out = replaced(out, vips_cast(out, &made, VIPS_FORMAT_UCHAR, NULL), &made);
	return out;
}

// joined puts colours and the alpha of an image together.
static VipsImage *joined(VipsImage *rgb, VipsImage *im, int n) {
	VipsImage *band = NULL, *alpha = NULL, *out = NULL;
	int failed = vips_extract_band(im, &band, n, NULL) || vips_cast(band, &alpha, VIPS_FORMAT_UCHAR, NULL) ||
		vips_bandjoin2(rgb, alpha, &out, NULL);
	g_clear_object(&band);
	g_clear_object(&alpha);
	return replaced(rgb, failed, &out);
}

VipsImage *wm_plain(const void *buf, size_t len, const char *options, int icc, int *width, int *height, int *bands) {
	VipsImage *im = vips_image_new_from_buffer(buf, len, options, "access", VIPS_ACCESS_SEQUENTIAL, NULL), *out = NULL;
	if (im && (im = cut(im))) {
		int alpha = vips_image_hasalpha(im), n = vips_image_get_bands(im) - alpha;
		out = colours(im, n, icc);
		if (out && alpha)
			out = joined(out, im, n);
		g_object_unref(im);
	}
	if (out) {
		*width = vips_image_get_width(out);
		*height = vips_image_get_height(out);
		*bands = vips_image_get_bands(out);
	}
	vips_error_clear();
	return out;
}

// box is where a pixel falls: into the box at, and with what is left of it into the next one.
typedef struct {
	int at;
	double here, after;
} box;

// place says where pixel i falls on a grid of side boxes from left to right.
static box place(int i, double left, double right, int side) {
	double scale = side / (right - left), from = (i - left) * scale, to = (i + 1 - left) * scale;
	box b = {-1, 0, 0};
	from = VIPS_MAX(from, 0);
	to = VIPS_MIN(to, side);
	if (to - from < 1e-9)
		return b;
	b.at = VIPS_MIN((int) from, side - 1);
	double edge = VIPS_MIN(to, b.at + 1);
	b.here = edge - from;
	b.after = b.at + 1 < side ? to - edge : 0;
	return b;
}

static void add(double *to, const VipsPel *p, int bands, double part) {
	double alpha = bands == 4 ? p[3] : 255, seen = part * alpha / 255;
	to[0] += seen * p[0];
	to[1] += seen * p[1];
	to[2] += seen * p[2];
	to[3] += part * alpha;
	to[4] += part;
}

// grid is the boxes that pixels are added up in.
typedef struct {
	int side, width, bands;
	double top, bottom;
	box *across;        // of each column
	double *line, *sums; // of one row, and of all
} grid;

static grid *grid_new(int width, int bands, const double area[4], int side, double *sums) {
	grid *g = g_new(grid, 1);
	*g = (grid){side, width, bands, area[1], area[3], g_new(box, width), g_new(double, 5 * side), sums};
	for (int x = 0; x < width; x++)
		g->across[x] = place(x, area[0], area[2], side);
	return g;
}

static void grid_free(grid *g) {
	g_free(g->across);
	g_free(g->line);
	g_free(g);
}

static void add_line(const grid *g, int row, double share) {
	for (int i = 0; i < 5 * g->side; i++)
		g->sums[5 * g->side * row + i] += share * g->line[i];
}

// add_row adds the pixels of row y up.
static void add_row(grid *g, const VipsPel *p, int y) {
	box down = place(y, g->top, g->bottom, g->side);
	if (down.at < 0)
		return;
	memset(g->line, 0, 5 * g->side * sizeof *g->line);
	for (int x = 0; x < g->width; x++, p += g->bands) {
		const box *b = &g->across[x];
		if (b->at < 0)
			continue;
		add(g->line + 5 * b->at, p, g->bands, b->here);
		if (b->after > 0)
			add(g->line + 5 * (b->at + 1), p, g->bands, b->after);
	}
	add_line(g, down.at, down.here);
	if (down.after > 0)
		add_line(g, down.at + 1, down.after);
}

int wm_sums(VipsImage *im, const double area[4], int side, double *sums) {
	enum { strip = 64 };
	int top, height = im->Ysize;
	VipsRegion *region = vips_region_new(im);
	grid *g = grid_new(im->Xsize, im->Bands, area, side, sums);
	for (top = 0; top < height; top += strip) {
		VipsRect want = {0, top, im->Xsize, VIPS_MIN(strip, height - top)};
		if (vips_region_prepare(region, &want))
			break;
		for (int y = top; y < top + want.height; y++)
			add_row(g, VIPS_REGION_ADDR(region, 0, y), y);
	}
	grid_free(g);
	g_object_unref(region);
	return top < height;
}

void wm_raster_sums(const unsigned char *pix, int width, int height, const double area[4], int side, double *sums) {
	grid *g = grid_new(width, 4, area, side, sums);
	for (int y = 0; y < height; y++)
		add_row(g, pix + (size_t) 4 * width * y, y);
	grid_free(g);
}
