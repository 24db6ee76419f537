package oggopus

import "github.com/wamedia/wamedia/validate/probe/opus"

// nativeSamples is how much a packet of WhatsApp's own voice notes plays: 60 ms, three frames of 20 ms.
const nativeSamples = opus.Rate * 60 / 1000

// packer collects frames in a row that have the same configuration and packs them to 60 ms with code 3. What is decoded
// does not change: decoders take the frames of a packet one after another. A packet that is not valid is handed on as it
// is.
type packer struct {
	on   bool
	emit func(packet []byte, samples int64) error

	toc    byte
	frames []frame
	// known reports whether a frame of the configuration was handed on before.
	known bool
}

// frame of a packet.
type frame struct {
	data []byte
	// last in the packet that it came in.
	last bool
}

// packet takes a packet that plays so many samples.
func (p *packer) packet(packet []byte, samples int64) error {
	if !p.on {
		return p.emit(packet, samples)
	}
	frames, ok := opus.Frames(packet)
	if !ok {
		if err := p.flush(); err != nil {
			return err
		}
		return p.emit(packet, samples)
	}
	for i, data := range frames {
		if err := p.frame(packet[0]&^3, frame{append([]byte(nil), data...), i == len(frames)-1}); err != nil {
			return err
		}
	}
	return nil
}

// frame adds a frame with the TOC byte of its packet, without the code.
func (p *packer) frame(toc byte, f frame) error {
	if toc != p.toc {
		if err := p.flush(); err != nil {
			return err
		}
		p.toc, p.known = toc, false
	}
	p.frames = append(p.frames, f)
	if p.samples()+opus.FrameSamples(toc) <= nativeSamples {
		return nil
	}
	return p.flush()
}

func (p *packer) samples() int64 { return int64(len(p.frames)) * opus.FrameSamples(p.toc) }

// flush writes the frames that were collected.
func (p *packer) flush() error {
	if len(p.frames) == 0 {
		return nil
	}
	var frames [][]byte
	for i, f := range p.frames {
		if i < len(p.frames)-1 && (i > 0 || p.known) {
			f = f.ended(p.toc)
		}
		frames = append(frames, f.data)
	}
	packet, samples := opus.Join(p.toc, frames), p.samples()
	p.frames, p.known = p.frames[:0], true
	return p.emit(packet, samples)
}

const (
	// silkConfigs is the number of the first configuration that is not SILK alone (RFC 6716 section 3.1).
	silkConfigs = 12
	// longestFrame in bytes (RFC 6716 section 3.4).
	longestFrame = 1275
)

// ended adds a byte of 0 to a frame of SILK that was the last in its packet and is not any more. libopus leaves out zeros
// at the end, as decoders take what is missing for zeros (RFC 6716 section 4.1.2.1); but that of ffmpeg takes the byte
// that follows, which is the next frame's. One byte more is decoded as before: 17 bits too many would be taken for a
// redundant frame (section 4.5.1), and libopus leaves 7 at most. Frames beside a change of configuration, which may have a
// redundant frame at their end, must stay as they are: the caller leaves those out.
func (f frame) ended(toc byte) frame {
	if f.last && toc>>3 < silkConfigs && len(f.data) > 1 && len(f.data) < longestFrame {
		f.data = append(f.data, 0)
	}
	return f
}
