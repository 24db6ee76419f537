// Package wire reads the JSON of the Graph API and its webhooks without being
// particular about types: the documents say one thing, the servers another, and
// a field of an unexpected type must never cost the rest of the message.
package wire

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// Text is a string that may arrive as a string, a number or a boolean.
// Numbers keep every digit: ids are larger than 2^53. Anything else reads as "".
type Text string

// UnmarshalJSON never fails on well-formed JSON.
func (t *Text) UnmarshalJSON(raw []byte) error {
	*t = ""
	switch raw[0] {
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*t = Text(s)
	case 'n', '{', '[':
	default:
		*t = Text(raw)
	}
	return nil
}

// Int is a whole number that may arrive as a number or as a string of digits.
// Anything else reads as 0.
type Int int64

// UnmarshalJSON never fails on well-formed JSON.
func (i *Int) UnmarshalJSON(raw []byte) error {
	var t Text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(t)), 10, 64)
	if err != nil {
		n = 0
	}
	*i = Int(n)
	return nil
}

// Flag is a boolean that may arrive as a boolean, a string or a number.
// Anything but true, "true", 1 and "1" reads as false.
type Flag bool

// UnmarshalJSON never fails on well-formed JSON.
func (f *Flag) UnmarshalJSON(raw []byte) error {
	var t Text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	*f = t == "true" || t == "1"
	return nil
}

// SHA256 is a hash in lower-case hex. It arrives as 64 hex digits (media
// endpoint) or as base64 of 32 bytes (webhooks). Anything else reads as "".
type SHA256 string

// UnmarshalJSON never fails on well-formed JSON.
func (h *SHA256) UnmarshalJSON(raw []byte) error {
	var t Text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	*h = SHA256(hashHex(strings.TrimSpace(string(t))))
	return nil
}

func hashHex(s string) string {
	const size = 32
	var sum []byte
	if len(s) == hex.EncodedLen(size) {
		sum, _ = hex.DecodeString(s)
	} else {
		plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
		sum, _ = base64.RawStdEncoding.DecodeString(plain)
	}
	if len(sum) != size {
		return ""
	}
	return hex.EncodeToString(sum)
}

// List is an array of which each element stands for itself. Of an object, the
// fields that can be read are kept; an element that cannot be read at all is
// counted in Bad and left out. Anything but an array or null counts as one such element.
type List[T any] struct {
	Items []T
	Bad   int
}

// UnmarshalJSON never fails on well-formed JSON.
func (l *List[T]) UnmarshalJSON(raw []byte) error {
	*l = List[T]{}
	switch raw[0] {
	case 'n':
		return nil
	case '[':
	default:
		l.Bad = 1
		return nil
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		return err
	}
	for _, element := range elements {
		var item T
		if err := json.Unmarshal(element, &item); string(element) == "null" || !partly(element, err) {
			l.Bad++
			continue
		}
		l.Items = append(l.Items, item)
	}
	return nil
}

// partly reports whether decoding went well, or read an object but for fields of
// the wrong type, which encoding/json leaves out.
func partly(element json.RawMessage, err error) bool {
	var mismatch *json.UnmarshalTypeError
	return err == nil || element[0] == '{' && errors.As(err, &mismatch)
}
