package process

import (
	"os"
	"strings"
)

// environment builds what a child sees: this program's variables that programs need to start at all, a C locale, so
// that error texts can be recognised, and what the caller adds. It is a list of what passes and not of what does
// not, as secrets come under any name.
func environment(extra []string) []string {
	passed := []string{
		"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
		"TEMP", "TMP", "SYSTEMROOT", "USERPROFILE",
	}
	env := []string{"LC_ALL=C"}
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	for _, pair := range extra {
		if !strings.HasPrefix(strings.ToUpper(pair), "WHATSAPP_") {
			env = append(env, pair)
		}
	}
	return env
}
