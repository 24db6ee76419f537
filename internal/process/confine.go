package process

import (
	"os"
	"strings"
)

// Confinement says what a child may touch beside the libraries and data that the system's programs share. A confined
// child opens no socket, starts no other program, looks into no other process, changes no owner or mode, and gains no
// rights by what it executes. Linux enforces it (see ConfinementStatus); other systems do not.
//
// The environment variable WAMEDIA_CONFINE=off turns it off, for systems whose programs need more than this grants.
type Confinement struct {
	// Read lists files and folders that the child may read.
	Read []string
	// Write lists folders in which the child may read, make, change and remove files.
	Write []string
}

// confinementOff reports whether the user turned confinement off.
func confinementOff() bool { return strings.EqualFold(os.Getenv("WAMEDIA_CONFINE"), "off") }

// ConfinementStatus tells how children are confined on this system, and what is missing; lacks is empty where nothing is.
func ConfinementStatus() (has, lacks string) {
	if confinementOff() {
		return "", "switched off by WAMEDIA_CONFINE: ffmpeg and the image worker run with all rights of this user"
	}
	return confinementStatus()
}
