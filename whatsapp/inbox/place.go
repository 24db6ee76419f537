package inbox

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// placeOf is the path of a job's file below the folder of the inbox, with slashes and
// without its extension. Names come from whoever sent the message, so they are
// made safe, each in a way of its own: two ids never share a name.
func placeOf(j *job) string {
	at := j.notice.Time
	if at.IsZero() {
		at = j.notice.Received
	}
	from := cmp.Or(j.notice.From, j.notice.UserID, "unknown")
	return path.Join(at.UTC().Format("2006-01-02"), safeName(from), safeID(j.id))
}

// safeID is a file name for the id of a message. Its dots but for that of "wamid."
// are escaped, so that what follows the name is always ours.
func safeID(id string) string {
	const usual = "wamid."
	rest, known := strings.CutPrefix(id, usual)
	name := strings.ReplaceAll(safeName(rest), ".", "%2E")
	if known && rest != "" {
		name = usual + name
	}
	return name
}

// longestName leaves room for extensions below the 255 bytes of common file systems.
const longestName = 120

// safeName is a name for a file or folder on any system: bytes other than letters,
// digits and a few signs are escaped as %XX. A name that becomes too long is cut and
// ends with a part of its hash.
func safeName(s string) string {
	reserved := regexp.MustCompile(`(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)`).MatchString(s)
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		plain := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_-+=.", c) >= 0
		edge := i == 0 && (c == '.' || c == '-' || reserved) || i == len(s)-1 && c == '.'
		if plain && !edge {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	name := b.String()
	if len(name) > longestName {
		sum := sha256.Sum256([]byte(s))
		name = name[:80] + "~" + hex.EncodeToString(sum[:16])
	}
	return cmp.Or(name, "%")
}

// makeDirs makes a folder and those above it, each one's name safely on disk.
func makeDirs(dir string, mode fs.FileMode) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := makeDirs(above, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(above)
}

// syncDir puts the names in a folder on disk. Windows knows no such call.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFile puts a file that another hand wrote on disk.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// writeSynced writes a new file and puts it on disk.
func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
