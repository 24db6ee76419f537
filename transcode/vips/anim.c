//go:build vips && cgo

#include "anim.h"
#include "config.h"

WebPAnimEncoder *wm_anim_new(int width, int height) {
	WebPAnimEncoderOptions options;
	if (!WebPAnimEncoderOptionsInit(&options))
		return NULL;
	options.anim_params.bgcolor = 0;
	options.anim_params.loop_count = 0;
	return WebPAnimEncoderNew(width, height, &options);
}

int wm_anim_add(WebPAnimEncoder *enc, const uint8_t *rgba, int width, int height, int start, const wm_coding *coding) {
	WebPConfig config;
	WebPPicture picture;
	int ok;
	if (!wm_config(&config, coding) || !WebPPictureInit(&picture))
		return 0;
	picture.use_argb = 1;
	picture.width = width;
	picture.height = height;
	ok = WebPPictureImportRGBA(&picture, rgba, 4 * width) && WebPAnimEncoderAdd(enc, &picture, start, &config);
	WebPPictureFree(&picture);
	return ok;
}

uint8_t *wm_anim_end(WebPAnimEncoder *enc, int end, size_t *size) {
	WebPData data;
	WebPDataInit(&data);
	if (!WebPAnimEncoderAdd(enc, NULL, end, NULL) || !WebPAnimEncoderAssemble(enc, &data))
		return NULL;
	*size = data.size;
	return (uint8_t *) data.bytes;
}

WebPAnimDecoder *wm_anim_open(const uint8_t *data, size_t size, WebPAnimInfo *info) {
	WebPData whole = {data, size};
	WebPAnimDecoderOptions options;
	WebPAnimDecoder *dec;
	if (!WebPAnimDecoderOptionsInit(&options))
		return NULL;
	options.color_mode = MODE_RGBA;
	dec = WebPAnimDecoderNew(&whole, &options);
	if (dec && !WebPAnimDecoderGetInfo(dec, info)) {
		WebPAnimDecoderDelete(dec);
		return NULL;
	}
	return dec;
}
