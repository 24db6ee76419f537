package ffmpeg

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
	"github.com/wamedia/wamedia/transcode/job"
	"github.com/wamedia/wamedia/validate/media"
)

// Moment is what is seen of encoded pictures, and of their source, at one time.
type Moment struct {
	// Output is one picture that was made.
	Output job.View
	// Source lists the pictures of the source around that time, at least one.
	Source []job.View
}

const (
	// around is how many seconds of the source one picture of the output is looked for in. That picture is in the middle.
	around = 0.3
	// leastNear and mostNear bound how many frames of the source are looked at.
	leastNear, mostNear = 4, 20
	// opening in seconds is how far into the film the first moment is, where no key frame stands there: first pictures
	// are often black.
	opening = 1.0
	// slowest is the frame rate up to which, and below which, a frame may be shown for longer than around.
	slowest = 10
	// leading bounds the frames that come before those wanted: after a key frame there may be some that belong before it.
	leading = 16
)

// places of moments in a film of so many seconds, as shares of its length. Each costs as much as encoding ten frames or more:
// short films have few.
func places(seconds float64) []float64 {
	switch {
	case seconds < 20:
		return []float64{0.5}
	case seconds < 60:
		return []float64{0.3, 0.8}
	}
	return []float64{0.1, 0.5, 0.9}
}

// Moments shows the pictures of a source and those made of it at up to three moments, each squeezed to a square of so many
// pixels. They are decoded from the key frames of the source, so that the costs do not grow with the length. A source
// whose times say little after a jump is looked at near its beginning alone. Width and height are those of the output.
// Where either of the two cannot be decoded there are no moments.
func (e *Engine) Moments(ctx context.Context, j Job, width, height, side int) ([]Moment, error) {
	c, ok := newComparison(j, float64(width)/float64(max(1, height)), side)
	if !ok {
		return nil, nil
	}
	if err := e.placeMoments(ctx, &c); err != nil {
		return nil, ctx.Err()
	}
	args, err := c.args()
	if err != nil {
		return nil, err
	}
	var raw bytes.Buffer
	if err := e.run(ctx, args, &raw, process.Limits{}); err != nil {
		return nil, ctx.Err()
	}
	return c.moments(raw.Bytes()), nil
}

// comparison shows pictures of a source beside those of an output.
type comparison struct {
	source, output source
	pictures       pictures // of the source
	ratio          float64  // width to height of the output
	side           int      // of the views
	seconds        float64  // that the source plays; 0 when unknown
	at             []moment
}

// moment is where one picture is looked for, in seconds from the start of the file.
type moment struct {
	// sought is where the demuxer is sent, key where it arrives, and from where the pictures are wanted.
	sought, key, from float64
}

func newComparison(j Job, ratio float64, side int) (comparison, bool) {
	v := j.Plan.Video
	if v.Index >= len(j.Facts.Video) {
		return comparison{}, false
	}
	t := j.Facts.Video[v.Index]
	s, err := newSource(j.Source, &j.Facts)
	if err != nil {
		return comparison{}, false
	}
	s.decoder = alphaDecoder(&t)
	return comparison{
		source: s, output: source{path: j.Output, demuxer: demuxerOfOutput(j.Plan.MIME)},
		pictures: pictures{do: v.Do, index: v.Index + t.Before, track: t, background: colorOf(j.Plan.Options.Background)},
		ratio:    ratio, side: side, seconds: secondsOf(&j.Facts),
	}, true
}

// sparse reports whether a frame may be shown for so long that the next one comes much later.
func sparse(t *media.VideoTrack) bool { return t.VariableRate || t.FrameRate <= slowest }

// near is how many frames of the source are looked at.
func (c *comparison) near() int {
	fps := cmp.Or(c.pictures.track.UsualRate, c.pictures.track.FrameRate)
	if !(fps > 0) {
		return mostNear
	}
	return min(mostNear, max(leastNear, saturate.Int(math.Ceil(around*fps))))
}

// placeMoments finds the key frames that moments begin with.
func (e *Engine) placeMoments(ctx context.Context, c *comparison) error {
	if !slices.Contains([]string{"mov", "matroska", "avi"}, c.source.demuxer) || c.seconds <= 0 {
		c.add(opening, 0)
		return nil
	}
	args, err := c.keyArgs()
	if err != nil {
		return err
	}
	keys := make(keyTimes, len(places(c.seconds)))
	if err := e.run(ctx, args, &lines{each: keys.line}, process.Limits{Wall: readTime}); err != nil {
		return err
	}
	for i, place := range places(c.seconds) {
		if at := place * c.seconds; keys[i].known {
			c.add(at, max(0, at+keys[i].seconds()))
		}
	}
	return nil
}

// add adds the moment after the key frame that is found from a time on, unless it is there already. Near the beginning
// nothing is sought.
func (c *comparison) add(sought, key float64) {
	m := moment{sought: sought, key: key, from: key}
	if key < opening {
		m = moment{}
		if !sparse(&c.pictures.track) {
			m.from = max(key, min(c.seconds/2, opening))
		}
	}
	if n := len(c.at); n == 0 || m.from > c.at[n-1].from+around {
		c.at = append(c.at, m)
	}
}

// keyTime is when a key frame is shown, in ticks after the time that was sought.
type keyTime struct {
	tick  float64
	shown int64
	known bool
}

func (k keyTime) seconds() float64 { return k.tick * float64(k.shown) }

// keyTimes are those of each place.
type keyTimes []keyTime

// line reads one line of ffmpeg's list of packets.
func (k keyTimes) line(line string) {
	var stream int
	var a, b float64
	if n, _ := fmt.Sscanf(line, "#tb %d: %g/%g", &stream, &a, &b); n == 3 && stream >= 0 && stream < len(k) && b > 0 {
		k[stream].tick = a / b
	}
	p, ok := readPacket(line)
	if ok && p.stream >= 0 && p.stream < int64(len(k)) && p.decoded != noTime && p.shown != noTime && !k[p.stream].known {
		k[p.stream].shown, k[p.stream].known = p.shown, true
	}
}

// sought opens the source at the key frame before a time, with more options if there are any.
func (c *comparison) sought(seconds float64, more ...ffmpeg.KwArgs) *ffmpeg.Stream {
	if seconds > 0 {
		more = append(more, ffmpeg.KwArgs{"ss": number(seconds), "noaccurate_seek": ""})
	}
	in := c.source.input(1, more...)
	return in.Get(fmt.Sprintf("V:%d", c.pictures.index))
}

// keyArgs lists the packets from the key frame before each place on. The number of packets cannot be bounded, as the first
// stream that has so many ends the run, but the time can.
func (c *comparison) keyArgs() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		var all []*ffmpeg.Stream
		for _, place := range places(c.seconds) {
			all = append(all, c.sought(place*c.seconds, ffmpeg.KwArgs{"t": 0.001}))
		}
		return ffmpeg.Output(all, "pipe:1", ffmpeg.KwArgs{"c": "copy", "f": "framecrc"})
	})
}

// args gives all views one after another, each with its number in one more row: twice that of its moment, and one more for
// the output.
func (c *comparison) args() ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		var all []*ffmpeg.Stream
		for i, m := range c.at {
			source := c.around(c.pictures.deinterlaced(c.sought(m.sought)), m)
			made := c.output.input(1, ffmpeg.KwArgs{"ss": number(m.from + around/2)}).Get("V:0").
				Filter("trim", nil, ffmpeg.KwArgs{"end_frame": 1})
			all = append(all, c.numbered(c.bordered(source), 2*i), c.numbered(c.squeezed(made), 2*i+1))
		}
		return ffmpeg.Concat(all, ffmpeg.KwArgs{"n": len(all)}).Output("pipe:1", ffmpeg.KwArgs{
			"f": "rawvideo", "pix_fmt": "rgba", "fps_mode": "passthrough", "map_metadata": "-1",
		})
	})
}

// around gives the frames that are wanted of a moment. None are given where what the container calls a key frame is none.
func (c *comparison) around(v *ffmpeg.Stream, m moment) *ffmpeg.Stream {
	const early = 0.001 // by rounding
	wanted := fmt.Sprintf("gte(t,%.4f)", m.from-m.sought-early)
	if m.sought > 0 {
		wanted += "*if(selected_n,1,not(eq(pict_type,P)+eq(pict_type,B)))"
	}
	before := saturate.Int(math.Ceil((m.from - m.key) * max(0, c.pictures.track.FrameRate)))
	return v.Filter("trim", nil, ffmpeg.KwArgs{"end_frame": leading + before + c.near()}).
		Filter("select", nil, ffmpeg.KwArgs{"expr": "'" + wanted + "'"}).
		Filter("trim", nil, ffmpeg.KwArgs{"end_frame": c.near()})
}

// bordered gives the pictures of the source the shape of the output, and squeezes them.
func (c *comparison) bordered(v *ffmpeg.Stream) *ffmpeg.Stream {
	t := c.pictures.track
	if t.Alpha {
		v = onBackground(v, c.pictures.background)
	}
	same := fmt.Sprintf("lt(abs(dar/%g-1),0.03)", c.ratio)
	v = v.Filter("pad", nil, ffmpeg.KwArgs{
		"w": fmt.Sprintf("'if(%s,iw,max(iw,ih*%g/sar))'", same, c.ratio), "h": fmt.Sprintf("'if(%s,ih,max(ih,iw*sar/%g))'", same, c.ratio),
		"x": "(ow-iw)/2", "y": "(oh-ih)/2",
	})
	switch {
	case t.Transfer == "pq" || t.Transfer == "hlg":
		return toneMapped(v, t.Transfer, ffmpeg.KwArgs{"w": c.side, "h": c.side})
	case t.Alpha || t.Chroma == "rgb":
		return v.Filter("scale", nil, ffmpeg.KwArgs{"w": c.side, "h": c.side, "flags": "area"})
	}
	return c.squeezed(v)
}

// squeezed makes small squares by the means of areas. Whatever matrix pictures name, BT.709 is taken for all, as only
// their luminance is compared, which an encoder keeps as it is.
func (c *comparison) squeezed(v *ffmpeg.Stream) *ffmpeg.Stream {
	return v.Filter("scale", nil, ffmpeg.KwArgs{"w": c.side, "h": c.side, "flags": "area", "in_color_matrix": "bt709"})
}

// numbered adds a row that holds a number.
func (c *comparison) numbered(v *ffmpeg.Stream, n int) *ffmpeg.Stream {
	return v.Filter("format", ffmpeg.Args{"rgba"}).Filter("setsar", ffmpeg.Args{"1"}).Filter("setpts", ffmpeg.Args{"N/25/TB"}).
		Filter("pad", nil, ffmpeg.KwArgs{"w": c.side, "h": c.side + 1, "x": 0, "y": 0, "color": fmt.Sprintf("0x%02x0000", n)})
}

// moments reads what args gives. A moment without one of the two is left out.
func (c *comparison) moments(raw []byte) []Moment {
	all := make([]Moment, len(c.at))
	size := 4 * c.side * c.side
	for view := range slices.Chunk(raw, size+4*c.side) {
		if len(view) < size+4*c.side {
			break
		}
		n := int(view[size])
		shown := job.View{Side: c.side, Pix: view[:size:size]}
		if m := &all[min(n/2, len(all)-1)]; n%2 == 0 {
			m.Source = append(m.Source, shown)
		} else {
			m.Output = shown
		}
	}
	return slices.DeleteFunc(all, func(m Moment) bool { return len(m.Source) == 0 || m.Output.Side == 0 })
}
