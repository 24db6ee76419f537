//go:build vips && cgo

package vips

import (
	"math"

	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/transcode/sizesearch"
)

const (
	// floor is the JPEG quality below which fewer pixels look better than coarser ones, and medium the one that fewer
	// pixels are aimed at.
	floor  = 50
	medium = 65
	// thinner is how much too heavy a JPEG of quality 90 is whose colour is then stored at a quarter of the pixels.
	// Nearer to the limit that would leave room unused.
	thinner = 1.6
	// hopeful is how much more than the limit is foretold of a picture that is tried at the ceiling all the same.
	hopeful = 1.1
	// density is the power of the number of pixels that sizes grow with: smaller pictures have more detail for each.
	density = 0.75
)

// draft is an encode that foretells others.
type draft struct {
	quality int
	thin    bool // colour at a quarter of the pixels
	data    []byte
	size    int // of the data, or what is foretold of it where there is none
	weights weights
}

// jpeg finds the best quality within the limit, and makes the picture smaller where no decent one is.
func (s *still) jpeg(p picture) (picture, sizesearch.Found, error) {
	d, err := s.first(p)
	for {
		if err != nil || d.data != nil && s.fits(d.data) && d.quality == ceiling {
			return p, sizesearch.Found{Data: d.data, Quality: d.quality}, err
		}
		if !d.thin && float64(d.size) > s.thinner()*float64(s.req.Limit) {
			d.lighten()
		}
		aim := float64(d.size) * d.weights.at(medium) / d.weights.at(d.quality)
		if float64(d.size)*d.weights.at(floor)/d.weights.at(d.quality) <= float64(s.req.Limit) {
			found, err := s.search(p, d)
			if err != nil || found.Data != nil {
				return p, found, err
			}
			aim = 1.2 * float64(found.Smallest)
		}
		if p, err = s.smaller(p, math.Pow(0.95*float64(s.req.Limit)/aim, 1/(2*density))); err == nil {
			d, err = s.medium(p, d.thin)
		}
	}
}

// first is the picture at the ceiling, if it may fit so, or what a part of it foretells.
func (s *still) first(p picture) (draft, error) {
	d := draft{quality: ceiling}
	if part, ok := p.sample(trialRows); ok {
		share := float64(part.Height) / float64(p.Height)
		if err := s.draw(part, &d, standard); err != nil {
			return d, err
		}
		s.encodes-- // of a part
		d.size = int(float64(d.size) / share)
		if float64(d.size) > hopeful*float64(s.req.Limit) {
			return d, d.foretell(1 / share)
		}
	}
	c := standard
	if p.Width*p.Height < sampled {
		c = own // codes are much of a small file
	}
	err := s.draw(p, &d, c)
	switch {
	case err != nil || s.fits(d.data):
		return d, err
	case c == own:
		return d, d.weigh()
	}
	return d, d.foretell(1)
}

// medium is the picture at a quality that it should fit with, as its size was chosen for that.
func (s *still) medium(p picture, thin bool) (draft, error) {
	d := draft{quality: medium, thin: thin}
	if err := s.draw(p, &d, own); err != nil {
		return d, err
	}
	return d, d.weigh()
}

// draw encodes the picture as the draft says.
func (s *still) draw(p picture, d *draft, c codes) (err error) {
	d.data, err = s.jpegOf(p, d.quality, d.thin, c)
	d.size = len(d.data)
	if c == standard {
		d.size = int(float64(d.size) / huffman)
	}
	return err
}

// weigh learns from the draft's data what others would take.
func (d *draft) weigh() error {
	var ok bool
	if d.weights, ok = weighDraft(d.data, d.quality); !ok {
		return job.Internal.Failf("libjpeg could not read what it wrote")
	}
	return nil
}

// foretell is for data that is not for use: it is of a part, to which the whole is some times, or has codes not its own.
func (d *draft) foretell(times float64) error {
	err := d.weigh()
	d.weights.scale(times)
	d.data = nil
	return err
}

// thinner is how much too heavy a JPEG of quality 90 is whose colour is then stored at a quarter of the pixels: where it was
// so in the source, nothing is lost.
func (s *still) thinner() float64 {
	if s.req.Picture.Subsampling == "4:2:0" {
		return hopeful
	}
	return thinner
}

// lighten foretells from a draft with whole colour the size of one with thin colour, which is still to be drawn.
func (d *draft) lighten() {
	whole := d.weights.at(d.quality)
	d.weights.thin()
	d.size = int(float64(d.size) * d.weights.at(d.quality) / whole)
	d.thin, d.data = true, nil
}

// search looks for the best quality from a draft on, or from what its size is foretold to be.
func (s *still) search(p picture, d draft) (sizesearch.Found, error) {
	search := d.weights.search(s.req.Limit, floor)
	search.Start, search.First = d.quality, d.data
	if d.data == nil {
		search.Start = search.Guess(d.quality, d.size)
	}
	return search.Run(func(quality int) ([]byte, error) { return s.jpegOf(p, quality, d.thin, own) })
}

func (s *still) jpegOf(p picture, quality int, thin bool, c codes) ([]byte, error) {
	if err := given(s.ctx); err != nil {
		return nil, err
	}
	s.encodes++
	return encodeJPEG(p.Raster, quality, thin, c)
}
