package hostile

import (
	"fmt"
	"path/filepath"
	"strings"
)

// introduction stands before the table of all files.
const introduction = `# Hostile files

<!-- Made by go test ./testdata/hostile -run TestTable -update; do not edit. -->

` + "`make hostile`" + ` makes the files below, runs ` + "`wamedia`" + ` on each one in three ways, and checks what that costs. *Attacks* says what a
file claims or does, *command* where its guard counts, and *guard* what in the code keeps the cost within the bound.
` + "`make hostile-guards`" + ` takes each guard out, builds the program again, and checks that the file then breaks its bound.

The files are made by the code in [testdata/hostile](../testdata/hostile). Whatever a bound leaves open is what the command may
cost on any file. The program also may not crash, leave temporary files, or keep a good file beside them from being prepared.

`

// markdown is docs/hostile.md.
func markdown() string {
	var b strings.Builder
	b.WriteString(introduction)
	b.WriteString("| command | bytes read | memory held | processor time |\n| --- | --- | --- | --- |\n")
	for _, s := range stages {
		most := allowed(s)
		fmt.Fprintf(&b, "| `%s` | %s | %s | %v |\n", s, size(most.read), size(most.memory), most.processor)
	}
	for _, f := range families() {
		fmt.Fprintf(&b, "\n## %s\n\n| file | format | attacks | command | bound | guard |\n| --- | --- | --- | --- | --- | --- |\n", f.name)
		for _, f := range f.files {
			fmt.Fprintf(&b, "| %s | %s | %s | `%s` | %s | %s |\n", f.name, format(f.name), f.claim, f.stage, f.bound, place(f.guard))
		}
	}
	return b.String()
}

// String lists what b does not leave to the command.
func (b bound) String() string {
	var parts []string
	if b.read > 0 {
		parts = append(parts, size(b.read)+" read")
	}
	if b.memory > 0 {
		parts = append(parts, size(b.memory)+" held")
	}
	if b.processor > 0 {
		parts = append(parts, b.processor.String())
	}
	if b.says != "" {
		parts = append(parts, fmt.Sprintf("says `%s`", b.says))
	}
	if len(parts) == 0 {
		return "that of the command"
	}
	return strings.Join(parts, ", ")
}

func size(n int64) string {
	if n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d MB", n/mB)
}

// place is a guard and the source that it stands in.
func place(guard string) string {
	_, name, _ := strings.Cut(guard, ".")
	path := guards()[guard][0].path
	return fmt.Sprintf("`%s` in [%s](../%s)", name, strings.TrimPrefix(path, probes), path)
}

// format is what a file pretends to be, by its extension.
func format(name string) string {
	extension := strings.TrimPrefix(filepath.Ext(name), ".")
	if known := map[string]string{
		"jpg": "JPEG", "tif": "TIFF", "webp": "WebP", "ff": "farbfeld", "jp2": "JPEG 2000", "jxl": "JPEG XL", "psd": "Photoshop", "exr": "OpenEXR",
		"tgs": "Telegram sticker", "mov": "QuickTime", "mkv": "Matroska", "flv": "Flash video", "wmv": "Windows Media", "ts": "MPEG transport stream",
		"mpg": "MPEG program stream", "ogg": "Ogg", "opus": "Ogg Opus", "aac": "AAC in ADTS", "loas": "AAC in LATM", "docx": "Word", "doc": "Word 97",
		"txt": "text", "heics": "HEIF sequence", "dds": "DirectDraw surface", "tga": "Targa",
	}[extension]; known != "" {
		return known
	}
	return strings.ToUpper(extension)
}
