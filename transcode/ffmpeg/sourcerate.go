package ffmpeg

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/transcode"
)

// sourceRate is what an H.264 source that is under the limit spends on its pictures. What its encoder left out cannot be
// won back, so that the output takes little more.
type sourceRate struct {
	// bytes of the pictures, and how many frames they are, of which not more than longestZones are counted.
	bytes  int64
	frames int
	// factor is the constant rate factor that x264 wrote into the stream; 0 where there is none.
	factor float64
	// zones say which pictures of the output are quantised coarser, in x264's words: those that are B-pictures in the
	// source, which has less detail there. The pictures between them are referred to, and get the bits.
	zones string
}

const (
	// mostOfSource is the share of the source's bytes that its pictures may take once encoded without B-frames, and
	// aimOfSource that for which a second pass plans.
	mostOfSource = 1.345
	aimOfSource  = 1.325
	// coarse is the rate factor of sources from which an encode needs a preset that saves more bytes.
	coarse = 25
	// finer is by how much the rate factor of the output is lower than that of its source, and coarseFiner the same for
	// coarse ones. Most films come to 0.9 to 1.33 times the source's bytes.
	finer, coarseFiner = 2.8, 5.8
	// finest is the lowest rate factor that is used for sources that fit.
	finest = 18
	// plainShare and pyramidShare are the rates of pictures that were B-pictures in the source, relative to others. Some
	// of these are referred to. With 0.5 films of little motion get better, and those of noise worse.
	plainShare, pyramidShare = 0.6, 0.7
	// longestZones in bytes bounds what zones take of a command line.
	longestZones = 16 << 10
	// savingPreset saves bytes as medium does, in a little less time. It is for films of up to so many pixels.
	savingPreset = "fast"
	savingPixels = 1e9
	// lookahead in pictures is how far ahead x264 looks for what is referred to, instead of 10 with preset veryfast.
	lookahead = 30
)

// withSourceRate bounds the pictures of a recipe by what those of its source take, where that is coded with the same
// means and shown at the same size.
func (e *Engine) withSourceRate(ctx context.Context, r recipe) recipe {
	if !r.nearsSource() {
		return r
	}
	held, err := e.sourceRate(ctx, r)
	if err != nil || held.bytes == 0 {
		return r // nothing is known of it, and nothing depends on that but the size
	}
	r.pictures.held = &held
	r.pictures.pass, r.pictures.stats = 1, r.output
	return r
}

func (r recipe) nearsSource() bool {
	p := &r.pictures
	return p.do == transcode.Encode && p.track.Codec == "h264" && !p.best && !p.hasty && !p.shape.resample && p.hold == 0 && p.times == nil &&
		p.track.Frames != 1 && r.sourceSize <= r.limit &&
		p.shape.pixels() > 0.9*float64(p.track.Width)*float64(p.track.Height)
}

// sourceRate lists the packets of the pictures.
func (e *Engine) sourceRate(ctx context.Context, r recipe) (sourceRate, error) {
	args, err := packetArgs(r.source, "V:"+strconv.Itoa(r.pictures.index))
	if err != nil {
		return sourceRate{}, err
	}
	var order codedOrder
	if err := e.run(ctx, args, &lines{each: order.line}, process.Limits{Wall: readTime, Memory: soundMemory()}); err != nil {
		return sourceRate{}, err
	}
	factor, err := rateFactor(r.source.path)
	return sourceRate{bytes: order.bytes, frames: len(order.shown), factor: factor, zones: order.zones()}, err
}

// codedOrder holds when pictures are shown, in the order in which they are coded.
type codedOrder struct {
	bytes int64
	shown []int64
}

// line reads one line of ffmpeg's list of packets.
func (c *codedOrder) line(line string) {
	p, ok := readPacket(line)
	if !ok {
		return
	}
	c.bytes += max(0, p.size)
	if len(c.shown) <= longestZones {
		c.shown = append(c.shown, p.shown)
	}
}

// shares gives for each picture, in the order of display, its rate relative to that of others. A picture that is shown
// before one that was coded earlier is a B-picture, and one that another such picture is shown before is referred to.
func (c *codedOrder) shares() []float64 {
	type picture struct {
		shown int64
		share float64
	}
	all := make([]picture, len(c.shown))
	latest := int64(math.MinInt64)
	for i, shown := range c.shown {
		all[i] = picture{shown, 1}
		switch {
		case shown > latest:
			latest = shown
		case i+1 < len(c.shown) && c.shown[i+1] < shown:
			all[i].share = pyramidShare
		default:
			all[i].share = plainShare
		}
	}
	slices.SortFunc(all, func(a, b picture) int { return int(min(1, max(-1, a.shown/2-b.shown/2))) })
	shares := make([]float64, len(all))
	for i, p := range all {
		shares[i] = p.share
	}
	return shares
}

// zones are empty where all pictures are alike, or there are more than a command line holds.
func (c *codedOrder) zones() string {
	if slices.Contains(c.shown, noTime) {
		return ""
	}
	var b strings.Builder
	shares := c.shares()
	for from := 0; from < len(shares); {
		to := from + 1
		for to < len(shares) && shares[to] == shares[from] {
			to++
		}
		if shares[from] != 1 {
			fmt.Fprintf(&b, "/%d,%d,b=%g", from, to-1, shares[from])
		}
		from = to
	}
	if b.Len() > longestZones {
		return ""
	}
	return strings.TrimPrefix(b.String(), "/")
}

// settingsRead in bytes is how much of a file is searched for the settings that x264 writes before its first picture.
const settingsRead = 1 << 20

// rateFactor is the constant rate factor that x264 says it used for a file; 0 where it says none.
func rateFactor(path string) (float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	head, err := io.ReadAll(io.LimitReader(f, settingsRead))
	if err != nil {
		return 0, err
	}
	said := regexp.MustCompile(`x264 - core [ -~]{1,1000}? crf=([0-9]{1,2}(?:\.[0-9])?)`).FindSubmatch(head)
	if said == nil {
		return 0, nil
	}
	return strconv.ParseFloat(string(said[1]), 64)
}

// bearable is how many bytes the pictures may take; no bound where their source is of no account.
func (p pictures) bearable() float64 {
	if p.held == nil {
		return math.Inf(1)
	}
	return aimOfSource * float64(p.held.bytes)
}

// heavierThanSource reports whether a first pass has pictures that are too large beside those of the source.
func (r recipe) heavierThanSource(o outcome) bool {
	p := &r.pictures
	return p.held != nil && p.pass == 1 && o.pictures > 0 && float64(o.pictures) > mostOfSource*float64(p.held.bytes)
}

// likeSource changes the options of the encoder for pictures that have been coded before. Nothing goes into detail that
// only looks as if it were there. A second pass spends processor time for want of bytes.
func (p pictures) likeSource(o ffmpeg.KwArgs) {
	if p.held == nil {
		return
	}
	settings := fmt.Sprintf("chroma-qp-offset=0%s%s:aq-mode=1:rc-lookahead=%d", faithful, unweighted, lookahead)
	if p.pass == 2 || !p.hasty && p.held.factor >= coarse {
		if p.shape.pixels()*float64(p.held.frames) <= savingPixels {
			o["preset"] = savingPreset
		} else {
			settings += care
		}
	}
	switch {
	case p.pass == 2 || p.hasty:
	case p.held.factor >= coarse:
		o["crf"] = number(p.held.factor - coarseFiner)
	case p.held.factor > 0:
		o["crf"] = number(max(finest, p.held.factor-finer))
	}
	if p.held.zones != "" && p.pass > 0 { // an excerpt has other numbers
		settings += ":zones=" + p.held.zones
	}
	o["x264-params"] = settings
}
