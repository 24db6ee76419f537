//go:build vips && cgo

package vips

import (
	"math"

	"github.com/wamedia/wamedia/transcode/fit"
	"github.com/wamedia/wamedia/transcode/job"
)

const (
	// floor is the JPEG quality below which fewer pixels look better than coarser ones, and medium the one that fewer
	// pixels are aimed at.
	floor  = 50
	medium = 65
	// thinner is how much too heavy a JPEG of quality 90 is whose colour is then stored at a quarter of the pixels.
	// Nearer to the limit that would leave room unused.
	thinner = 1.6
	// density is the power of the number of pixels that sizes grow with: smaller pictures have more detail for each.
	density = 0.75
)

// draft is an encode that foretells others.
type draft struct {
	quality int
	thin    bool // colour at a quarter of the pixels
	data    []byte
	weights weights
}

// jpeg finds the best quality within the limit, and makes the picture smaller where no decent one is.
func (s *still) jpeg(p picture) (picture, fit.Found, error) {
	d := draft{quality: ceiling}
	for {
		if err := s.draw(p, &d); err != nil {
			return p, fit.Found{}, err
		}
		if s.fits(d.data) && d.quality == ceiling {
			return p, fit.Found{Data: d.data, Quality: d.quality}, nil
		}
		size := len(d.data)
		if !d.thin && float64(size) > thinner*float64(s.req.Limit) {
			size = d.lighten()
		}
		aim := float64(size) * d.weights.at(medium) / d.weights.at(d.quality)
		if float64(size)*d.weights.at(floor)/d.weights.at(d.quality) <= float64(s.req.Limit) {
			found, err := s.search(p, d, size)
			if err != nil || found.Data != nil {
				return p, found, err
			}
			aim = 1.2 * float64(found.Smallest)
		}
		smaller, err := s.smaller(p, math.Pow(0.95*float64(s.req.Limit)/aim, 1/(2*density)))
		if err != nil {
			return p, fit.Found{}, err
		}
		p, d = smaller, draft{quality: medium, thin: d.thin}
	}
}

// draw encodes the picture as the draft says.
func (s *still) draw(p picture, d *draft) (err error) {
	if d.data, err = s.jpegOf(p, d.quality, d.thin); err != nil {
		return err
	}
	if s.fits(d.data) && d.quality == ceiling {
		return nil
	}
	var ok bool
	if d.weights, ok = weighDraft(d.data, d.quality); !ok {
		return job.Internal.Failf("libjpeg could not read what it wrote")
	}
	return nil
}

// lighten foretells from a draft with whole colour the size of one with thin colour, which is still to be drawn.
func (d *draft) lighten() int {
	whole := d.weights.at(d.quality)
	d.weights.thin()
	size := float64(len(d.data)) * d.weights.at(d.quality) / whole
	d.thin, d.data = true, nil
	return int(size)
}

// search looks for the best quality from a draft on, or from what its size is foretold to be.
func (s *still) search(p picture, d draft, size int) (fit.Found, error) {
	search := d.weights.search(s.req.Limit, floor)
	search.Start, search.First = d.quality, d.data
	if d.data == nil {
		search.Start = search.Guess(d.quality, size)
	}
	return search.Run(func(quality int) ([]byte, error) { return s.jpegOf(p, quality, d.thin) })
}

func (s *still) jpegOf(p picture, quality int, thin bool) ([]byte, error) {
	if err := given(s.ctx); err != nil {
		return nil, err
	}
	s.encodes++
	return encodeJPEG(p.Raster, quality, thin)
}
