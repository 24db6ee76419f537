#pragma once

#include <stddef.h>
#include <stdint.h>
#include <webp/demux.h>
#include <webp/mux.h>
#include "webp.h"

// wm_anim_new starts an animation that plays for ever on a transparent ground. NULL when it failed.
WebPAnimEncoder *wm_anim_new(int width, int height);
// wm_anim_add adds a picture of RGBA that is shown from start, in milliseconds. 0 when it failed.
int wm_anim_add(WebPAnimEncoder *enc, const uint8_t *rgba, int width, int height, int start, const wm_coding *coding);
// wm_anim_end ends the last picture and gives the file, to be given back with wm_free. NULL when it failed.
uint8_t *wm_anim_end(WebPAnimEncoder *enc, int end, size_t *size);

// wm_anim_open starts to decode; data must stay until WebPAnimDecoderDelete. NULL when it failed.
WebPAnimDecoder *wm_anim_open(const uint8_t *data, size_t size, WebPAnimInfo *info);
