package ffmpeg

import "bytes"

// lines takes text in any parts and hands it on line by line.
type lines struct {
	each func(line string)
	rest []byte
}

// maxLine bounds a line; ffmpeg's are shorter than 200 bytes.
const maxLine = 4096

// Write never fails.
func (l *lines) Write(b []byte) (int, error) {
	l.rest = append(l.rest, b...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			break
		}
		l.each(string(line))
		l.rest = rest
	}
	if len(l.rest) > maxLine {
		l.rest = nil
	}
	return len(b), nil
}
