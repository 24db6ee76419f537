//go:build vips && cgo

#include <webp/decode.h>
#include <webp/encode.h>
#include "config.h"

int wm_config(WebPConfig *config, const wm_coding *coding) {
	if (!WebPConfigInit(config))
		return 0;
	config->lossless = coding->lossless;
	config->near_lossless = coding->near_lossless;
	config->quality = coding->quality;
	config->method = coding->method;
	config->use_sharp_yuv = coding->sharp_yuv;
	config->alpha_quality = coding->alpha_quality;
	return WebPValidateConfig(config);
}

uint8_t *wm_encode(const uint8_t *rgba, int width, int height, const wm_coding *coding, size_t *size) {
	WebPConfig config;
	WebPPicture picture;
	WebPMemoryWriter writer;
	int ok;
	if (!wm_config(&config, coding) || !WebPPictureInit(&picture))
		return NULL;
	picture.use_argb = coding->lossless || coding->sharp_yuv;
	picture.width = width;
	picture.height = height;
	WebPMemoryWriterInit(&writer);
	picture.writer = WebPMemoryWrite;
	picture.custom_ptr = &writer;
	ok = WebPPictureImportRGBA(&picture, rgba, 4 * width) && WebPEncode(&config, &picture);
	WebPPictureFree(&picture);
	if (!ok) {
		WebPMemoryWriterClear(&writer);
		return NULL;
	}
	*size = writer.size;
	return writer.mem;
}

uint8_t *wm_decode_rgba(const uint8_t *data, size_t size, int *width, int *height) {
	return WebPDecodeRGBA(data, size, width, height);
}

void wm_free(void *p) {
	WebPFree(p);
}
