#pragma once

#include <setjmp.h>
#include <stdio.h>
#include <jpeglib.h>

// wm_failing is an error manager of libjpeg that jumps back to its owner instead of ending the program, and counts
// warnings instead of printing them.
typedef struct {
	struct jpeg_error_mgr base;
	jmp_buf back;
} wm_failing;

static inline void wm_jump(j_common_ptr cinfo) {
	longjmp(((wm_failing *) cinfo->err)->back, 1);
}

static inline void wm_count(j_common_ptr cinfo, int level) {
	if (level < 0)
		cinfo->err->num_warnings++;
}

static inline struct jpeg_error_mgr *wm_quiet(wm_failing *f) {
	jpeg_std_error(&f->base);
	f->base.error_exit = wm_jump;
	f->base.emit_message = wm_count;
	return &f->base;
}
