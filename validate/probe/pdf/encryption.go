package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // the format prescribes it
	"crypto/rc4" //nolint:gosec // the format prescribes it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// padding fills a password up to 32 bytes (ISO 32000-1, algorithm 2); it is all there is of an empty one.
const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// encryption is the dictionary of the standard security handler.
type encryption struct {
	revision, length, permissions int64
	owner, user, id               []byte
	plainMetadata                 bool
}

// parseEncryption reads the dictionary, and the file's id from the trailer. It reports false where it is of another
// handler, or holds what no standard handler writes.
func parseEncryption(dict, trailer []byte) (encryption, bool) {
	if !bytes.Contains(dict, []byte("/Standard")) {
		return encryption{}, false
	}
	e := encryption{length: 40, plainMetadata: bytes.Contains(dict, []byte("/EncryptMetadata false"))}
	e.revision, _ = value(dict, "/R ")
	if bits, ok := value(dict, "/Length "); ok && bits >= 40 && bits <= 128 && bits%8 == 0 {
		e.length = bits
	}
	if e.revision == 4 {
		e.length = 128 // what stands first in the dictionary may be the length of a filter, in bytes
	}
	e.permissions, _ = signed(dict, "/P ")
	e.owner, e.user = stringOf(dict, "/O"), stringOf(dict, "/U")
	if i := bytes.Index(trailer, []byte("/ID")); i >= 0 {
		e.id = firstString(trailer[i+3:])
	}
	switch {
	case e.revision >= 2 && e.revision <= 4:
		return e, len(e.owner) >= 32 && len(e.user) >= 32
	case e.revision == 5 || e.revision == 6:
		return e, len(e.user) >= 48
	}
	return encryption{}, false
}

// opens reports whether the empty password opens the document, as every reader tries before it asks for one.
func (e encryption) opens() bool {
	switch e.revision {
	case 5:
		sum := sha256.Sum256(e.user[32:40])
		return bytes.Equal(sum[:], e.user[:32])
	case 6:
		return bytes.Equal(hardened(e.user[32:40]), e.user[:32])
	}
	key := e.key()
	if e.revision == 2 {
		return bytes.Equal(crypted(key, []byte(padding)), e.user[:32])
	}
	h := md5.New() //nolint:gosec // the format prescribes it
	h.Write([]byte(padding))
	h.Write(e.id)
	sum := h.Sum(nil)
	for round := range 20 {
		turned := bytes.Clone(key)
		for i := range turned {
			turned[i] ^= byte(round)
		}
		sum = crypted(turned, sum)
	}
	return bytes.Equal(sum, e.user[:16])
}

// key of the empty password (ISO 32000-1, algorithm 2).
func (e encryption) key() []byte {
	h := md5.New() //nolint:gosec // the format prescribes it
	h.Write([]byte(padding))
	h.Write(e.owner[:32])
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(e.permissions)))
	h.Write(e.id)
	if e.revision == 4 && e.plainMetadata {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key := h.Sum(nil)
	if e.revision == 2 {
		return key[:5]
	}
	n := e.length / 8
	for range 50 {
		sum := md5.Sum(key[:n]) //nolint:gosec // the format prescribes it
		copy(key, sum[:])
	}
	return key[:n]
}

// opensFreely reports whether the encrypted document opens without a password. It is false where that cannot be told.
func (d *document) opensFreely() bool {
	dict := d.trailer
	i := bytes.Index(dict, []byte("/Encrypt"))
	if i < 0 {
		return false
	}
	after := dict[i+len("/Encrypt"):]
	if number, generation, _, ok := pair(after); ok {
		after = d.object(fmt.Sprintf("%d %d obj", number, generation))
	}
	e, ok := parseEncryption(after, dict)
	return ok && e.opens()
}

// maxFind bounds how far an object is looked for by its head, from the end of the file and from its start.
const maxFind = 4 << 20

// object is what stands behind the head of an object, such as "5 0 obj"; nil where it is not found. The last one counts,
// as a newer revision stands behind an older one.
func (d *document) object(head string) []byte {
	for _, from := range []int64{max(d.lead, d.r.Size()-maxFind), d.lead} {
		for off := min(from+maxFind, d.r.Size()) - step; off > from-step; off -= step {
			b := d.r.Bytes(max(off, from), step+overlap)
			if i := lastHead(b, head); i >= 0 {
				return bytes.Clone(dictionary(b[i+len(head):]))
			}
		}
	}
	return nil
}

// lastHead is where an object's head stands last in b: "5 0 obj" is not the end of "15 0 obj". It is -1 without one.
func lastHead(b []byte, head string) int {
	for {
		i := bytes.LastIndex(b, []byte(head))
		if i <= 0 || b[i-1] < '0' || b[i-1] > '9' {
			return i
		}
		b = b[:i]
	}
}

func crypted(key, data []byte) []byte {
	c, err := rc4.NewCipher(key) //nolint:gosec // the format prescribes it
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// hardened is the hash of an empty password with a salt (ISO 32000-2, algorithm 2.B).
func hardened(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for round, last := 0, byte(0); round < 64 || int(last) > round-32; round++ {
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := bytes.Repeat(k, 64)
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, b := range e[:16] {
			rest += int(b)
		}
		switch rest % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		default:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
		last = e[len(e)-1]
	}
	return k[:32]
}

// signed is the number that follows a key, which may be negative or written as its complement.
func signed(dict []byte, key string) (int64, bool) {
	i := bytes.Index(dict, []byte(key))
	if i < 0 {
		return 0, false
	}
	rest := bytes.TrimLeft(dict[i+len(key):], " \r\n\t")
	negative := bytes.HasPrefix(rest, []byte("-"))
	v, used := integer(bytes.TrimPrefix(rest, []byte("-")))
	if used == 0 || v > math.MaxUint32 {
		return 0, false
	}
	if negative {
		v = -v
	}
	return v, true
}

// stringOf is the string that follows a key; "/O" is not the start of "/OE".
func stringOf(dict []byte, key string) []byte {
	for {
		i := bytes.Index(dict, []byte(key))
		if i < 0 {
			return nil
		}
		dict = dict[i+len(key):]
		if rest := bytes.TrimLeft(dict, " \r\n\t"); len(rest) > 0 && (rest[0] == '(' || rest[0] == '<' && !bytes.HasPrefix(rest, []byte("<<"))) {
			return firstString(rest)
		}
	}
}

// firstString reads the first string of b, in either of the two ways to write one.
func firstString(b []byte) []byte {
	i := bytes.IndexAny(b, "(<")
	switch {
	case i < 0:
		return nil
	case b[i] == '(':
		return literal(b[i+1:])
	}
	end := bytes.IndexByte(b[i:], '>')
	if end < 0 {
		return nil
	}
	digits := bytes.Join(bytes.Fields(b[i+1:i+end]), nil)
	out := make([]byte, hex.DecodedLen(len(digits)))
	n, err := hex.Decode(out, digits)
	if err != nil {
		return nil
	}
	return out[:n]
}

// escapes are the letters behind a backslash that stand for another byte.
const escapes, escaped = "nrtbf", "\n\r\t\b\f"

// literal reads a string in parentheses, from behind the first one.
func literal(b []byte) []byte {
	var out []byte
	depth := 1
	for i := 0; i < len(b); i++ {
		switch c := b[i]; c {
		case '\\':
			i++
			if i == len(b) {
				return nil
			}
			used, v, ok := escape(b[i:])
			i += used - 1
			if ok {
				out = append(out, v)
			}
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return out
			}
		}
		out = append(out, b[i])
	}
	return nil
}

// escape reads what follows a backslash: how many bytes that is, and the byte it stands for. A line end stands for none.
func escape(b []byte) (used int, v byte, ok bool) {
	if i := bytes.IndexByte([]byte(escapes), b[0]); i >= 0 {
		return 1, escaped[i], true
	}
	for used < len(b) && used < 3 && b[used] >= '0' && b[used] <= '7' {
		v = v<<3 | (b[used] - '0')
		used++
	}
	switch {
	case used > 0:
		return used, v, true
	case b[0] == '\r' && len(b) > 1 && b[1] == '\n':
		return 2, 0, false
	case b[0] == '\r' || b[0] == '\n':
		return 1, 0, false
	}
	return 1, b[0], true
}
