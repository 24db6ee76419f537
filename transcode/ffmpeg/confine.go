package ffmpeg

import (
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/internal/process"
)

// confinement grants a run the files that its arguments name, and nothing else: inputs to be read, and the folders of
// outputs and of statistics between passes to be written. Every path in an argument list begins with "file:" (see
// source.input), so that a run cannot forget one.
func confinement(args []string) *process.Confinement {
	var c process.Confinement
	for i, arg := range args {
		previous := ""
		if i > 0 {
			previous = args[i-1]
		}
		path, named := strings.CutPrefix(arg, "file:")
		switch {
		case named && previous == "-i":
			c.Read = append(c.Read, path)
		case named || previous == "-passlogfile":
			c.Write = append(c.Write, filepath.Dir(path))
		}
	}
	return &c
}
