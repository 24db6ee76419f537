//go:build vips && cgo

#include <stdlib.h>
#include <string.h>
#include "coefficients.h"

// A JPEG is cosine coefficients, whole numbers times a step. Larger steps make it coarser, without a detour over pixels;
// and a block is turned by moving its coefficients about.

float wm_softness(const wm_jpeg *j, int i, int k) {
	// Colour stored at fewer places is spread between them when it is shown, and averaged when it is stored again: over
	// pixels each frequency would keep 3/4 + 1/4 cos(πk/8). Noise in colour is dear, and hardly seen.
	static const float kept[8] = {1, 0.98097f, 0.92678f, 0.84567f, 0.75f, 0.65433f, 0.57322f, 0.51903f};
	const jpeg_component_info *c = &j->src.comp_info[i];
	float x = c->h_samp_factor < j->src.max_h_samp_factor ? kept[k % 8] : 1;
	float y = c->v_samp_factor < j->src.max_v_samp_factor ? kept[k / 8] : 1;
	return x * y;
}

static turn turn_of(int orientation) {
	static const turn turns[8] = {
		{0, 0, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1}, {1, 1, 1}, {1, 1, 0},
	};
	return turns[orientation >= 1 && orientation <= 8 ? orientation - 1 : 0];
}

static int is_turned(turn t) {
	return t.swap || t.mirror_x || t.mirror_y;
}

// fits tells whether a picture is of three usual components, and has no cut blocks at an edge that would come first.
static int fits(wm_jpeg *j) {
	struct jpeg_decompress_struct *s = &j->src;
	return s->num_components == 3 && s->jpeg_color_space == JCS_YCbCr && s->data_precision == 8 &&
		!(j->turn.mirror_x && s->image_width % (8 * s->max_h_samp_factor)) &&
		!(j->turn.mirror_y && s->image_height % (8 * s->max_v_samp_factor));
}

static JDIMENSION whole(JDIMENSION blocks, int factor) {
	return (blocks + factor - 1) / factor * factor;
}

// reserve asks for room for the coefficients to write, which has to be done before any are read.
static void reserve(wm_jpeg *j) {
	j_common_ptr s = (j_common_ptr) &j->src;
	for (int i = 0; i < 3; i++) {
		jpeg_component_info *c = &j->src.comp_info[i];
		JDIMENSION w = whole(c->width_in_blocks, c->h_samp_factor), h = whole(c->height_in_blocks, c->v_samp_factor);
		if (j->turn.swap)
			j->to[i] = s->mem->request_virt_barray(s, JPOOL_IMAGE, FALSE, h, w, c->h_samp_factor);
		else
			j->to[i] = s->mem->request_virt_barray(s, JPOOL_IMAGE, FALSE, w, h, c->v_samp_factor);
	}
}

// source_of gives the place in a block of the source of the coefficient at place k.
static int source_of(turn t, int k) {
	return t.swap ? (k % 8) * 8 + k / 8 : k;
}

// negated tells whether a mirror changes the sign of the coefficient at place k of the source.
static int negated(turn t, int k) {
	return (t.mirror_x && k % 2) ^ (t.mirror_y && k / 8 % 2);
}

// set_tables gives each component of the target its steps: no finer than quality asks, and no finer than they were. The
// factors then take a coefficient of the source to the target's, softened where that is asked for. It returns 0 where a
// step is beyond baseline.
static int set_tables(wm_jpeg *j, struct jpeg_compress_struct *dst, int quality, int soft, float factors[3][64]) {
	UINT16 steps[3][64];
	if (quality)
		jpeg_set_quality(dst, quality, TRUE);
	for (int i = 0; i < 3; i++) {
		JQUANT_TBL *was = j->src.comp_info[i].quant_table, *asked = dst->quant_tbl_ptrs[i > 0];
		if (!was || (quality && !asked))
			return 0;
		for (int k = 0; k < 64; k++) {
			UINT16 step = was->quantval[source_of(j->turn, k)];
			steps[i][k] = quality && asked->quantval[k] > step ? asked->quantval[k] : step;
			factors[i][k] = (negated(j->turn, source_of(j->turn, k)) ? -1.0f : 1.0f) * step / steps[i][k];
			if (soft)
				factors[i][k] *= wm_softness(j, i, source_of(j->turn, k));
			if (step == 0 || steps[i][k] > 255)
				return 0;
		}
	}
	for (int i = 0; i < 3; i++) {
		if (!dst->quant_tbl_ptrs[i])
			dst->quant_tbl_ptrs[i] = jpeg_alloc_quant_table((j_common_ptr) dst);
		for (int k = 0; k < 64; k++)
			dst->quant_tbl_ptrs[i]->quantval[k] = steps[i][k];
		dst->quant_tbl_ptrs[i]->sent_table = FALSE;
		dst->comp_info[i].quant_tbl_no = i;
	}
	return 1;
}

static void scale_block(JCOEF *restrict to, const JCOEF *restrict from, const float *restrict factor) {
	for (int k = 0; k < 64; k++) {
		float v = from[k] * factor[k];
		to[k] = (JCOEF) (v + (v < 0 ? -0.5f : 0.5f));
	}
}

static void swap_block(JCOEF *restrict to, const JCOEF *restrict from, const float *restrict factor) {
	JCOEF swapped[64];
	for (int k = 0; k < 64; k++)
		swapped[k] = from[(k % 8) * 8 + k / 8];
	scale_block(to, swapped, factor);
}

static JBLOCKROW row_of(wm_jpeg *j, jvirt_barray_ptr blocks, JDIMENSION y, boolean write) {
	j_common_ptr s = (j_common_ptr) &j->src;
	return s->mem->access_virt_barray(s, blocks, y, 1, write)[0];
}

// fill_row writes row y of the target.
static void fill_row(wm_jpeg *j, int i, JDIMENSION y, JDIMENSION width, const float *factor) {
	jpeg_component_info *c = &j->src.comp_info[i];
	JBLOCKROW row = row_of(j, j->to[i], y, TRUE);
	for (JDIMENSION x = 0; x < width; x++) {
		JDIMENSION sx = j->turn.swap ? y : x, sy = j->turn.swap ? x : y;
		if (j->turn.mirror_x)
			sx = c->width_in_blocks - 1 - sx;
		if (j->turn.mirror_y)
			sy = c->height_in_blocks - 1 - sy;
		if (j->turn.swap)
			swap_block(row[x], row_of(j, j->from[i], sy, FALSE)[sx], factor);
		else
			scale_block(row[x], row_of(j, j->from[i], sy, FALSE)[sx], factor);
	}
}

static void fill_component(wm_jpeg *j, int i, const float *factor) {
	jpeg_component_info *c = &j->src.comp_info[i];
	JDIMENSION w = j->turn.swap ? c->height_in_blocks : c->width_in_blocks;
	JDIMENSION h = j->turn.swap ? c->width_in_blocks : c->height_in_blocks;
	JDIMENSION all = whole(h, j->turn.swap ? c->h_samp_factor : c->v_samp_factor);
	for (JDIMENSION y = 0; y < h; y++)
		fill_row(j, i, y, w, factor);
	for (JDIMENSION y = h; y < all; y++) // beyond the picture, and yet read
		memset(row_of(j, j->to[i], y, TRUE), 0, w * sizeof(JBLOCK));
}

// swap_axes makes the target as wide as the source is high.
static void swap_axes(struct jpeg_compress_struct *d) {
	JDIMENSION width = d->image_width;
	d->image_width = d->image_height;
	d->image_height = width;
	for (int i = 0; i < d->num_components; i++) {
		int h = d->comp_info[i].h_samp_factor;
		d->comp_info[i].h_samp_factor = d->comp_info[i].v_samp_factor;
		d->comp_info[i].v_samp_factor = h;
	}
}

static int read_all(wm_jpeg *j, const uint8_t *data, size_t len) {
	jpeg_mem_src(&j->src, data, len);
	jpeg_read_header(&j->src, TRUE);
	if (!fits(j))
		return 0;
	reserve(j);
	j->from = jpeg_read_coefficients(&j->src);
	return j->err.base.num_warnings == 0;
}

wm_jpeg *wm_jpeg_open(const uint8_t *data, size_t len, int orientation) {
	wm_jpeg *j = calloc(1, sizeof *j);
	if (!j)
		return NULL;
	j->turn = turn_of(orientation);
	j->src.err = wm_quiet(&j->err);
	jpeg_create_decompress(&j->src);
	if (setjmp(j->err.back) || !read_all(j, data, len)) {
		wm_jpeg_close(j);
		return NULL;
	}
	return j;
}

// write_all returns 0 where the steps are not those of a usual JPEG.
static int write_all(wm_jpeg *j, struct jpeg_compress_struct *dst, int quality, int tight) {
	float factors[3][64];
	jpeg_copy_critical_parameters(&j->src, dst);
	if (!set_tables(j, dst, quality, quality && tight, factors))
		return 0;
	for (int i = 0; i < 3; i++)
		fill_component(j, i, factors[i]);
	if (j->turn.swap)
		swap_axes(dst);
	dst->optimize_coding = tight;
	if (!quality && j->src.progressive_mode)
		jpeg_simple_progression(dst);
	jpeg_write_coefficients(dst, j->to);
	jpeg_finish_compress(dst);
	return 1;
}

uint8_t *wm_jpeg_write(wm_jpeg *j, int quality, int tight, size_t *size) {
	struct jpeg_compress_struct dst;
	wm_failing err;
	unsigned char *out = NULL;
	unsigned long len = 0;
	int done = 0;
	dst.err = wm_quiet(&err);
	jpeg_create_compress(&dst);
	jpeg_mem_dest(&dst, &out, &len);
	// The source's errors are met while its coefficients are moved.
	if (!setjmp(err.back) && !setjmp(j->err.back))
		done = write_all(j, &dst, quality, tight);
	jpeg_destroy_compress(&dst);
	*size = len;
	if (done)
		return out;
	free(out);
	return NULL;
}

void wm_jpeg_close(wm_jpeg *j) {
	jpeg_destroy_decompress(&j->src);
	free(j);
}
