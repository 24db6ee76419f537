package isobmff

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/icc"
	"github.com/wamedia/wamedia/validate/probe/source"
)

// describeImage turns a file of pictures into facts.
func (p *prober) describeImage() {
	p.facts.Container = p.container()
	if p.format == formatCR3 {
		p.describeRaw()
		return
	}
	picture := &media.Picture{Frames: 1}
	p.facts.Picture = picture
	sequence := slices.Contains([]string{"msf1", "hevc", "hevx", "hevm", "hevs", "avis", "avcs", "vvis"}, p.brands.major)
	if p.top.meta.found() {
		it := p.w.readItems(p.top.meta)
		p.describePrimary(picture, it)
		p.judgeItems(it)
	} else if !p.hasSequence() {
		p.judgeNoItems()
	}
	if p.movie != nil {
		p.describeSequence(picture)
	}
	p.label(imageLabel(p.brands, picture.Codec, sequence))
}

// describeRaw names Canon's raw format and takes the largest picture's size.
func (p *prober) describeRaw() {
	p.label(label{"image/x-canon-cr3", "Canon CR3 raw image", ".cr3", media.Image})
	picture := &media.Picture{Frames: 1, Codec: "raw", Color: "rgb"}
	p.facts.Picture = picture
	if p.movie == nil {
		p.judgeWithoutMovie()
		return
	}
	for _, t := range p.movie.tracks {
		for _, e := range t.entries {
			if saturate.Area(e.video.Width, e.video.Height) > saturate.Area(picture.Width, picture.Height) {
				picture.Width, picture.Height = e.video.Width, e.video.Height
			}
		}
	}
	p.judgeCut()
}

// describePrimary describes the picture that readers show.
func (p *prober) describePrimary(picture *media.Picture, it *items) {
	own := it.of(it.primary)
	picture.Codec = itemCodec(it.byID[it.primary].kind)
	turn := turn{}
	for _, property := range own {
		readProperty(picture, property, &turn)
	}
	picture.Orientation = turn.orientation()
	if picture.Codec == "" { // a grid or an overlay: the first tile says how all are coded
		if tile, ok := it.firstTile(); ok {
			p.describeTile(picture, it, tile)
		}
	}
	picture.Alpha = it.hasAlpha()
	if it.hasGainMap() {
		picture.Beside = append(picture.Beside, media.GainMap)
	}
	if picture.Color == "" && (picture.Width > 0 || picture.Codec != "") {
		picture.Color = "rgb"
	}
	picture.MetadataBytes += it.metadataBytes()
}

// describeTile takes the coding of a tile for the whole picture.
func (p *prober) describeTile(picture *media.Picture, it *items, id uint32) {
	tile := media.Picture{}
	for _, property := range it.of(id) {
		readProperty(&tile, property, &turn{})
	}
	picture.Codec, picture.Subsampling = itemCodec(it.byID[id].kind), tile.Subsampling
	if picture.Bits == 0 {
		picture.Bits = tile.Bits
	}
	if picture.Color == "" {
		picture.Color = tile.Color
	}
	picture.Primaries, picture.Transfer = cmp.Or(picture.Primaries, tile.Primaries), cmp.Or(picture.Transfer, tile.Transfer)
	if picture.ICC == "" {
		picture.ICC, picture.MetadataBytes = tile.ICC, tile.MetadataBytes
	}
}

// firstTile is the first picture that the primary one is put together from.
func (it *items) firstTile() (uint32, bool) {
	for from, to := range it.related("dimg") {
		if from == it.primary {
			return to, true
		}
	}
	return 0, false
}

// maxAuxiliary bounds the auxiliary pictures that are looked at: depth maps, mattes, gain maps and alpha.
const maxAuxiliary = 64

func (it *items) hasAlpha() bool {
	looked := 0
	for from, to := range it.related("auxl") {
		if to != it.primary {
			continue
		}
		if looked++; looked > maxAuxiliary {
			return false
		}
		if it.isAlpha(from) {
			return true
		}
	}
	return false
}

// hasGainMap reports whether there is a gain map: a tmap item of ISO 21496-1, or Apple's auxiliary picture.
func (it *items) hasGainMap() bool {
	for _, i := range it.byID {
		if i.kind == "tmap" {
			return true
		}
	}
	for _, p := range it.properties {
		if p.kind == "auxC" && bytes.Contains(p.body, []byte("hdrgainmap")) {
			return true
		}
	}
	return false
}

func (it *items) isAlpha(id uint32) bool {
	for _, property := range it.of(id) {
		if property.kind == "auxC" && len(property.body) > 4 {
			name, _, _ := bytes.Cut(property.body[4:], []byte{0})
			return bytes.HasSuffix(name, []byte(":alpha")) || string(name) == "urn:mpeg:hevc:2015:auxid:1"
		}
	}
	return false
}

// metadataBytes counts EXIF, XMP and thumbnails.
func (it *items) metadataBytes() int64 {
	var total int64
	for _, i := range it.byID {
		if i.kind == "Exif" || i.kind == "mime" || i.kind == "uri " {
			total = clipSum(total, i.bytes)
		}
	}
	for from := range it.related("thmb") {
		total = clipSum(total, it.byID[from].bytes)
	}
	return total
}

func itemCodec(kind string) string {
	switch kind {
	case "hvc1", "hev1", "lhv1":
		return "hevc"
	case "av01":
		return "av1"
	case "avc1":
		return "h264"
	case "vvc1":
		return "vvc"
	case "jpeg":
		return "jpeg"
	case "j2k1":
		return "jpeg2000"
	case "unci":
		return "uncompressed"
	}
	return ""
}

// readProperty reads one property of an item (ISO/IEC 23008-12, 6.5).
func readProperty(picture *media.Picture, property property, turn *turn) {
	c := source.NewCursor(property.body)
	switch property.kind {
	case "ispe":
		c.Skip(4)
		width, height := c.U32(), c.U32()
		picture.Width, picture.Height = int(min(width, math.MaxInt32)), int(min(height, math.MaxInt32))
	case "pixi":
		c.Skip(4)
		c.Skip(1) // channels; files of colour say 1
		picture.Bits = int(c.U8())
	case "clap":
		crop(picture, c)
	case "irot":
		turn.rotate(4 - int(c.U8()&3))
	case "imir":
		turn.mirror(c.U8()&1 == 1)
	case "colr":
		switch kind := string(c.Take(4)); kind {
		case "prof", "rICC":
			picture.ICC = icc.Space(property.body[4:])
			picture.MetadataBytes += int64(len(property.body) - 4)
		case "nclx":
			picture.Primaries, picture.Transfer = media.PrimariesOf(int(c.U16())), media.TransferOf(int(c.U16()))
		}
	case "hvcC", "av1C", "avcC", "vvcC":
		readCoding(picture, property)
	}
}

// crop takes the size of the clean aperture (ISO/IEC 14496-12, 12.1.4) for the picture's, as readers do.
func crop(picture *media.Picture, c *source.Cursor) {
	width, across, height, down := c.U32(), c.U32(), c.U32(), c.U32()
	if !c.OK() || across == 0 || down == 0 {
		return
	}
	w, h := int(width/across), int(height/down)
	if w > 0 && h > 0 && w <= picture.Width && h <= picture.Height {
		picture.Width, picture.Height = w, h
	}
}

// readCoding takes depth and subsampling from the configuration records that films have too.
func readCoding(picture *media.Picture, property property) {
	var e entry
	c := source.NewCursor(property.body)
	switch property.kind {
	case "hvcC":
		e.readHEVC(property.body)
	case "av1C":
		e.readAV1(c)
	case "vvcC":
		e.readVVC(c)
	case "avcC":
		e.readAVC(property.body)
		if e.avc != nil {
			t := track{entries: []entry{e}}
			describeH264(&e.video, t.sets(), false)
		}
	}
	if picture.Bits == 0 {
		picture.Bits = e.video.Bits
	}
	if picture.Subsampling = e.video.Chroma; picture.Subsampling == "4:0:0" {
		picture.Color = "gray"
	}
}
