// Package hostile makes files that are built to harm whoever reads them, and says for each one what reading it may cost.
//
// Every file names the guard in the code that keeps it within its bound. TestBounds runs the program on all of them. The
// test behind the build tag guards takes each guard out, builds the program again, and shows that the file then breaks
// its bound.
package hostile

import "time"

// stage is a way to run the program on a file.
type stage string

const (
	lint    stage = "lint"
	deep    stage = "lint --deep"
	prepare stage = "prepare"
)

// stages lists all ways; every file is run in each of them.
var stages = [...]stage{lint, deep, prepare}

const (
	kB = 1000
	mB = 1000 * kB
	gB = 1000 * mB
)

// bound is the most that one run may cost. A zero field leaves what the stage allows.
type bound struct {
	// read is the most bytes read by all processes, those of the program's libraries included.
	read int64
	// memory is the most bytes that are resident at one moment, of all processes.
	memory int64
	// processor is the processor time of all processes.
	processor time.Duration
	// says is text that the report must hold: what is wrong, or why the file is refused.
	says string
}

// allowed is what each stage may cost on any file. The times are several times what a usual machine takes.
func allowed(s stage) bound {
	switch s {
	case lint:
		return bound{read: 300 * mB, memory: 64 << 20, processor: 5 * time.Second}
	case deep:
		return bound{read: 1200 * mB, memory: 64 << 20, processor: 15 * time.Second}
	}
	return bound{read: 20 * gB, memory: 1500 * mB, processor: 60 * time.Second}
}

// within takes what b leaves open from the stage.
func (b bound) within(s stage) bound {
	most := allowed(s)
	if b.read > 0 {
		most.read = b.read
	}
	if b.memory > 0 {
		most.memory = b.memory
	}
	if b.processor > 0 {
		most.processor = b.processor
	}
	most.says = b.says
	return most
}

// file is one hostile file.
type file struct {
	name string
	// claim says what the file pretends to be.
	claim string
	// stage is where guard, a name in guards, keeps the file within bound.
	stage stage
	guard string
	bound bound
	// as is the kind of media that prepare is asked for; empty for the file's own.
	as   string
	make func(w *writer)
}

// family is the files of related formats.
type family struct {
	name  string
	files []file
}

func families() []family {
	return []family{
		{"JPEG, PNG, WebP and TIFF", stills()},
		{"Animations", animations()},
		{"Other pictures, and drawings", rasters()},
		{"MP4, QuickTime and HEIF", films()},
		{"Other films", containers()},
		{"Sound", sounds()},
		{"Documents, archives and text", documents()},
	}
}

// files lists all of them by format.
func files() []file {
	var all []file
	for _, f := range families() {
		all = append(all, f.files...)
	}
	return all
}
