#pragma once

#include <webp/encode.h>
#include "webp.h"

// wm_config fills config; 0 when the coding is not valid.
int wm_config(WebPConfig *config, const wm_coding *coding);
