package transcode

import (
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
)

// What is over the limit gets lighter at the least cost: what is dropped anyway, covers, data and second sounds, may be
// enough; else the sound is encoded, where that is; else the pictures.

const (
	// audioAsIs in bits per second is what a sound track may cost beside pictures that must shrink.
	audioAsIs = 160_000
	// audioBeside in bits per second is what encoded sound is given beside pictures that are kept, at least.
	audioBeside = 64_000
	// tableBytes is what a container takes for each second of pictures and sound, and tableBase for itself.
	tableBytes, tableBase = 1_000, 20_000
)

// over tells whether the file has more bytes than it may.
func (p Plan) over() bool { return p.forcedByAny(sizeRules()...) }

// lightened encodes what has to shrink of a film that is over the limit.
func (p Plan) lightened(f *media.Facts) Plan {
	switch left := p.leftForSound(f); {
	case left >= 0 && p.soundFits(f, left):
		return p
	case left >= audioBeside:
		p.Audio.Do, p.Audio.Codec = Encode, "aac"
		return p
	}
	p.Video.Do, p.Video.Codec = Encode, "h264"
	if p.Audio.Do == Keep && bitrate(&f.Audio[p.Audio.Index]) > audioAsIs {
		p.Audio.Do, p.Audio.Codec = Encode, "aac"
	}
	return p
}

// leftForSound is the rate in bits per second that kept pictures leave; below 0 where they leave none, or their size is
// not known.
func (p Plan) leftForSound(f *media.Facts) float64 {
	pictures := f.Video[p.Video.Index].Bytes
	if p.Video.Do != Keep || pictures == 0 || f.Seconds == nil || *f.Seconds <= 0 {
		return -1
	}
	return (float64(saturate.Add(p.Limit-tableBase, -pictures)) / *f.Seconds - tableBytes) * 8
}

// soundFits tells whether the sound as it is planned is known to be no more than left bits per second.
func (p Plan) soundFits(f *media.Facts, left float64) bool {
	switch p.Audio.Do {
	case Drop:
		return true
	case Encode:
		return left >= audioBeside
	}
	rate := bitrate(&f.Audio[p.Audio.Index])
	return rate > 0 && rate <= left
}

// lightAlone tells whether sound by itself is known to be under the limit.
func (p Plan) lightAlone(t *media.AudioTrack) bool {
	return t.Bytes > 0 && t.Seconds != nil && saturate.Add(t.Bytes, saturate.Add(tableBase, int64(saturate.Int(*t.Seconds*tableBytes)))) <= p.Limit
}

// bitrate of a track in bits per second; 0 when unknown.
func bitrate(t *media.AudioTrack) float64 {
	if t.Seconds == nil || *t.Seconds <= 0 {
		return 0
	}
	return float64(t.Bytes) * 8 / *t.Seconds
}
