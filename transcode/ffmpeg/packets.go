package ffmpeg

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	ffmpeg "github.com/u2takey/ffmpeg-go"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/internal/saturate"
)

// packets is what the times of a stream's packets tell.
type packets struct {
	count int
	// tick is the length of a unit of time in seconds.
	tick float64
	// start, last start and end of what is shown, all in ticks.
	start, latest, end int64
	// decoded is when the last packet is, and least and most the distances of packets in that order, which is the
	// file's.
	decoded, least, most int64
	// total is the sum of how long the packets play, in ticks, and lengths how many are of each length.
	total   int64
	lengths map[int64]int
}

// maxLengths bounds the lengths that are told apart.
const maxLengths = 1 << 12

// played is how long the packets play one after another, in seconds; 0 where they do not say. Some files let a packet
// last until the next one, however late that comes: no packet is taken for longer than most are.
func (p *packets) played() float64 {
	var usual int64
	for length, n := range p.lengths {
		if best := p.lengths[usual]; n > best || n == best && length > usual {
			usual = length
		}
	}
	return float64(min(p.total, int64(p.count)*usual)) * p.tick
}

func (p *packets) note(length int64) {
	p.total += length
	if p.lengths == nil {
		p.lengths = map[int64]int{}
	}
	if _, known := p.lengths[length]; known || len(p.lengths) < maxLengths {
		p.lengths[length]++
	}
}

// seconds from the first picture's start to the last one's end. A last one that does not say how long it is shown, is
// shown as long as the others are on average.
func (p *packets) seconds() float64 { return (float64(p.end) - float64(p.start)) * p.tick }

// rate is the average number of packets in a second; 0 where there is no telling.
func (p *packets) rate() float64 {
	if p.count < 2 || p.latest <= p.start {
		return 0
	}
	return float64(p.count-1) / ((float64(p.latest) - float64(p.start)) * p.tick)
}

// variable tells whether packets stand at distances that differ by more than what rounding does.
func (p *packets) variable() bool {
	mean := (float64(p.latest) - float64(p.start)) / float64(max(1, p.count-1))
	return float64(p.most)-float64(p.least) > max(2, mean/10)
}

// packet is one packet as the muxer framecrc lists it: the number of its stream, times in ticks, and its size in bytes.
// What the line does not say is noTime.
type packet struct{ stream, decoded, shown, long, size int64 }

// readPacket reads "stream, decoded at, shown at, for so long, bytes, checksum". It reports false for other lines.
func readPacket(line string) (packet, bool) {
	fields := strings.Split(line, ",")
	if len(fields) < 5 || strings.HasPrefix(line, "#") {
		return packet{}, false
	}
	return packet{ticks(fields[0]), ticks(fields[1]), ticks(fields[2]), ticks(fields[3]), ticks(fields[4])}, true
}

// line reads one line of the listing: the unit, or a packet.
func (p *packets) line(line string) {
	var a, b float64
	if n, _ := fmt.Sscanf(line, "#tb 0: %g/%g", &a, &b); n == 2 && b > 0 {
		p.tick = a / b
	}
	next, ok := readPacket(line)
	if !ok || next.decoded == noTime {
		return
	}
	if next.shown == noTime {
		next.shown = next.decoded
	}
	p.add(next.decoded, next.shown, max(0, next.long))
}

func (p *packets) add(decoded, shown, long int64) {
	distance := saturate.Add(decoded, -p.decoded)
	switch p.count {
	case 0:
		p.start, p.latest = shown, shown
	case 1:
		p.least, p.most = distance, distance
	default:
		p.least, p.most = min(p.least, distance), max(p.most, distance)
	}
	p.count++
	p.note(long)
	p.decoded, p.start, p.latest = decoded, min(p.start, shown), max(p.latest, shown)
	if long == 0 {
		long = saturate.Add(p.latest, -p.start) / int64(max(1, p.count-1))
	}
	p.end = max(p.end, saturate.Add(shown, long))
}

// noTime is what stands for no time, and for what is none.
const noTime = -1 << 63

func ticks(field string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(field), 10, 64)
	if err != nil {
		return noTime
	}
	return n
}

// listPackets reads all packets of a stream.
func (e *Engine) listPackets(ctx context.Context, s source, stream string) (packets, error) {
	args, err := packetArgs(s, stream)
	if err != nil {
		return packets{}, err
	}
	var p packets
	err = e.run(ctx, args, &lines{each: p.line}, process.Limits{Wall: readTime, Memory: soundMemory()})
	return p, err
}

func packetArgs(s source, stream string) ([]string, error) {
	return arguments(func() *ffmpeg.Stream {
		return s.input(1).Get(stream).Output("pipe:1", ffmpeg.KwArgs{"c": "copy", "f": "framecrc"})
	})
}
