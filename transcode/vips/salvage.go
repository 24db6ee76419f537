//go:build vips && cgo

package vips

// #cgo pkg-config: libjpeg libwebp
// #include "jpeg.h"
// #include "salvage.h"
import "C"

import (
	"fmt"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/pixel"
	"github.com/wamedia/wamedia/transcode/repair"
)

// leastShare of a picture is what has to be there for a salvage.
const leastShare = 0.1

// damage is what a salvage found out about its source.
type damage struct {
	share  float64 // of the picture that is there
	coarse bool    // all is there, but not its details
}

// note says it to the user.
func (d *damage) note() string {
	switch {
	case d.coarse:
		return "damaged: all of the picture is there, but not all of its details"
	case d.share == 1:
		return "damaged: all of the picture is there, but its checksums are wrong"
	}
	return fmt.Sprintf("damaged: %.0f %% of the picture is there; the rest is blank", 100*d.share)
}

// rescue decodes what there is of a damaged source, and notes in h how much that is.
func rescue(source []byte, h header) (picture, error) {
	works := map[string]func([]byte, header) (pixel.Raster, bool){
		"image/jpeg": rescueJPEG, "image/png": rescuePNG, "image/gif": rescueGIF, "image/webp": rescueWebP,
	}
	work, ok := works[h.mime]
	if !ok {
		return picture{}, job.Damaged.Failf("the %s is cut off or corrupt, and nothing can be salvaged of that type", h.mime)
	}
	r, ok := work(source, h)
	switch {
	case !ok || h.short.met:
		return picture{}, h.short.or(job.Damaged.Failf("nothing can be salvaged of the %s", h.mime))
	case h.damage.share < leastShare:
		return picture{}, job.Damaged.Failf("only %.0f %% of the picture is there, which is not worth sending", 100*h.damage.share)
	}
	return picture{Raster: r}, nil
}

func rescueJPEG(source []byte, h header) (pixel.Raster, bool) {
	var coarse C.int
	h.damage.share = float64(C.wm_jpeg_sound((*C.uint8_t)(&source[0]), C.size_t(len(source)), &coarse))
	h.damage.coarse = coarse != 0
	return rows(source, h, "", 1)
}

func rescuePNG(source []byte, h header) (pixel.Raster, bool) {
	whole, share, err := repair.PNG(source, int64(h.width)*int64(h.height))
	if err != nil {
		return pixel.Raster{}, false
	}
	h.damage.share = share
	return rows(whole, h, "", 1)
}

func rescueGIF(source []byte, h header) (pixel.Raster, bool) {
	share, err := repair.GIF(source)
	if err != nil {
		return pixel.Raster{}, false
	}
	h.damage.share = share
	return rows(source, h, "", 1)
}

func rescueWebP(source []byte, h header) (pixel.Raster, bool) {
	r := pixel.New(h.width, h.height, 4)
	n, errno := C.wm_webp_rows((*C.uint8_t)(&source[0]), C.size_t(len(source)), (*C.uint8_t)(&r.Pix[0]), C.int(r.Width), C.int(r.Height))
	if int(n) < r.Height {
		h.short.note(errno)
	}
	h.damage.share = float64(n) / float64(r.Height)
	return r, n > 0
}
