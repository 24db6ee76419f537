package isobmff

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/wamedia/wamedia/validate/probe/h264"
	"github.com/wamedia/wamedia/validate/probe/source"
)

const (
	// maxUnits bounds the NAL units whose headers are read of one file. An hour of video at 30 frames per second
	// takes 216,000.
	maxUnits = 1 << 19
	// maxSets bounds the distinct parameter sets that are kept.
	maxSets = 64
	// maxSetSize bounds the bytes of one that are read.
	maxSetSize = 4 << 10
	// maxRaw bounds the bytes of a sample without lengths that are searched for start codes.
	maxRaw = 1 << 20
)

// scan reads the slice types of an H.264 track, sample by sample.
type scan struct {
	r          *source.Reader
	budget     *int // NAL units that may still be read, of all tracks
	lengthSize int  // bytes of the length before each unit; 0 where start codes stand between units
	sets       []h264.SPS
	pictures   [256]bool // picture parameter sets by id
	brief      bool      // stop after the first sample where the parameter sets are proof enough

	read      int64 // samples read
	bad       int64 // of them, samples that decoders trip over
	problem   string
	bFrames   int
	exhausted bool
}

// newScan starts with the parameter sets of the configuration records.
func newScan(r *source.Reader, budget *int, entries []entry) *scan {
	s := &scan{r: r, budget: budget}
	for _, e := range entries {
		if e.avc == nil {
			continue
		}
		s.lengthSize = e.avc.LengthSize
		for _, unit := range e.avc.SPS {
			s.addSet(unit)
		}
		for _, unit := range e.avc.PPS {
			s.addPicture(unit)
		}
	}
	return s
}

func (s *scan) addSet(unit []byte) {
	if sps, ok := h264.ParseSPS(unit); ok && len(s.sets) < maxSets && !slices.Contains(s.sets, sps) {
		s.sets = append(s.sets, sps)
	}
}

func (s *scan) addPicture(unit []byte) {
	if id, _, ok := h264.ParsePPS(unit); ok {
		s.pictures[id] = true
	}
}

// proven tells that the parameter sets alone rule B-frames out.
func (s *scan) proven() bool {
	for _, sps := range s.sets {
		if !sps.NoBFrames() {
			return false
		}
	}
	return len(s.sets) > 0
}

// fields tells whether a sample may hold two pictures, one of each field.
func (s *scan) fields() bool {
	return slices.ContainsFunc(s.sets, func(sps h264.SPS) bool { return sps.Fields })
}

// add reads the samples of p.
func (s *scan) add(p piece) {
	for i := int64(0); i < p.n && p.size > 0; i++ {
		off := p.off + i*p.size
		s.exhausted = s.exhausted || s.r.Scarce()
		if s.finished() || off > s.r.Size()-p.size {
			return
		}
		s.sample(off, p.size)
	}
}

// finished tells that nothing is to be learnt from further samples.
func (s *scan) finished() bool {
	return s.exhausted || s.r.Err() != nil || s.brief && s.read > 0 && s.proven()
}

// sample reads the units of one sample until the type of its slices is known.
func (s *scan) sample(off, size int64) {
	s.read++
	s.spend(1)
	if s.lengthSize == 0 {
		s.rawSample(off, size)
		return
	}
	end, fields := off+size, s.fields()
	var found bool
	for pos := off; pos+int64(s.lengthSize) < end && !s.exhausted; {
		head := s.r.Bytes(pos, min(s.lengthSize+h264.SliceHead, int(min(end-pos, 1<<10))))
		if len(head) <= s.lengthSize {
			return // the reader failed
		}
		length, pastLength := int64(0), pos+int64(s.lengthSize)
		for _, b := range head[:s.lengthSize] {
			length = length<<8 | int64(b)
		}
		if length == 0 {
			s.fail(off, "a NAL unit of 0 bytes")
			return
		}
		if length > end-pastLength {
			s.fail(off, fmt.Sprintf("a NAL unit of %d bytes in a sample of %d", length, size))
			return
		}
		unit := head[s.lengthSize:min(int64(len(head)), int64(s.lengthSize)+length)]
		if s.unit(unit, pastLength, length, off, &found) && !fields {
			return
		}
		pos = pastLength + length
		s.spend(1)
	}
}

func (s *scan) spend(n int) {
	*s.budget -= n
	s.exhausted = *s.budget <= 0
}

// unit looks at one NAL unit that begins with head. It is true when nothing more is to be learnt of the picture.
func (s *scan) unit(head []byte, at, length, sample int64, found *bool) bool {
	switch h264.Type(head[0]) {
	case -1:
		s.fail(sample, "a NAL unit with its forbidden bit set")
		return true
	case h264.TypeSPS:
		s.spend(int(min(length, maxSetSize)) / h264.SliceHead)
		s.addSet(s.r.Bytes(at, int(min(length, maxSetSize))))
	case h264.TypePPS:
		s.addPicture(head)
	case h264.TypeSlice, h264.TypePartition, h264.TypeIDR:
		slice, ok := h264.ParseSlice(head)
		if !ok {
			s.fail(sample, "a slice header that no slice can have")
			return true
		}
		if !s.pictures[slice.PPS] {
			s.fail(sample, fmt.Sprintf("a slice that refers to the missing picture parameter set %d", slice.PPS))
			return true
		}
		if slice.B && !*found {
			s.bFrames++
			*found = true
		}
		return slice.Whole || *found
	}
	return false
}

// fail notes a sample that decoders trip over; the first one is described.
func (s *scan) fail(sample int64, what string) {
	if s.bad++; s.bad == 1 {
		s.problem = fmt.Sprintf("%s at byte %d", what, sample)
	}
}

// rawSample reads a sample whose units stand between start codes, as in a plain H.264 stream.
func (s *scan) rawSample(off, size int64) {
	data := append([]byte(nil), s.r.Bytes(off, int(min(size, maxRaw)))...)
	s.spend(len(data) / h264.SliceHead)
	pos := nextUnit(data, 0)
	if pos < 0 {
		s.fail(off, "a sample without any NAL unit")
		return
	}
	var found bool
	for pos >= 0 && !s.exhausted {
		next, end := nextUnit(data, pos), len(data)
		if next >= 0 {
			end = next - 3
		}
		if pos < end && s.unit(data[pos:end], off+int64(pos), int64(end-pos), off, &found) && !s.fields() {
			return
		}
		pos = next
		s.spend(1)
	}
}

// nextUnit is where the unit behind the next start code begins; -1 when there is none.
func nextUnit(data []byte, from int) int {
	i := bytes.Index(data[from:], []byte{0, 0, 1})
	if i < 0 {
		return -1
	}
	return from + i + 3
}
