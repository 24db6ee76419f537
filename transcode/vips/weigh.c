//go:build vips && cgo

#include <stdlib.h>
#include <string.h>
#include "coefficients.h"

enum {
	levels = 512,    // larger coefficients count as this one
	enough = 1 << 16 // blocks of a component that are looked at
};

// tally counts how often each place of a block holds a coefficient of each size; for the first, of each difference to
// the block before.
typedef struct {
	unsigned count[64][levels];
	int largest[64];
	double blocks;
} tally;

static void note(tally *t, int k, int v) {
	v = abs(v);
	if (v >= levels)
		v = levels - 1;
	t->count[k][v]++;
	if (v > t->largest[k])
		t->largest[k] = v;
}

static void count_row(tally *t, JBLOCKROW row, JDIMENSION width) {
	int before = 0;
	for (JDIMENSION x = 0; x < width; x++) {
		const JCOEF *block = row[x];
		note(t, 0, block[0] - before);
		before = block[0];
		for (int k = 1; k < 64; k++)
			if (block[k])
				note(t, k, block[k]);
	}
	t->blocks += width;
}

static void count_component(wm_jpeg *j, int i, tally *t) {
	j_common_ptr s = (j_common_ptr) &j->src;
	jpeg_component_info *c = &j->src.comp_info[i];
	JDIMENSION every = 1 + c->width_in_blocks * (size_t) c->height_in_blocks / enough;
	memset(t, 0, sizeof *t);
	for (JDIMENSION y = 0; y < c->height_in_blocks; y += every)
		count_row(t, s->mem->access_virt_barray(s, j->from[i], y, 1, FALSE)[0], c->width_in_blocks);
	t->blocks /= (double) c->width_in_blocks * c->height_in_blocks; // the share that was looked at
}

// bits is about what a value takes: a code that says how long it is, and its digits. This and perBlock foretold sizes best
// over photos and drawings.
static double bits(int v) {
	double n = 2.5;
	if (!v)
		return 0;
	for (; v; v >>= 1)
		n++;
	return n;
}

// A rounded value stands for the unrounded ones from half below to half above it, of which the smaller are more common.
static const struct { double offset, share; } spread[] = {{-0.375, 0.31}, {-0.125, 0.27}, {0.125, 0.23}, {0.375, 0.19}};

// value is what is left of v when its step grows by a factor: of itself, or of what was rounded to it.
static double value(int v, double factor, int rounded) {
	double sum = 0;
	if (!rounded)
		return bits(v * factor + 0.5);
	for (int i = 0; i < 4; i++)
		sum += spread[i].share * bits((v + spread[i].offset) * factor + 0.5);
	return sum;
}

// weight of component i when it is written with a quality whose steps are those of to.
static double weight(const wm_jpeg *j, int i, const tally *t, int quality, const UINT16 *to, int rounded) {
	const UINT16 *from = j->src.comp_info[i].quant_table->quantval;
	double sum = 0;
	for (int k = 0; k < 64; k++) {
		int step = to[k] > from[k] ? to[k] : from[k];
		double factor = (rounded && quality ? wm_softness(j, i, k) : 1.0) * from[k] / step;
		for (int v = 1; v <= t->largest[k]; v++)
			if (t->count[k][v])
				sum += t->count[k][v] * value(v, factor, rounded);
	}
	return sum / t->blocks;
}

// perBlock is about how many bits tell that nothing more follows.
static const double perBlock = 1.5;

static void weigh(wm_jpeg *j, struct jpeg_compress_struct *scratch, tally *t, int rounded, double *luma, double *chroma) {
	static const UINT16 none[64];
	for (int i = 0; i < 3; i++) {
		double *sum = i ? chroma : luma, blocks = (double) j->src.comp_info[i].width_in_blocks * j->src.comp_info[i].height_in_blocks;
		count_component(j, i, t);
		for (int q = 0; q <= 100; q++) {
			if (q)
				jpeg_set_quality(scratch, q, TRUE);
			sum[q] += perBlock * blocks + weight(j, i, t, q, q ? scratch->quant_tbl_ptrs[i > 0]->quantval : none, rounded);
		}
	}
}

void wm_jpeg_weigh(wm_jpeg *j, int rounded, double luma[101], double chroma[101]) {
	struct jpeg_compress_struct scratch;
	wm_failing err;
	tally *t = malloc(sizeof *t);
	memset(luma, 0, 101 * sizeof *luma);
	memset(chroma, 0, 101 * sizeof *chroma);
	scratch.err = wm_quiet(&err);
	jpeg_create_compress(&scratch);
	if (t && !setjmp(err.back) && !setjmp(j->err.back))
		weigh(j, &scratch, t, rounded, luma, chroma);
	jpeg_destroy_compress(&scratch);
	free(t);
}
