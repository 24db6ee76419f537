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
