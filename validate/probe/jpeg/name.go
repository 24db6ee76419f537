package jpeg

import "fmt"

// name says what a marker opens, for people.
func name(m byte) string {
	switch {
	case m == dht:
		return "the Huffman tables"
	case m == dqt:
		return "the quantization tables"
	case m == sos:
		return "the scan header"
	case m == com:
		return "a comment"
	case m >= app0 && m <= app15:
		return fmt.Sprintf("application segment %d", m-app0)
	case m >= sof0 && m <= sof15 && m != jpg && m != dac:
		return "the frame header"
	}
	return fmt.Sprintf("segment 0x%02x", m)
}
