package webhook

import (
	"bytes"
	"encoding/json"
)

// Raw is JSON as the platform sent it, but for its white space and the escapes of
// <, >, & and two line ends, which are as json.Marshal writes them. So a Raw is the
// same after any number of times through json.Marshal and json.Unmarshal.
type Raw []byte

// MarshalJSON writes the JSON, null for an empty Raw.
func (r Raw) MarshalJSON() ([]byte, error) {
	if len(r) == 0 {
		return []byte("null"), nil
	}
	return r, nil
}

// UnmarshalJSON keeps the JSON without its white space.
func (r *Raw) UnmarshalJSON(raw []byte) error {
	var compact, escaped bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return err
	}
	json.HTMLEscape(&escaped, compact.Bytes())
	*r = escaped.Bytes()
	return nil
}
