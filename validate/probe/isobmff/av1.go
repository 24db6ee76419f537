package isobmff

import "github.com/wamedia/wamedia/validate/probe/bits"

// av1Transfer reads transfer_characteristics from the sequence header (AV1, 5.5) among the OBUs of a configuration
// record; 2 where it is not said.
func av1Transfer(obus []byte) int {
	const notSaid, sequenceHeader = 2, 1
	r := bits.New(obus)
	r.Skip(1)
	kind := r.U(4)
	extended, sized := r.Flag(), r.Flag()
	r.Skip(1)
	if extended {
		r.Skip(8)
	}
	for sized && r.Flag() { // leb128
		r.Skip(7)
	}
	if sized {
		r.Skip(7)
	}
	if !r.OK() || kind != sequenceHeader {
		return notSaid
	}
	profile := r.U(3)
	r.Skip(1)
	reduced := r.Flag()
	skipOperatingPoints(r, reduced)
	skipAV1Tools(r, reduced)
	high := r.Flag()
	if profile == 2 && high {
		r.Skip(1)
	}
	if profile != 1 {
		r.Skip(1)
	}
	if !r.Flag() {
		return notSaid
	}
	r.Skip(8)
	transfer := int(r.U(8))
	if !r.OK() {
		return notSaid
	}
	return transfer
}

// skipOperatingPoints passes over timing, decoder model and levels.
func skipOperatingPoints(r *bits.Reader, reduced bool) {
	if reduced {
		r.Skip(5)
		return
	}
	delay, model := 0, false
	if r.Flag() { // timing_info_present_flag
		r.Skip(64)
		if r.Flag() {
			r.UE()
		}
		if model = r.Flag(); model {
			delay = int(r.U(5)) + 1
			r.Skip(32 + 10)
		}
	}
	display := r.Flag()
	for range r.U(5) + 1 {
		r.Skip(12)
		if r.U(5) > 7 {
			r.Skip(1)
		}
		if model && r.Flag() {
			r.Skip(2*delay + 1)
		}
		if display && r.Flag() {
			r.Skip(4)
		}
	}
}

// skipAV1Tools passes over the size of frames and the coding tools.
func skipAV1Tools(r *bits.Reader, reduced bool) {
	width, height := int(r.U(4))+1, int(r.U(4))+1
	r.Skip(width + height)
	if !reduced && r.Flag() { // frame_id_numbers_present_flag
		r.Skip(7)
	}
	r.Skip(3)
	if !reduced {
		r.Skip(4)
		hinted := r.Flag()
		if hinted {
			r.Skip(2)
		}
		if r.Flag() || r.Flag() { // screen content tools: chosen per frame, or on
			if !r.Flag() {
				r.Skip(1)
			}
		}
		if hinted {
			r.Skip(3)
		}
	}
	r.Skip(3)
}
