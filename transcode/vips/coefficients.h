#pragma once

#include "jpeg.h"
#include "jpegerror.h"

// turn says where in the source a place of the upright picture is found: swap the axes, then mirror.
typedef struct { int swap, mirror_x, mirror_y; } turn;

struct wm_jpeg {
	struct jpeg_decompress_struct src;
	wm_failing err;
	turn turn;
	jvirt_barray_ptr *from, to[3]; // as read, and as written
};

// wm_softness is the factor that coefficient k of component i has where it is softened.
float wm_softness(const wm_jpeg *j, int i, int k);
