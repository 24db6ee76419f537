package media

import "fmt"

// Facts say what a file is, whatever it is called. A nil pointer means "not known", which differs from zero:
// Undecided then says why.
type Facts struct {
	// Size of the file in bytes.
	Size int64 `json:"size"`
	// MIME is the true type without parameters: "video/mp4".
	MIME string `json:"mime"`
	// Name is what a person calls it: "HEIC image", "Ogg audio (Vorbis)".
	Name string `json:"name"`
	// Extension is the usual one for MIME, with its dot: ".heic". Empty when there is none.
	Extension string `json:"extension,omitempty"`
	// Kind is what the type is sent as by its nature; Other when no message takes it.
	Kind Kind `json:"kind"`

	Container *Container    `json:"container,omitempty"`
	Picture   *Picture      `json:"picture,omitempty"`
	Video     []VideoTrack  `json:"video,omitempty"`
	Audio     []AudioTrack  `json:"audio,omitempty"`
	Other     []OtherTrack  `json:"other_tracks,omitempty"`
	Document  *DocumentInfo `json:"document,omitempty"`

	// Seconds the file plays; nil when it does not play or cannot be known.
	Seconds *float64 `json:"seconds,omitempty"`
	// Damage lists what is broken or missing, in the order found.
	Damage []Damage `json:"damage,omitempty"`
	// Trailing counts the bytes after the end of the format's own data.
	Trailing int64 `json:"trailing,omitempty"`
	// Second names other formats that the same bytes also are: "HTML", "ZIP archive".
	Second []string `json:"second,omitempty"`
	// Undecided maps a fact that could not be read ("b-frames") to the reason.
	Undecided map[string]string `json:"undecided,omitempty"`
}

// Undecide notes that a fact could not be read, and why.
func (f *Facts) Undecide(fact, why string) {
	if f.Undecided == nil {
		f.Undecided = map[string]string{}
	}
	f.Undecided[fact] = why
}

// Damaged notes something broken or missing.
func (f *Facts) Damaged(d Damage) { f.Damage = append(f.Damage, d) }

// Damagef notes something broken or missing, with a detail as fmt.Sprintf writes it.
func (f *Facts) Damagef(kind DamageKind, format string, args ...any) {
	f.Damaged(Damage{Kind: kind, Detail: fmt.Sprintf(format, args...)})
}

// Unread notes that reading the file stopped with err. What looked damaged may only be what was not read, so it is
// taken back and damage is left undecided. A nil err changes nothing.
func (f *Facts) Unread(err error) {
	if err == nil {
		return
	}
	f.Damage = nil
	f.Undecide("damage", err.Error())
}

// Unfinished notes that reading the file stopped with err before its end. Beside what Unread takes back, nothing is known
// of what is counted or summed up over the whole file.
func (f *Facts) Unfinished(err error) {
	f.Unread(err)
	f.Undecide("structure", err.Error())
	f.Undecide("duration", err.Error())
	f.Seconds, f.Trailing = nil, 0
	for i := range f.Video {
		t := &f.Video[i]
		t.Seconds, t.Frames, t.FrameRate, t.Bytes = nil, 0, 0, 0
		if t.BFrames != nil && *t.BFrames == 0 {
			t.BFrames = nil
			f.Undecide("b-frames", err.Error())
		}
	}
	for i := range f.Audio {
		t := &f.Audio[i]
		t.Seconds, t.Bytes, t.Cut, t.CutAt = nil, 0, 0, 0
	}
}

// Container describes a file that holds tracks.
type Container struct {
	// Format is the short name of the container: mp4, quicktime, 3gpp, matroska, webm, ogg, avi, asf, mpegts.
	Format string `json:"format"`
	// Brand and Brands are the major and compatible brands of an ISO base media file.
	Brand  string   `json:"brand,omitempty"`
	Brands []string `json:"brands,omitempty"`
	// MoovFirst tells whether moov stands before the first mdat (ISO base media only).
	MoovFirst *bool `json:"moov_first,omitempty"`
	// Fragmented is true where samples stand in movie fragments (moof).
	Fragmented bool `json:"fragmented,omitempty"`
	// EditLists is true where an edit list does more than start every track at zero.
	EditLists bool `json:"edit_lists,omitempty"`
	// Chained is true for Ogg files of several streams in a row.
	Chained bool `json:"chained,omitempty"`
	// CoverArt is true where a picture is embedded as metadata or an attached track.
	CoverArt bool `json:"cover_art,omitempty"`
}

// Picture describes a still or animated image.
type Picture struct {
	// Width and Height in pixels as stored, before Orientation is applied. For animations, the canvas.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Bits per channel as stored: 1, 2, 4, 8, 10, 12, 16. For palettes, bits per index. 0 when unknown.
	Bits int `json:"bits,omitempty"`
	// Color is the model as stored: rgb, gray, palette, cmyk, ycck, lab. YCbCr counts as rgb. Empty when unknown.
	Color string `json:"color,omitempty"`
	// Alpha is true where pixels may be transparent (alpha channel, tRNS, or a transparent index).
	Alpha bool `json:"alpha,omitempty"`
	// Transparent says whether any pixel is; nil where the pixels were not looked at.
	Transparent *bool `json:"transparent,omitempty"`
	// Codec names the coding: baseline, progressive, lossless, arithmetic, lossy, deflate, hevc, av1, lzw …
	Codec string `json:"codec,omitempty"`
	// Subsampling of chroma where the format has it: 4:4:4, 4:2:2, 4:2:0.
	Subsampling string `json:"subsampling,omitempty"`
	// Interlaced is true for Adam7 PNG, interlaced GIF and progressive JPEG.
	Interlaced bool `json:"interlaced,omitempty"`
	// Scans counts the scans that a JPEG is coded in, where decoders read more than one; else 0.
	Scans int `json:"scans,omitempty"`
	// Orientation is the EXIF orientation 1..8; 0 when the file has none.
	Orientation int `json:"orientation,omitempty"`
	// ICC is the colour space of the embedded profile (RGB, CMYK, GRAY); empty when there is none.
	ICC string `json:"icc,omitempty"`
	// Transfer is pq or hlg for high dynamic range; empty for standard range or when the file does not say.
	Transfer string `json:"transfer,omitempty"`
	// Primaries is display-p3 or bt2020 where the header names these by number; empty for those of sRGB, where an ICC
	// profile counts instead, and where the file does not say.
	Primaries string `json:"primaries,omitempty"`
	// Beside lists what the file holds beside the picture, and a converted picture does not: GainMap, MotionFilm.
	Beside []string `json:"beside,omitempty"`
	// Contradiction says how the flags of a WebP header contradict its pictures; empty where they do not.
	Contradiction string `json:"contradiction,omitempty"`
	// EndAt is where the end marker belongs, in bytes, where that alone is missing of a picture; else 0.
	EndAt int64 `json:"end_at,omitempty"`
	// MetadataBytes counts bytes that are not the picture: EXIF, XMP, ICC, comments, thumbnails.
	MetadataBytes int64 `json:"metadata_bytes,omitempty"`
	// Frames is 1 for a still.
	Frames int `json:"frames,omitempty"`
	// FrameMS lists how long players show each frame of an animation, in milliseconds. StoredMS lists the times that the
	// file stores; nil where they are the same. Of very many frames both list the first, and MoreFrames sums up the
	// others; else that is nil.
	FrameMS    []int     `json:"frame_ms,omitempty"`
	StoredMS   []int     `json:"stored_ms,omitempty"`
	MoreFrames *FrameSum `json:"more_frames,omitempty"`
	// EqualFrames is true where a deep probe saw that all frames of an animation show the same picture.
	EqualFrames bool `json:"equal_frames,omitempty"`
	// SSIM is how like its source a picture looks that was made here, 0 to 1; nil where no source is known.
	SSIM *float64 `json:"ssim,omitempty"`
	// Loop is how often an animation plays; 0 is for ever.
	Loop *int `json:"loop,omitempty"`
}

// VideoTrack describes one stream of moving pictures.
type VideoTrack struct {
	// Codec by its usual name: h264, hevc, vp8, vp9, av1, vvc, mpeg4, h263, mjpeg, prores, png …
	Codec string `json:"codec"`
	// Profile by name: "Constrained Baseline", "Baseline", "Main", "Extended", "High", "High 10" …
	Profile string `json:"profile,omitempty"`
	// Level times ten, as H.264 writes it: 31 is level 3.1.
	Level int `json:"level,omitempty"`
	// Chroma is the chroma format: 4:0:0, 4:2:0, 4:2:2, 4:4:4, or rgb.
	Chroma string `json:"chroma,omitempty"`
	// Bits per sample of luma.
	Bits int `json:"bits,omitempty"`
	// Width and Height in pixels after cropping, before Rotation.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// PixelAspect is the sample aspect ratio width:height; 0 when unknown, 1 for square pixels.
	PixelAspect float64 `json:"pixel_aspect,omitempty"`
	// Rotation in degrees clockwise that a player must apply: 0, 90, 180, 270.
	Rotation int `json:"rotation,omitempty"`
	// Interlaced is true where the stream may hold fields.
	Interlaced bool `json:"interlaced,omitempty"`
	// Transfer is pq or hlg for high dynamic range, sdr where the stream says so, empty when unknown.
	Transfer string `json:"transfer,omitempty"`
	// Untagged tells whether nothing says how the colours are coded; nil when that is not known.
	Untagged *bool `json:"untagged,omitempty"`
	// Alpha is true where the stream carries transparency.
	Alpha bool `json:"alpha,omitempty"`
	// BFrames counts pictures that hold bi-predicted slices; nil when undecided.
	BFrames *int `json:"b_frames,omitempty"`
	// Frames counts samples.
	Frames int `json:"frames,omitempty"`
	// FrameRate in frames per second, on average.
	FrameRate float64 `json:"frame_rate,omitempty"`
	// VariableRate is true where samples last differently (the last one aside).
	VariableRate bool `json:"variable_rate,omitempty"`
	// UsualRate in frames per second is that of most samples where the rate is variable; 0 else, and when unknown.
	UsualRate float64 `json:"usual_rate,omitempty"`
	// Seconds the track plays.
	Seconds *float64 `json:"seconds,omitempty"`
	// Bytes of all samples; 0 when unknown.
	Bytes int64 `json:"bytes,omitempty"`
	// Encrypted is true for protected streams; Codec is then the original format where it is said.
	Encrypted bool `json:"encrypted,omitempty"`
	// Default is true where the file marks the track as the one to show, and Disabled where it is not to be shown.
	Default  bool `json:"default,omitempty"`
	Disabled bool `json:"disabled,omitempty"`
	// Before counts the streams of pictures that stand before this one and are not listed, such as auxiliary pictures.
	// Demuxers count them.
	Before int `json:"before,omitempty"`
}

// AudioTrack describes one stream of sound.
type AudioTrack struct {
	// Codec by its usual name: aac, mp3, mp2, opus, vorbis, flac, speex, amr-nb, amr-wb, alac, ac-3, pcm …
	Codec string `json:"codec"`
	// Profile by name where the codec has any: LC, HE, HE v2, ELD, xHE …
	Profile string `json:"profile,omitempty"`
	// Channels that are decoded; 0 when unknown.
	Channels int `json:"channels,omitempty"`
	// SampleRate in Hz; 0 when unknown.
	SampleRate int `json:"sample_rate,omitempty"`
	// Seconds the track plays, priming and padding left out where the container says so.
	Seconds *float64 `json:"seconds,omitempty"`
	// Bytes of all frames; 0 when unknown.
	Bytes int64 `json:"bytes,omitempty"`
	// Cut counts the bytes of a last frame whose end is missing, and CutAt is where in the track it would begin, in
	// seconds. They are 0 where the last frame is whole, or containers say where frames end.
	Cut   int64   `json:"cut,omitempty"`
	CutAt float64 `json:"cut_at,omitempty"`
	// Default is true for the track that players take.
	Default bool `json:"default,omitempty"`
	// Encrypted is true for protected streams.
	Encrypted bool `json:"encrypted,omitempty"`
	// GranuleSeconds is how long the track plays by the granule positions of its Ogg pages, where that differs from
	// Seconds, which its packets play.
	GranuleSeconds *float64 `json:"granule_seconds,omitempty"`
	// Opus describes a stream of Opus in Ogg; nil for all else.
	Opus *OpusStream `json:"opus,omitempty"`
}

// OtherTrack is a track of neither pictures nor sound.
type OtherTrack struct {
	// Kind is text, data, timecode, hint, image or metadata.
	Kind string `json:"kind"`
	// Codec is the sample entry or codec name as the file writes it.
	Codec string `json:"codec,omitempty"`
}

// DocumentInfo describes a document.
type DocumentInfo struct {
	// Encoding of plain text: us-ascii, utf-8, utf-16le, utf-16be, utf-32, windows-1252, what an XML declaration says of
	// other bytes above 127, or 8bit where nothing tells.
	Encoding string `json:"encoding,omitempty"`
	// Markup is what plain text looks like: csv, json, xml, html, markdown. Empty for prose.
	Markup string `json:"markup,omitempty"`
	// Lottie is true where JSON describes an animation.
	Lottie bool `json:"lottie,omitempty"`
	// Encrypted is true where the content is encrypted.
	Encrypted bool `json:"encrypted,omitempty"`
	// OpensFreely is true where an encrypted document opens without a password: one is needed only to print or change it.
	OpensFreely bool `json:"opens_freely,omitempty"`
	// Macros is true where the document carries code.
	Macros bool `json:"macros,omitempty"`
}

// Damage is one thing that is broken or missing.
type Damage struct {
	Kind DamageKind `json:"kind"`
	// Detail says what, in words for the user: "mdat ends 1204 bytes after the end of the file".
	Detail string `json:"detail"`
}

// SetAudio makes t the one track of an audio file, and its duration the file's.
func (f *Facts) SetAudio(t AudioTrack) {
	t.Default = true
	f.Audio, f.Seconds = []AudioTrack{t}, t.Seconds
}
