package media

// OpusStream describes the headers, packets and pages of Opus in Ogg. Lengths are in samples at 48 kHz.
type OpusStream struct {
	// PreSkip counts the samples that are decoded and not played at the start.
	PreSkip int `json:"pre_skip"`
	// InputRate in Hz is what the header says the source was sampled at; 0 where it does not say.
	InputRate int `json:"input_rate,omitempty"`
	// Vendor is the encoder that the comment header names, and Comments how many entries follow.
	Vendor   string `json:"vendor,omitempty"`
	Comments int    `json:"comments,omitempty"`
	// Packets of sound, and how many of them hold three frames of 20 ms.
	Packets int `json:"packets,omitempty"`
	Triples int `json:"triples,omitempty"`
	// Samples of all packets.
	Samples int64 `json:"samples,omitempty"`
	// Timeline is nil where granule positions equal the samples of the packets, and where not every page was read.
	Timeline *OpusTimeline `json:"timeline,omitempty"`
}

// OpusTimeline says how the granule positions of pages differ from the samples of the packets up to them. Lengths are
// in samples at 48 kHz.
type OpusTimeline struct {
	// First is how much the granule position of the first page of sound is above its samples; negative below.
	First int64 `json:"first,omitempty"`
	// Largest is the offset that is furthest from 0, of all pages, and Page the number of its page from 0.
	Largest int64 `json:"largest,omitempty"`
	Page    int   `json:"page,omitempty"`
	// Missing counts pages on which packets end and that have no granule position.
	Missing int `json:"missing,omitempty"`
	// Stray counts pages that have a granule position though no packet ends on them, and headers whose position is not 0.
	Stray int `json:"stray,omitempty"`
}

// Join adds what a later part of the same track has.
func (o *OpusStream) Join(later *OpusStream) {
	if later == nil {
		return
	}
	o.Packets += later.Packets
	o.Triples += later.Triples
	o.Samples += later.Samples
	switch {
	case later.Timeline == nil:
	case o.Timeline == nil:
		o.Timeline = later.Timeline
	default:
		o.Timeline.join(later.Timeline)
	}
}

func (t *OpusTimeline) join(later *OpusTimeline) {
	if t.First >= 0 && (later.First < 0 || later.First > t.First) {
		t.First = later.First
	}
	if max(t.Largest, -t.Largest) < max(later.Largest, -later.Largest) {
		t.Largest, t.Page = later.Largest, later.Page
	}
	t.Missing += later.Missing
	t.Stray += later.Stray
}
