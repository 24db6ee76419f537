package ffmpeg

import (
	"strconv"
	"strings"
)

// Progress tells how far a job is. A job that has to encode again starts again at zero seconds.
type Progress struct {
	// Seconds of media done, of Total.
	Seconds, Total float64
	// Speed relative to playing; 0 when not known yet.
	Speed float64
	// Encode counts from 1.
	Encode int

	bytes, frames int64
	ended         bool // the output is whole
}

// meter reads what ffmpeg writes with -progress: lines of key=value, each report ended by a line progress=….
type meter struct {
	report func(Progress)
	now    Progress
}

func (m *meter) line(line string) { m.takes(line) }

// takes reads a line and reports whether it belongs to a report.
func (m *meter) takes(line string) bool {
	key, value, found := strings.Cut(strings.TrimSpace(line), "=")
	value = strings.TrimSpace(value)
	switch key {
	case "out_time_us":
		if us, err := strconv.ParseInt(value, 10, 64); err == nil {
			m.now.Seconds = max(0, float64(us)/1e6)
		}
	case "total_size":
		m.now.bytes, _ = strconv.ParseInt(value, 10, 64)
	case "frame":
		m.now.frames, _ = strconv.ParseInt(value, 10, 64)
	case "speed":
		m.now.Speed, _ = strconv.ParseFloat(strings.TrimSuffix(value, "x"), 64)
	case "progress":
		m.now.ended = value == "end"
		m.report(m.now)
	case "fps", "bitrate", "out_time_ms", "out_time", "dup_frames", "drop_frames":
	default:
		return found && strings.HasPrefix(key, "stream_")
	}
	return true
}
